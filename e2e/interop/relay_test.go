package interop

import (
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// sight is what a service saw of the trace when it was called.
type sight struct {
	Service string
	TraceID string
	Sampled bool
	State   string // tracestate
	Baggage map[string]string
}

// nextHeader has the URLs of the services that are still to be called.
const nextHeader = "Next"

// relay calls the next service, and answers with what this one and all after it
// saw. The request's context has the service's span.
func relay(w http.ResponseWriter, r *http.Request, client *http.Client, own sight) {
	own.State = r.Header.Get("Tracestate")
	sights, err := []sight{}, error(nil)
	if next := r.Header.Get(nextHeader); next != "" {
		sights, err = call(r, client, strings.Fields(next)...)
	}
	if err == nil {
		err = json.NewEncoder(w).Encode(append([]sight{own}, sights...))
	}
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadGateway)
	}
}

func call(r *http.Request, client *http.Client, urls ...string) ([]sight, error) {
	req, err := http.NewRequestWithContext(r.Context(), http.MethodGet, urls[0]+"/relay/7", http.NoBody)
	if err != nil {
		return nil, err
	}
	req.Header.Set(nextHeader, strings.Join(urls[1:], " "))
	res, err := client.Do(req)
	if err != nil {
		return nil, err
	}
	defer func() { _ = res.Body.Close() }()
	answer, err := io.ReadAll(res.Body)
	if err != nil {
		return nil, err
	}
	var sights []sight
	return sights, json.Unmarshal(answer, &sights)
}

// start sends a request through the services at those URLs, one after the other,
// from outside of any trace but for the headers given.
func start(t *testing.T, header http.Header, urls ...string) []sight {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", http.NoBody)
	client := &http.Client{Transport: withHeader{header}}
	sights, err := call(r, client, urls...)
	if err != nil {
		t.Fatal(err)
	}
	if len(sights) != len(urls) {
		t.Fatalf("%d services answered, want %d", len(sights), len(urls))
	}
	return sights
}

type withHeader struct{ http.Header }

// RoundTrip adds the headers.
func (h withHeader) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	maps.Copy(r.Header, h.Header)
	return http.DefaultTransport.RoundTrip(r)
}
