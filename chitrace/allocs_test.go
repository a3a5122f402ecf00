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

// TestAllocations counts what tracing adds to bare chi, for a route in three
// routers, ids that do not repeat and the headers of a browser behind a proxy.
// Most of it is the tracer's own. The look-up costs none.
func TestAllocations(t *testing.T) {
	withoutLookup := options(chitrace.WithoutRouteLookup())
	for name, tt := range map[string]struct {
		sampler jaeger.Sampler
		parent  []string
		opts    []chitrace.Option
		want    float64
	}{
		"not sampled":                  {never, nil, nil, 9},
		"not sampled, without look-up": {never, nil, withoutLookup, 9},
		"sampled":                      {always, nil, nil, 15},
		"sampled, without look-up":     {always, nil, withoutLookup, 15},
		"parent not sampled":           {never, []string{unsampledParent}, nil, 14},
		"parent sampled":               {never, []string{sampledParent}, nil, 17},
	} {
		t.Run(name, func(t *testing.T) {
			tracer, closer := jaeger.NewTracer("test", tt.sampler, jaeger.NewNullReporter())
			t.Cleanup(func() { _ = closer.Close() })
			bare := allocations(t, api(), tt.parent)
			if got := allocations(t, api(chitrace.Middleware(tracer, tt.opts...)), tt.parent) - bare; got != tt.want {
				t.Errorf("%v allocations over bare chi, want %v", got, tt.want)
			}
		})
	}
}

// allocations returns how many a request takes on average, in whole numbers.
func allocations(t *testing.T, h http.Handler, parent []string) float64 {
	t.Helper()
	requests := make([]*http.Request, 2000)
	for i := range requests {
		requests[i] = httptest.NewRequestWithContext(t.Context(), http.MethodGet, fmt.Sprintf("/v1/orgs/1/teams/%d", i), http.NoBody)
		requests[i].Header = tracetest.BrowserHeader()
		tracetest.AddHeaders(requests[i], parent...)
	}
	w := tracetest.NewNullWriter()
	next := 0
	return testing.AllocsPerRun(1500, func() {
		h.ServeHTTP(w, requests[next%len(requests)])
		next++
	})
}
