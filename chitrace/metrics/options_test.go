package metrics

import (
	"context"
	"fmt"
	"maps"
	"math"
	"net/http"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/go-chi/chi/v5"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/uber/jaeger-lib/metrics"
	jaegerprom "github.com/uber/jaeger-lib/metrics/prometheus"

	"github.com/opentracing-contrib/go-chi/internal/tracetest"
)

const (
	serverDuration = "http_server_request_duration_seconds"
	serverSize     = "http_server_response_size_bytes"
)

func TestBuckets(t *testing.T) {
	type bounds = []time.Duration
	type sizes = []float64
	powers := sizes{256, 1024, 4096, 16384, 65536, 262144, 1048576, 4194304, 16777216, 67108864}
	for _, tt := range []struct {
		name   string
		metric string
		opts   []Option
		want   any
	}{
		{"default", serverDuration, nil, defaultBuckets},
		{"given", serverDuration, []Option{WithBuckets(time.Millisecond, time.Second)}, bounds{time.Millisecond, time.Second}},
		{"unordered and twice", serverDuration, []Option{WithBuckets(3, 1, 3, 2, 1)}, bounds{1, 2, 3}},
		{"not positive", serverDuration, []Option{WithBuckets(-1, 0, 7)}, bounds{7}},
		{"none", serverDuration, []Option{WithBuckets(7), WithBuckets()}, defaultBuckets},
		{"the last counts", serverDuration, []Option{WithBuckets(7), WithBuckets(9)}, bounds{9}},
		{"default", serverSize, nil, powers},
		{"given", serverSize, []Option{WithSizeBuckets(0, 100)}, sizes{0, 100}},
		{"unusable", serverSize, []Option{WithSizeBuckets(-1, math.NaN(), math.Inf(1), math.Inf(-1), 7)}, sizes{7}},
		{"none usable", serverSize, []Option{WithSizeBuckets(7), WithSizeBuckets(-1)}, powers},
		{"the last counts", serverSize, []Option{WithSizeBuckets(7), WithSizeBuckets(9)}, sizes{9}},
	} {
		l := newLedger()
		serve(t, onRoot(Middleware(l, tt.opts...)), "GET", "/")
		if got := l.buckets[tt.metric]; !reflect.DeepEqual(got, tt.want) {
			t.Errorf("%s, %s: buckets %v, want %v", tt.metric, tt.name, got, tt.want)
		}
	}
}

// A factory may keep and change what it is handed, the caller what it handed over.
func TestBucketsAreShared(t *testing.T) {
	given := []time.Duration{3, 1, 2}
	l := newLedger()
	h := onRoot(Middleware(l, WithBuckets(given...)))
	serve(t, h, "GET", "/")
	clear(l.buckets[serverDuration].([]time.Duration))
	clear(l.buckets[serverSize].([]float64))
	serve(t, h, "GET", "/api/prices")
	if durations, sizes := l.buckets[serverDuration].([]time.Duration), l.buckets[serverSize].([]float64); given[0] != 3 || durations[0] == 0 || sizes[0] == 0 {
		t.Errorf("the buckets are %v and %v, the caller's slice is %v now", durations, sizes, given)
	}
}

func TestFilter(t *testing.T) {
	not := func(method string) Option {
		return WithFilter(func(r *http.Request) bool { return r.Method != method })
	}
	broken := WithFilter(func(*http.Request) bool { panic("broken filter") })
	for _, tt := range []struct {
		name string
		opts []Option
		want int64
	}{
		{"accepts", []Option{not("PUT")}, 1},
		{"rejects", []Option{not("GET")}, 0},
		{"the other of two rejects", []Option{not("PUT"), not("GET")}, 0},
		{"panics", []Option{broken}, 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			l := newLedger()
			if got := tracetest.Send(t, onRoot(Middleware(l, tt.opts...)), "GET /").StatusCode; got != http.StatusOK {
				t.Errorf("the server answers %d, want 200", got)
			}
			if got, err := call(t, NewTransport(answer(200), l, tt.opts...), "GET", "a"); err != nil || got != http.StatusOK {
				t.Errorf("the client gets %d, %v, want 200", got, err)
			}
			l.wantCounts(t, map[string]int64{served("GET", "/", "2xx"): tt.want, called("GET", "a", "2xx"): tt.want})
			inFlight := map[int64]string{0: "[]", 1: "[1 0]"}[tt.want]
			l.wantValues(t, serverInFlight, inFlight)
			l.wantValues(t, clientInFlight, inFlight)
		})
	}
}

// A second factory of jaeger-lib's on one registry would count nowhere.
func TestSecondFactoryOnOneRegistry(t *testing.T) {
	for name, setUp := range map[string]func(metrics.Factory){
		"server": func(f metrics.Factory) { Middleware(f) },
		"client": func(f metrics.Factory) { NewTransport(nil, f) },
	} {
		t.Run(name, func(t *testing.T) {
			registered := jaegerprom.WithRegisterer(prometheus.NewRegistry())
			setUp(jaegerprom.New(registered))
			said := fmt.Sprint(tracetest.PanicOf(func() { setUp(jaegerprom.New(registered)) }))
			for _, want := range []string{name, "in_flight", "duplicate metrics", "share one factory", "metrics/prometheus"} {
				if !strings.Contains(said, want) {
					t.Errorf("the panic says %q, want it to say %q", said, want)
				}
			}
		})
	}
}

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
