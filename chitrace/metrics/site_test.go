package metrics

import (
	"io"
	"net/http"
	"testing"

	"github.com/opentracing-contrib/go-chi/internal/tracetest"
)

// site is a handler behind a real socket.
type site struct{ *tracetest.Server }

func newSite(t *testing.T, h http.Handler) site {
	t.Helper()
	s := site{tracetest.Serve(t, h)}
	s.Client().Transport.(*http.Transport).DisableKeepAlives = true // a kept connection has requests sent again
	return s
}

// send sends a request, waits until client and server are done with it, and
// returns the status, 0 where the server gave no response.
func (s site) send(t *testing.T, method, target string) int {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, s.URL+target, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := s.Client().Transport.RoundTrip(req)
	s.Wait()
	if err != nil {
		return 0
	}
	defer func() { _ = resp.Body.Close() }()
	_, _ = io.Copy(io.Discard, resp.Body) // a hijacker's may end anyhow
	return resp.StatusCode
}
