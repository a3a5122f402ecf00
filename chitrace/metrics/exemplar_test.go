package metrics

import (
	"context"
	"maps"
	"strings"
	"testing"

	"github.com/go-chi/chi/v5"
	"github.com/prometheus/client_golang/prometheus"
	jaegerprom "github.com/uber/jaeger-lib/metrics/prometheus"

	"github.com/opentracing-contrib/go-chi/internal/tracetest"
)

// Each metric of a request has the labels of its exemplar. Package prometheus
// tests which span they are of.
func TestExemplars(t *testing.T) {
	for name, tt := range map[string]struct {
		f    func(context.Context) map[string]string
		want int // metrics with an exemplar
		told []string
	}{
		"labels":    {func(context.Context) map[string]string { return map[string]string{"user": "ada"} }, 3, nil},
		"no labels": {func(context.Context) map[string]string { return map[string]string{} }, 0, nil},
		"panics": {
			func(context.Context) map[string]string { panic("oops") }, 0,
			[]string{"chitrace/metrics: the exemplar function panicked: oops"},
		},
		"nil": {nil, 0, nil},
	} {
		t.Run(name, func(t *testing.T) {
			var told errorList
			l, plain := newLedger(), prometheus.NewRegistry()
			serve(t, chi.Chain(
				Middleware(l, WithExemplars(tt.f), WithErrorHandler(told.add)),
				// A factory that keeps no exemplars counts as without them.
				Middleware(jaegerprom.New(jaegerprom.WithRegisterer(plain)), WithExemplars(tt.f)),
			).HandlerFunc(ok), "GET", "/")
			l.wantCounts(t, map[string]int64{served("GET", "unmatched", "2xx"): 1})
			told.want(t, tt.told...)
			maps.DeleteFunc(l.exemplars, func(_ string, labels map[string]string) bool { return len(labels) == 0 })
			if len(l.exemplars) != tt.want {
				t.Errorf("got exemplars %v, want %d", l.exemplars, tt.want)
			}
			page := tracetest.Scrape(t, plain, tracetest.TextFormat)
			if strings.Count(page, `{method="GET",route="unmatched",status_class="2xx"} 1`+"\n") != 3 { // the counter, and two of counts
				t.Errorf("got\n%s", page)
			}
		})
	}
}
