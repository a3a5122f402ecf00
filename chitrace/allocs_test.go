//go:build !race

package chitrace_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/uber/jaeger-client-go"

	"github.com/opentracing-contrib/go-chi/chitrace"
	"github.com/opentracing-contrib/go-chi/internal/tracetest"
)

// Not under the race detector, where sync.Pool forgets on purpose.

// proxied is what a browser's request has after a proxy.
var proxied = []string{
	"Accept: text/html", "Accept-Encoding: gzip", "Accept-Language: en", "Cookie: session=secret",
	"Referer: https://example.com/", "Sec-Ch-Ua: \"Chromium\"", "Sec-Ch-Ua-Mobile: ?0", "Sec-Fetch-Mode: navigate",
	"Upgrade-Insecure-Requests: 1", "User-Agent: Mozilla/5.0", "X-Envoy-Attempt-Count: 1",
	"X-Envoy-External-Address: 203.0.113.7", "X-Forwarded-For: 203.0.113.7", "X-Forwarded-Proto: https",
	"X-Request-Id: 0b8f3c1c-4b7e-4f3c-9d35-6f6e4d1c7a10",
}

// TestAllocations counts what tracing adds to bare chi, for a route in three
// routers, ids that do not repeat and the headers of a browser behind a proxy.
// Most of it is the tracer's own. The look-up costs none.
func TestAllocations(t *testing.T) {
	withoutLookup := options(chitrace.WithoutRouteLookup())
	tests := []struct {
		name    string
		sampler jaeger.Sampler
		parent  string
		opts    []chitrace.Option
		want    float64
	}{
		{"not sampled", never, "", nil, 9},
		{"not sampled, without look-up", never, "", withoutLookup, 9},
		{"sampled", always, "", nil, 15},
		{"sampled, without look-up", always, "", withoutLookup, 15},
		{"parent not sampled", never, unsampledParent, nil, 14},
		{"parent sampled", never, sampledParent, nil, 17},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tracer, closer := jaeger.NewTracer("test", tt.sampler, jaeger.NewNullReporter())
			t.Cleanup(func() { _ = closer.Close() })
			requests := nestedRequests(t, tt.parent)
			bare := allocations(nested(statuses(200)), requests)
			if got := allocations(nested(statuses(200), chitrace.Middleware(tracer, tt.opts...)), requests) - bare; got != tt.want {
				t.Errorf("%v allocations over bare chi, want %v", got, tt.want)
			}
		})
	}
}

func nestedRequests(t *testing.T, parent string) []*http.Request {
	t.Helper()
	requests := make([]*http.Request, 2000)
	for i := range requests {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, fmt.Sprintf("/v1/orgs/1/teams/%d", i), http.NoBody)
		addHeaders(r, proxied...)
		if parent != "" {
			addHeaders(r, parent)
		}
		requests[i] = r
	}
	return requests
}

// allocations returns how many a request takes on average, in whole numbers.
func allocations(h http.Handler, requests []*http.Request) float64 {
	w := tracetest.NewNullWriter()
	next := 0
	return testing.AllocsPerRun(1500, func() {
		h.ServeHTTP(w, requests[next%len(requests)])
		next++
	})
}
