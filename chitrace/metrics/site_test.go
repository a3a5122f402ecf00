package metrics

import (
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"testing"
)

// site is a handler behind a real socket.
type site struct {
	*httptest.Server
	done chan struct{} // takes one after each request, with all that stands around its handler
}

func newSite(t *testing.T, h http.Handler) *site {
	t.Helper()
	s := &site{done: make(chan struct{}, 1)}
	s.Server = httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() { s.done <- struct{}{} }()
		h.ServeHTTP(w, r)
	}))
	s.Config.ErrorLog = log.New(io.Discard, "", 0)
	s.Start()
	s.Client().Transport.(*http.Transport).DisableKeepAlives = true // a kept connection has requests sent again
	t.Cleanup(s.Close)
	return s
}

// send sends a request, waits until client and server are done with it, and
// returns the status, 0 where the server gave no response.
func (s *site) send(t *testing.T, method, target string) int {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, s.URL+target, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := s.Client().Transport.RoundTrip(req)
	<-s.done
	if err != nil {
		return 0
	}
	defer func() { _ = resp.Body.Close() }()
	_, _ = io.Copy(io.Discard, resp.Body) // a hijacker's may end anyhow
	return resp.StatusCode
}
