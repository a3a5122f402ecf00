package gochi_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/go-chi/chi/v5"
	"github.com/go-chi/chi/v5/middleware"
	"github.com/opentracing/opentracing-go"
	"github.com/opentracing/opentracing-go/ext"
	"github.com/opentracing/opentracing-go/mocktracer"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/uber/jaeger-client-go"

	"github.com/opentracing-contrib/go-chi/chitrace"
	"github.com/opentracing-contrib/go-chi/chitrace/jaegertracer"
	"github.com/opentracing-contrib/go-chi/chitrace/metrics"
	chiprom "github.com/opentracing-contrib/go-chi/chitrace/metrics/prometheus"
	"github.com/opentracing-contrib/go-chi/chitrace/propagation"
	"github.com/opentracing-contrib/go-chi/chitrace/tracelog"
)

func Example_innerSpan() {
	tracer := mocktracer.New()
	serve(tracer, "/carts/{id}", func(_ http.ResponseWriter, r *http.Request) {
		span, ctx := chitrace.StartSpan(r.Context(), "load cart")
		defer span.Finish()
		span.SetTag("cart.items", 3)

		loadItems(ctx) // Its calls and spans are below "load cart".
	})
	for _, span := range tracer.FinishedSpans() {
		fmt.Println(span.OperationName, span.Tag("cart.items"))
	}
	// Output:
	// load items <nil>
	// load cart 3
	// GET /carts/{id} <nil>
}

func loadItems(ctx context.Context) {
	span, _ := chitrace.StartSpan(ctx, "load items")
	span.Finish()
}

func Example_requestsSpan() {
	tracer := mocktracer.New()
	serve(tracer, "/carts/{id}", func(_ http.ResponseWriter, r *http.Request) {
		chitrace.SetTag(r.Context(), "tenant", "acme")
		chitrace.SetOperationName(r.Context(), "checkout")
		chitrace.LogError(r.Context(), errors.New("card was declined")) // error=true and a log
	})
	span := tracer.FinishedSpans()[0]
	fmt.Println(span.OperationName, span.Tag("tenant"), span.Tag("error"))
	// Output: checkout acme true
}

func Example_errors() {
	tracer := mocktracer.New()
	ctx := context.Background()
	opentracing.SetGlobalTracer(tracer)
	defer opentracing.SetGlobalTracer(opentracing.NoopTracer{})

	span, ctx := chitrace.StartSpan(ctx, "charge card")
	defer func() { fmt.Println(tracer.FinishedSpans()[0].Tag("error")) }()
	defer span.Finish()
	if err := charge(ctx); err != nil {
		ext.LogError(span, err)     // this span failed
		chitrace.LogError(ctx, err) // and the request with it
	}
	// Output: true
}

func charge(context.Context) error { return errors.New("card was declined") }

func Example_job() {
	tracer := mocktracer.New()
	done := make(chan struct{})
	sendReceipt := func(context.Context) { close(done) }
	serve(tracer, "/orders", func(w http.ResponseWriter, r *http.Request) {
		ctx := context.WithoutCancel(r.Context()) // the trace stays, the deadline does not
		go func() {
			span, ctx := chitrace.StartSpan(ctx, "send receipt")
			defer span.Finish()
			sendReceipt(ctx)
		}()
		w.WriteHeader(http.StatusAccepted)
		<-done
	})
	fmt.Println(tracer.FinishedSpans()[0].ParentID != 0)
	// Output: true
}

func Example_followsFrom() {
	tracer := mocktracer.New()
	serve(tracer, "/orders", func(_ http.ResponseWriter, r *http.Request) {
		ctx := context.WithoutCancel(r.Context())
		var options []opentracing.StartSpanOption
		if parent := chitrace.SpanFromRequest(r); parent != nil { // nil: not traced
			options = append(options, opentracing.FollowsFrom(parent.Context()))
		}
		span, ctx := chitrace.StartSpan(ctx, "send receipt", options...)
		defer span.Finish()
		_ = ctx
	})
	fmt.Println(tracer.FinishedSpans()[0].ParentID == tracer.FinishedSpans()[1].SpanContext.SpanID)
	// Output: true
}

func Example_ownTrace() {
	tracer := mocktracer.New()
	opentracing.SetGlobalTracer(tracer)
	defer opentracing.SetGlobalTracer(opentracing.NoopTracer{})
	srv := httptest.NewServer(http.NotFoundHandler())
	defer srv.Close()

	client := &http.Client{Transport: propagation.NewTransport(nil)}
	func() {
		span, ctx := chitrace.StartSpan(context.Background(), "clean up")
		defer span.Finish()
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, srv.URL, http.NoBody)
		if err != nil {
			fmt.Println(err)
			return
		}
		if resp, err := client.Do(req); err == nil {
			_ = resp.Body.Close()
		}
	}()
	for _, span := range tracer.FinishedSpans() {
		fmt.Println(span.OperationName)
	}
	// Output:
	// HTTP GET
	// clean up
}

func Example_requestID() {
	tracer := mocktracer.New()
	r := chi.NewRouter()

	r.Use(middleware.RequestID)
	r.Use(chitrace.Middleware(tracer, chitrace.WithSpanObserver(func(span opentracing.Span, r *http.Request) {
		span.SetTag("request_id", middleware.GetReqID(r.Context()))
	})))

	r.Get("/", func(http.ResponseWriter, *http.Request) {})
	req := httptest.NewRequest(http.MethodGet, "/", http.NoBody)
	req.Header.Set("X-Request-Id", "4711")
	r.ServeHTTP(httptest.NewRecorder(), req)
	fmt.Println(tracer.FinishedSpans()[0].Tag("request_id"))
	// Output: 4711
}

func Example_leftOut() {
	tracer := mocktracer.New()
	ok := func(http.ResponseWriter, *http.Request) {}
	r := chi.NewRouter()

	r.Use(chitrace.Middleware(tracer, chitrace.WithFilter(func(r *http.Request) bool {
		return r.URL.Path != "/healthz" // true: trace
	})))

	r.Get("/healthz", ok)
	r.Get("/orders", ok)
	get(r, "/healthz", "/orders")
	for _, span := range tracer.FinishedSpans() {
		fmt.Println(span.OperationName)
	}
	// Output: GET /orders
}

// always has the trace recorded from here on, whatever the sampler or the caller
// decided.
func always(span opentracing.Span, _ *http.Request) { ext.SamplingPriority.Set(span, 1) }

func Example_sampledByRoute() {
	reporter := jaeger.NewInMemoryReporter()
	tracer, closer := jaeger.NewTracer("orders", jaeger.NewConstSampler(false), reporter)
	defer func() { _ = closer.Close() }()
	list, pay, ok := func(http.ResponseWriter, *http.Request) {}, func(http.ResponseWriter, *http.Request) {}, func(http.ResponseWriter, *http.Request) {}
	r := chi.NewRouter()

	r.Get("/healthz", ok) // not traced
	r.Group(func(r chi.Router) {
		r.Use(chitrace.Middleware(tracer))
		r.Get("/orders", list) // as the sampler says
	})
	r.Group(func(r chi.Router) {
		r.Use(chitrace.Middleware(tracer, chitrace.WithSpanObserver(always)))
		r.Post("/payments", pay) // always
	})

	get(r, "/healthz", "/orders")
	r.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodPost, "/payments", http.NoBody))
	for _, span := range reporter.GetSpans() {
		fmt.Println(span.(*jaeger.Span).OperationName())
	}
	// Output: POST /payments
}

func Example_severalRouters() {
	tracer := mocktracer.New()
	ok := func(http.ResponseWriter, *http.Request) {}
	registry := prometheus.NewRegistry()

	factory := chiprom.New(registry) // one for each registry
	trace, count := chitrace.Middleware(tracer), metrics.Middleware(factory)

	public := chi.NewRouter()
	public.Use(trace, count)
	admin := chi.NewRouter() // on a port of its own
	admin.Use(trace, count)

	public.Get("/orders", ok)
	admin.Get("/users", ok)
	get(public, "/orders")
	get(admin, "/users")
	fmt.Println(len(tracer.FinishedSpans()))
	// Output: 2
}

func Example_baggage() {
	tracer := mocktracer.New()
	serve(tracer, "/orders", func(_ http.ResponseWriter, r *http.Request) {
		if span := chitrace.SpanFromRequest(r); span != nil { // nil: not traced
			span.SetBaggageItem("tenant", "acme")
		}
		readBaggage(r.Context())
	})
	// Output: acme
}

func readBaggage(ctx context.Context) {
	if span := opentracing.SpanFromContext(ctx); span != nil {
		fmt.Println(span.BaggageItem("tenant")) // here, and in the services that are called
	}
}

func Example_messages() {
	tracer := mocktracer.New()
	ctx := opentracing.ContextWithSpan(context.Background(), tracer.StartSpan("request"))

	headers := opentracing.TextMapCarrier{} // those of the message
	span, _ := chitrace.StartSpan(ctx, "send order.placed", ext.SpanKindProducer)
	err := span.Tracer().Inject(span.Context(), opentracing.TextMap, headers)
	span.Finish()

	// In the consumer. Without a valid context the span is a root.
	parent, _ := tracer.Extract(opentracing.TextMap, headers)
	span = tracer.StartSpan("receive order.placed", ext.SpanKindConsumer, opentracing.FollowsFrom(parent))
	ctx = opentracing.ContextWithSpan(context.Background(), span)
	span.Finish()

	_ = ctx
	spans := tracer.FinishedSpans()
	fmt.Println(spans[1].SpanContext.TraceID == spans[0].SpanContext.TraceID, err)
	// Output: true <nil>
}

// routes is the service under test.
func routes(tracer opentracing.Tracer, log *slog.Logger) http.Handler {
	r := chi.NewRouter()
	r.Use(chitrace.Middleware(tracer))
	r.Get("/orders/{id}", func(_ http.ResponseWriter, r *http.Request) { log.InfoContext(r.Context(), "served") })
	return r
}

func TestOrder(t *testing.T) {
	tracer := mocktracer.New()
	w := httptest.NewRecorder()
	routes(tracer, slog.Default()).ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/orders/1001", nil))

	span := tracer.FinishedSpans()[0]
	if span.OperationName != "GET /orders/{id}" || span.Tag("http.status_code") != uint16(200) {
		t.Errorf("got %v", span)
	}
}

func TestOrderOverTheWire(t *testing.T) {
	tracer := mocktracer.New()
	server := httptest.NewServer(routes(tracer, slog.Default()))
	defer server.Close()

	resp, err := server.Client().Get(server.URL + "/orders/1001")
	if err != nil {
		t.Fatal(err)
	}
	_ = resp.Body.Close()
	server.Close() // It waits for the handler: only then is the span finished.

	if got := len(tracer.FinishedSpans()); got != 1 {
		t.Errorf("got %d spans", got)
	}
}

func TestOrderLogsIDs(t *testing.T) {
	tracer := mocktracer.New()
	var lines strings.Builder
	log := slog.New(tracelog.NewHandler(slog.NewTextHandler(&lines, nil), tracelog.WithIDs(mockIDs)))
	routes(tracer, log).ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "/orders/1001", nil))

	id := tracer.FinishedSpans()[0].SpanContext.TraceID
	if want := fmt.Sprintf("trace_id=%d ", id); !strings.Contains(lines.String(), want) {
		t.Errorf("there is no %s in %s", want, lines.String())
	}
}

// mockIDs reads the ids of mocktracer's spans.
func mockIDs(sc opentracing.SpanContext) (tracelog.IDs, bool) {
	mc, ok := sc.(mocktracer.MockSpanContext)
	return tracelog.IDs{TraceID: fmt.Sprint(mc.TraceID), SpanID: fmt.Sprint(mc.SpanID), Sampled: mc.Sampled}, ok
}

// printer is a sender that prints the spans.
type printer struct{}

func (printer) Append(span *jaeger.Span) (int, error) {
	fmt.Println(span.OperationName(), span.Tags()["http.status_code"])
	return 0, nil
}

func (printer) Flush() (int, error) { return 0, nil }
func (printer) Close() error        { return nil }

func Example_printer() {
	tracer, closer, err := jaegertracer.New("orders", jaegertracer.WithSender(printer{}))
	if err != nil {
		fmt.Println(err)
		return
	}
	serve(tracer, "/orders/{id}", func(http.ResponseWriter, *http.Request) {})
	_ = closer.Close()
	// Output: GET /orders/{id} 200
}

// serve has a traced router answer one GET with the handler.
func serve(tracer opentracing.Tracer, pattern string, h http.HandlerFunc) {
	r := chi.NewRouter()
	r.Use(chitrace.Middleware(tracer))
	r.Get(pattern, h)
	get(r, strings.ReplaceAll(pattern, "{id}", "7"))
}

func get(h http.Handler, paths ...string) {
	for _, path := range paths {
		h.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, path, http.NoBody))
	}
}
