package bench

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/go-chi/chi/v5"
	chimiddleware "github.com/go-chi/chi/v5/middleware"
	"github.com/opentracing-contrib/go-stdlib/nethttp"
	"github.com/opentracing/opentracing-go"
	"github.com/opentracing/opentracing-go/mocktracer"
	"github.com/riandyrn/otelchi"
	"go.opentelemetry.io/contrib/instrumentation/net/http/otelhttp"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"

	"github.com/opentracing-contrib/go-chi/bench/internal/traffic"
	"github.com/opentracing-contrib/go-chi/chitrace"
	"github.com/opentracing-contrib/go-chi/chitrace/propagation"
)

// compared are the columns of docs/comparison.md. Each contender has its
// defaults, but for what is named.
var compared = []contender{
	{"chitrace", func(rec *recorder, _ chi.Router) middleware {
		return chitrace.Middleware(rec)
	}, func(rec *recorder) http.RoundTripper {
		return propagation.NewTransport(nullServer, propagation.WithTracer(rec))
	}},
	{"go-stdlib nethttp", func(rec *recorder, _ chi.Router) middleware {
		return func(next http.Handler) http.Handler { return nethttp.Middleware(rec, next) }
	}, func(*recorder) http.RoundTripper {
		return &nethttp.Transport{RoundTripper: nullServer} // it takes its tracer from the request
	}},
	{"otelchi", func(rec *recorder, _ chi.Router) middleware {
		return otelchi.Middleware("bench", otelchi.WithTracerProvider(rec.provider()))
	}, nil},
	{"otelchi with look-up", func(rec *recorder, root chi.Router) middleware {
		return otelchi.Middleware("bench", otelchi.WithTracerProvider(rec.provider()), otelchi.WithChiRoutes(root))
	}, nil},
	{"otelhttp", func(rec *recorder, _ chi.Router) middleware {
		return otelhttp.NewMiddleware("bench", otelhttp.WithTracerProvider(rec.provider()))
	}, func(rec *recorder) http.RoundTripper {
		return otelhttp.NewTransport(nullServer, otelhttp.WithTracerProvider(rec.provider()))
	}},
}

// comparisons are its rows, apart from those of the API.
var comparisons = []struct {
	row   string
	holds func(c contender) bool
}{
	{"span named after chi's route", func(c contender) bool {
		return c.serve(userPath).named(userRoute)
	}},
	{"correct name if a middleware copies the request", func(c contender) bool {
		return c.serve(userPath, chimiddleware.RequestID).named(userRoute)
	}},
	{"correct name if a middleware answers first", func(c contender) bool {
		return c.serve(userPath, func(http.Handler) http.Handler { return http.NotFoundHandler() }).named(userRoute)
	}},
	{"name known to the sampler", func(c contender) bool {
		return strings.HasSuffix(c.serve(userPath).started[0], userRoute)
	}},
	{"a 404 has another name than the root", func(c contender) bool {
		return c.serve("/").spans()[0].name != c.serve("/nowhere").spans()[0].name
	}},
	{"panic: span with value, stack and 500", func(c contender) bool {
		data := c.serve(userPath, func(http.Handler) http.Handler {
			return http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic("no tea") })
		}).spans()[0].data
		return strings.Contains(data, "no tea") && strings.Contains(data, "goroutine ") &&
			strings.Contains(data, "status_code:500")
	}},
	{"installed twice, it makes two spans", func(c contender) bool {
		twice := func(rec *recorder, root chi.Router) middleware {
			return chi.Chain(c.server(rec, root), c.server(rec, root)).Handler
		}
		return len(contender{server: twice}.serve("/").spans()) == 2
	}},
	{"OpenTelemetry's current semantic conventions", func(c contender) bool {
		return strings.Contains(c.serve(userPath).spans()[0].data, "http.request.method:GET")
	}},
	{clientRow, func(c contender) bool {
		rec := &recorder{MockTracer: mocktracer.New()}
		if err := (&calls{transport: c.client(rec)}).one(newCalls(context.Background())()); err != nil {
			panic(err)
		}
		return len(rec.spans()) == 1
	}},
}

const (
	userRoute, userPath = "/v1/users/{id}", "/v1/users/7"
	clientRow           = "client transport without set-up per request"
)

// docs/comparison.md says of each what it does, in the version of go.mod.
func TestComparison(t *testing.T) {
	want := []string{
		"| |", "|---|" + strings.Repeat("---|", len(compared)),
		"| API | OpenTracing | OpenTracing | OpenTelemetry | OpenTelemetry | OpenTelemetry |",
		"| the API is developed further | no | no | yes | yes | yes |",
		"| maintained instrumentation of other libraries | no | no | yes | yes | yes |",
		"| span links | no | no | yes | yes | yes |",
	}
	for _, c := range compared {
		want[0] += " " + c.column + " |"
	}
	for _, comparison := range comparisons {
		line := "| " + comparison.row + " |"
		for _, c := range compared {
			switch {
			case comparison.row == clientRow && c.client == nil:
				line += " – |"
			case comparison.holds(c):
				line += " yes |"
			default:
				line += " no |"
			}
		}
		want = append(want, line)
	}
	page, err := os.ReadFile("../docs/comparison.md")
	if err != nil {
		t.Fatal(err)
	}
	_, table, _ := strings.Cut(string(page), "\n\n| |")
	table, _, _ = strings.Cut("| |"+table, "\n\n")
	if got := strings.Split(table, "\n"); !slices.Equal(got, want) {
		t.Errorf("docs/comparison.md has\n%s\nwant\n%s", table, strings.Join(want, "\n"))
	}
}

// contender is a library, as its users put it in.
type contender struct {
	column string
	server func(*recorder, chi.Router) middleware
	client func(*recorder) http.RoundTripper // nil: it has none
}

// serve answers a request for path behind the contender and what stands after it.
func (c contender) serve(path string, after ...middleware) (rec *recorder) {
	rec, root := &recorder{MockTracer: mocktracer.New()}, chi.NewRouter()
	root.Use(c.server(rec, root))
	root.Use(after...)
	root.Get("/", answer)
	root.Route("/v1", func(r chi.Router) { r.Get("/users/{id}", answer) })
	defer func() { _ = recover() }() // as net/http's server does
	root.ServeHTTP(httptest.NewRecorder(), newRequest(context.Background(), path, traffic.Browser()))
	return rec
}

// recorder is an OpenTracing tracer and an OpenTelemetry sampler and span
// recorder; a contender uses one or the other.
type recorder struct {
	*mocktracer.MockTracer
	tracetest.SpanRecorder
	started []string // the names by which to sample
}

func (rec *recorder) StartSpan(name string, opts ...opentracing.StartSpanOption) opentracing.Span {
	rec.started = append(rec.started, name)
	return rec.MockTracer.StartSpan(name, opts...)
}

func (rec *recorder) ShouldSample(p sdktrace.SamplingParameters) sdktrace.SamplingResult {
	rec.started = append(rec.started, p.Name)
	return sdktrace.AlwaysSample().ShouldSample(p)
}

func (*recorder) Description() string { return "recorder" }

func (rec *recorder) provider() *sdktrace.TracerProvider {
	return sdktrace.NewTracerProvider(sdktrace.WithSampler(rec), sdktrace.WithSpanProcessor(&rec.SpanRecorder))
}

// recorded is a span of either API, with its tags and logs or attributes and events.
type recorded struct{ name, data string }

func (rec *recorder) spans() (spans []recorded) {
	for _, span := range rec.FinishedSpans() {
		spans = append(spans, recorded{span.OperationName, fmt.Sprint(span.Tags(), span.Logs())})
	}
	for _, span := range rec.Ended() {
		data := fmt.Sprint(span.Events())
		for _, a := range span.Attributes() {
			data += fmt.Sprintf(" %s:%s", a.Key, a.Value.String())
		}
		spans = append(spans, recorded{span.Name(), data})
	}
	return spans
}

// named says whether the only span's name is that of the route, with or without
// the method.
func (rec *recorder) named(route string) bool {
	spans := rec.spans()
	return len(spans) == 1 && (spans[0].name == route || spans[0].name == http.MethodGet+" "+route)
}
