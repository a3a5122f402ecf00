package transparency

import (
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"testing"
)

// newProxy returns a proxy to a server of h.
func newProxy(t *testing.T, s *site, h http.Handler, transport http.RoundTripper) *httputil.ReverseProxy {
	t.Helper()
	backend := httptest.NewUnstartedServer(s.awaited(h))
	backend.Config.ErrorLog = log.New(io.Discard, "", 0)
	backend.Start()
	t.Cleanup(backend.Close)
	target, err := url.Parse(backend.URL)
	if err != nil {
		t.Fatal(err)
	}
	return &httputil.ReverseProxy{
		Rewrite:   func(r *httputil.ProxyRequest) { r.SetURL(target) },
		Transport: transport,
		ErrorLog:  backend.Config.ErrorLog,
	}
}

// proxyBehind is a service that is a proxy, with our transport if we are there.
func proxyBehind(t *testing.T, s *site, h http.HandlerFunc, ours ...middleware) http.Handler {
	t.Helper()
	return routed(newProxy(t, s, h, s.base).ServeHTTP, ours...)
}

// proxyInFront has a proxy of somebody else's between the client and the service.
func proxyInFront(t *testing.T, s *site, h http.HandlerFunc, ours ...middleware) http.Handler {
	t.Helper()
	return newProxy(t, s, routed(h, ours...), http.DefaultTransport)
}

func TestProxy(t *testing.T) {
	trailers := func(_ *site, w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Trailer", "Announced")
		_, _ = io.WriteString(w, "body")
		_ = http.NewResponseController(w).Flush()
		w.Header().Set("Announced", "1")
	}
	hints := func(_ *site, w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Link", "</style.css>; rel=preload")
		w.WriteHeader(http.StatusEarlyHints)
		w.WriteHeader(http.StatusNotFound)
	}
	aborted := func(_ *site, w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, "begun")
		_ = http.NewResponseController(w).Flush()
		panic(http.ErrAbortHandler)
	}
	echo := func(_ *site, w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		_, _ = fmt.Fprintf(w, "%s %s %d %s %v", r.Method, r.URL, r.ContentLength, body, err)
	}
	var scenarios []scenario
	for name, build := range map[string]func(*testing.T, *site, http.HandlerFunc, ...middleware) http.Handler{
		"behind": proxyBehind, "in front": proxyInFront,
	} {
		add := func(sc scenario) {
			sc.name += " " + name
			sc.build, sc.alone = build, true
			scenarios = append(scenarios, sc)
		}
		http1AndOn := []wire{http11, http2TLS, h2c}
		add(scenario{name: "echo", handler: echo, request: request{line: "POST /a%2Fb?q=1", body: "body"}, want: "POST /a%2Fb?q=1 4 body <nil>"})
		add(scenario{name: "no body", handler: echo, want: "GET / 0  <nil>"})
		add(scenario{name: "trailers", handler: trailers, wires: http1AndOn, want: "Announced: 1"})
		add(scenario{name: "early hints", handler: hints, wires: http1AndOn, want: "103 Early Hints"})
		add(scenario{name: "aborted", handler: aborted, want: "begun"})
		add(scenario{name: "long", handler: statuses(strings.Repeat("long ", 50_000)), want: "long long"})
		add(scenario{name: "events", handler: sendEvents, play: playEvents, want: "data: 2"})
		add(scenario{name: "full duplex", wires: []wire{h2c, http2TLS}, handler: echoDuplex, play: playDuplex, want: "line2"})
		add(scenario{name: "websocket", wires: []wire{http11}, handler: echoWebSocket, play: playWebSocket, want: "closed with 1000"})
	}
	run(t, scenarios)
}
