// Package traced is where chi's rewritten tests get their routers from.
package traced

import (
	"fmt"
	"net/http"
	"os"
	"sync/atomic"
	"testing"
	"time"

	"github.com/go-chi/chi/v5"
	"github.com/opentracing/opentracing-go"
	"github.com/uber/jaeger-client-go"
	"github.com/uber/jaeger-lib/metrics"

	"github.com/opentracing-contrib/go-chi/chitrace"
	chimetrics "github.com/opentracing-contrib/go-chi/chitrace/metrics"
)

// around says where the middlewares stand: around servers, or on routers.
var around = os.Getenv("AROUND") != ""

// NewRouter returns what chi's NewRouter does, with both middlewares on it.
func NewRouter() *chi.Mux {
	r := chi.NewRouter()
	if !around {
		r.Use(middlewares...)
	}
	return r
}

// NewMux is NewRouter.
func NewMux() *chi.Mux { return NewRouter() }

// Around returns h with both middlewares around it.
func Around(h http.Handler) http.Handler {
	if !around {
		return h
	}
	return chi.Chain(middlewares...).Handler(h)
}

var middlewares = []func(http.Handler) http.Handler{
	chitrace.Middleware(tracer, chitrace.WithSpanObserver(count)),
	chimetrics.Middleware(factory{}),
}

var (
	tracer, _ = jaeger.NewTracer("chisuite", jaeger.NewConstSampler(true), counter{})

	started, finished, counted, inFlight atomic.Int64
)

func count(opentracing.Span, *http.Request) { started.Add(1) }

// counter counts the spans that finish, and the requests that metrics count.
type counter struct{}

func (counter) Report(*jaeger.Span) { finished.Add(1) }
func (counter) Close()              {}
func (counter) Inc(n int64)         { counted.Add(n) }
func (counter) Update(n int64)      { inFlight.Store(n) }

// factory makes but the two metrics that tell whether something was lost.
type factory struct{ metrics.Factory }

func (factory) Counter(metrics.Options) metrics.Counter { return counter{} }
func (factory) Gauge(metrics.Options) metrics.Gauge     { return counter{} }
func (factory) Timer(metrics.TimerOptions) metrics.Timer {
	return metrics.NullTimer
}

func (factory) Histogram(metrics.HistogramOptions) metrics.Histogram {
	return metrics.NullHistogram
}

// Main runs the tests, and expects every span to finish and every request to be
// counted.
func Main(m *testing.M) {
	code := m.Run()
	// The last handlers may still be returning.
	for deadline := time.Now().Add(10 * time.Second); !settled() && time.Now().Before(deadline); {
		time.Sleep(10 * time.Millisecond)
	}
	fmt.Printf("spans started %d, finished %d; requests counted %d, in flight %d\n",
		started.Load(), finished.Load(), counted.Load(), inFlight.Load())
	if code == 0 && !settled() {
		code = 1
	}
	os.Exit(code)
}

// settled allows for more requests than spans: each router on the way of a
// request counts it, while the outermost has the span.
func settled() bool {
	return started.Load() > 0 && started.Load() == finished.Load() &&
		counted.Load() >= started.Load() && inFlight.Load() == 0
}
