package propagation_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/opentracing/opentracing-go"

	"github.com/opentracing-contrib/go-chi/chitrace/propagation"
)

// Baggage stays with the host that it was sent to: a redirect to another one
// takes the ids along, and nothing else.
func TestRedirectToAnotherHostHasNoBaggage(t *testing.T) {
	seen := map[string]http.Header{} // by path
	redirects := map[string]string{"/start": "/next", "/next": "/first", "/first": "/second"}
	url := serve(t, func(w http.ResponseWriter, r *http.Request) {
		seen[r.URL.Path] = r.Header
		to := redirects[r.URL.Path]
		if to == "/first" {
			to = "http://" + strings.Replace(r.Host, "127.0.0.1", "localhost", 1) + to
		}
		if to != "" {
			http.Redirect(w, r, to, http.StatusFound)
		}
	})

	client, tracer := newClient(t)
	parent := tracer.StartSpan("parent")
	parent.SetBaggageItem("tenant", "acme")
	do(t, client, newRequest(opentracing.ContextWithSpan(t.Context(), parent), t, http.MethodGet, url+"/start"))

	for path, wantBaggage := range map[string]string{"/start": "acme", "/next": "acme", "/first": "", "/second": ""} {
		got := seen[path]
		if got.Get("Mockpfx-Ids-Traceid") == "" {
			t.Errorf("%s: no ids in %v", path, got)
		}
		if baggage := got.Get("Mockpfx-Baggage-Tenant"); baggage != wantBaggage {
			t.Errorf("%s: got baggage %q, want %q", path, baggage, wantBaggage)
		}
	}
}

// A chain of redirects without an end is not followed for ever.
func TestEndlessRedirects(t *testing.T) {
	var got *http.Request
	r := newGet(t)
	r.Response = &http.Response{Request: r}
	call(t, capture(&got), r, propagation.WithSpanObserver(func(span opentracing.Span, _ *http.Request) {
		span.SetBaggageItem("tenant", "acme")
	}))
	if got.Header.Get("Mockpfx-Ids-Traceid") == "" || got.Header.Get("Mockpfx-Baggage-Tenant") != "" {
		t.Errorf("sent %v, want ids without baggage", got.Header)
	}
}

func TestToHosts(t *testing.T) {
	own := propagation.ToHosts("prices.internal", ".svc.local", "LOCALHOST")
	for url, want := range map[string]bool{
		"http://prices.internal/":            true,
		"http://u:pw@prices.internal:8080/p": true,
		"http://PRICES.internal/":            true,
		"http://localhost/":                  true,
		"http://a.svc.local/":                true,
		"http://a.b.svc.local/":              true,
		"http://svc.local/":                  false,
		"http://evilsvc.local/":              false,
		"http://evilprices.internal/":        false,
		"http://stock.internal/":             false,
		"http://prices.internal.evil.com/":   false,
		"http://prices.internal@evil.com/":   false,
		"http://evil.com/prices.internal":    false,
		"http://evil.com?h=.svc.local":       false,
	} {
		if got := own(newRequest(t.Context(), t, http.MethodGet, url)); got != want {
			t.Errorf("%s: got %t, want %t", url, got, want)
		}
	}
	if own(&http.Request{}) {
		t.Error("a request without a URL goes nowhere")
	}
}
