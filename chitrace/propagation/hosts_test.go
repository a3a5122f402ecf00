package propagation_test

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/opentracing/opentracing-go"
	"github.com/opentracing/opentracing-go/mocktracer"

	"github.com/opentracing-contrib/go-chi/chitrace/propagation"
)

// Baggage stays with the host that it was sent to, that which the caller set
// included: a redirect to another one takes the ids along. What is another host
// is net/http's own rule for Authorization.
func TestRedirectToAnotherHostHasNoBaggage(t *testing.T) {
	tests := map[string]struct {
		to          []string // in the order of the redirects
		wantBaggage bool
	}{
		"the same":                  {[]string{"http://svc.example/a"}, true},
		"the default port":          {[]string{"http://svc.example:80/a"}, true},
		"another port":              {[]string{"https://svc.example:8443/a"}, true},
		"a subdomain":               {[]string{"http://eu.svc.example/a"}, true},
		"a subdomain and back":      {[]string{"http://eu.svc.example/a", "http://svc.example/b"}, true},
		"another domain":            {[]string{"http://evil.example/a"}, false},
		"one that only ends so":     {[]string{"http://evilsvc.example/a"}, false},
		"the domain above":          {[]string{"http://example/a"}, false},
		"another domain, then back": {[]string{"http://evil.example/a", "http://svc.example/b"}, false},
		"the zone of an address":    {[]string{"http://[fe80::1%25.svc.example]/a"}, false},
	}
	for name, tt := range tests {
		for _, traced := range []bool{true, false} {
			t.Run(fmt.Sprintf("%s, traced %t", name, traced), func(t *testing.T) {
				var got *http.Request
				base := roundTripFunc(func(r *http.Request) (*http.Response, error) {
					got = r
					resp, err := respond(http.StatusOK, "")(r)
					if hops := redirectsOf(r); hops < len(tt.to) {
						resp.StatusCode, resp.Header = http.StatusTemporaryRedirect, http.Header{"Location": {tt.to[hops]}}
					}
					return resp, err
				})
				tracer := mocktracer.New()
				parent := tracer.StartSpan("parent")
				parent.SetBaggageItem("tenant", "acme")
				r := newRequest(t, http.MethodGet, "http://svc.example/", "").WithContext(opentracing.ContextWithSpan(t.Context(), parent))
				r.Header = http.Header{"Authorization": {"x"}, "Baggage": {"a=1"}, "Baggage-A": {"1"}, "Ot-Baggage-A": {"1"}, "X-B3-Traceid": {"1"}}
				filter := propagation.WithFilter(func(*http.Request) bool { return traced })
				do(t, &http.Client{Transport: propagation.NewTransport(base, filter)}, r)

				if followed := got.Header["Authorization"] != nil; followed != tt.wantBaggage {
					t.Fatalf("net/http sent the Authorization: %t", followed)
				}
				for _, name := range []string{"Baggage", "Baggage-A", "Ot-Baggage-A", "Mockpfx-Baggage-Tenant"} {
					want := tt.wantBaggage && (traced || name != "Mockpfx-Baggage-Tenant")
					if sent := got.Header[name] != nil; sent != want {
						t.Errorf("sent %s: %t, want %t", name, sent, want)
					}
				}
				if ids := got.Header["Mockpfx-Ids-Traceid"] != nil; ids != traced || got.Header["X-B3-Traceid"] == nil {
					t.Errorf("ids are lost: %v", got.Header)
				}
			})
		}
	}
}

func redirectsOf(r *http.Request) (n int) {
	for ; r.Response != nil; r = r.Response.Request {
		n++
	}
	return n
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
		if got := own(newRequest(t, http.MethodGet, url, "")); got != want {
			t.Errorf("%s: got %t, want %t", url, got, want)
		}
	}
	if own(&http.Request{}) {
		t.Error("a request without a URL goes nowhere")
	}
}
