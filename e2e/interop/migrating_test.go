package interop

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/go-chi/chi/v5"
	"github.com/opentracing/opentracing-go"
	"github.com/opentracing/opentracing-go/ext"
	"github.com/opentracing/opentracing-go/mocktracer"
	"github.com/uber/jaeger-client-go"

	"github.com/opentracing-contrib/go-chi/chitrace"
	"github.com/opentracing-contrib/go-chi/chitrace/jaegertracer"
	"github.com/opentracing-contrib/go-chi/chitrace/propagation"
)

// serve sends a GET to handler, and returns the name and component of its span.
func serve(t *testing.T, tracer *mocktracer.MockTracer, handler http.Handler, path string) string {
	t.Helper()
	tracer.Reset()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, http.NoBody)
	handler.ServeHTTP(httptest.NewRecorder(), r)
	spans := tracer.FinishedSpans()
	if len(spans) == 0 {
		return "none"
	}
	return fmt.Sprintf("%s by %s", spans[0].OperationName, spans[0].Tag("component"))
}

func check(t *testing.T, got, want string) {
	t.Helper()
	if got != want {
		t.Errorf("the span is %s, want %s", got, want)
	}
}

func order(http.ResponseWriter, *http.Request) {}

// callFrom sends a GET on behalf of r.
func callFrom(t *testing.T, r *http.Request, client *http.Client, url string) {
	t.Helper()
	req, err := http.NewRequestWithContext(r.Context(), http.MethodGet, url, http.NoBody)
	if err != nil {
		t.Error(err)
		return
	}
	req.Header.Set("Accept", "text/plain")
	do(t, client, req)
}

func do(t *testing.T, client *http.Client, req *http.Request) {
	t.Helper()
	res, err := client.Do(req)
	if err != nil {
		t.Error(err)
		return
	}
	_ = res.Body.Close()
}

// Every request is sampled, unless the variables keep what jaeger-client-go does.
func TestFromEnv(t *testing.T) {
	guide, err := os.ReadFile("../../docs/migrating.md")
	if err != nil {
		t.Fatal(err)
	}
	keep := regexp.MustCompile(`(?m)^(JAEGER_\w+)=(.*)$`).FindAllStringSubmatch(string(guide), -1)
	if len(keep) != 4 {
		t.Fatalf("the document keeps %q", keep)
	}
	for name, variables := range map[string][][]string{"defaults": nil, "as before": keep} {
		t.Run(name, func(t *testing.T) {
			for _, v := range variables {
				t.Setenv(v[1], v[2])
			}
			tracer, closer, err := jaegertracer.New("orders") // was config.FromEnv and cfg.NewTracer
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = closer.Close() }()
			opentracing.SetGlobalTracer(tracer) // as cfg.InitGlobalTracer did

			defer opentracing.SetGlobalTracer(opentracing.NoopTracer{})
			sampled, header := 0, http.Header{}
			for range 101 {
				sc := opentracing.GlobalTracer().StartSpan("GET /").Context()
				if sc.(jaeger.SpanContext).IsSampled() {
					sampled++
				}
				if err := tracer.Inject(sc, opentracing.HTTPHeaders, opentracing.HTTPHeadersCarrier(header)); err != nil {
					t.Fatal(err)
				}
			}
			id, _, _ := strings.Cut(header.Get("Uber-Trace-Id"), ":")
			if old := variables != nil; (sampled < 101) != old || (len(id) <= 16) != old || (header.Get("Traceparent") == "") != old {
				t.Errorf("%d of 101 are sampled, with the headers %v", sampled, header)
			}
		})
	}
}

func TestFromTracingByHand(t *testing.T) {
	tracer := mocktracer.New()
	opentracing.SetGlobalTracer(tracer)
	defer opentracing.SetGlobalTracer(opentracing.NoopTracer{})
	handler := chitrace.Middleware(nil)(http.HandlerFunc(order)) // makes a span only if there is none

	check(t, serve(t, tracer, handler, "/"), "HTTP GET by go-chi/chi")
	r := chi.NewRouter()
	r.Use(chitrace.Middleware(tracer))
	r.Method(http.MethodGet, "/orders/{id}", handler)
	check(t, serve(t, tracer, r, "/orders/7"), "GET /orders/{id} by go-chi/chi")
	if n := len(tracer.FinishedSpans()); n != 1 {
		t.Errorf("there are %d spans, want one", n)
	}
}

// The headers name the parent. Without any, a request that a handler serves in
// memory is below the span in its context. What another middleware put there is no
// parent.
func TestParent(t *testing.T) {
	tracer := mocktracer.New()
	trace := chitrace.Middleware(tracer)
	inner := trace(http.HandlerFunc(order))
	caller, other := tracer.StartSpan("caller"), tracer.StartSpan("other")

	outer := trace(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		inner.ServeHTTP(httptest.NewRecorder(), httptest.NewRequestWithContext(r.Context(), http.MethodGet, "/", http.NoBody))
	}))
	ctx := opentracing.ContextWithSpan(t.Context(), other)
	r := httptest.NewRequestWithContext(ctx, http.MethodGet, "/", http.NoBody)
	for _, want := range []int{0, caller.(*mocktracer.MockSpan).SpanContext.SpanID} {
		tracer.Reset()
		outer.ServeHTTP(httptest.NewRecorder(), r)
		spans := tracer.FinishedSpans()
		if spans[0].ParentID != spans[1].SpanContext.SpanID || spans[1].ParentID != want {
			t.Errorf("got %v, want the first below the second, and that below %d", spans, want)
		}
		if err := tracer.Inject(caller.Context(), opentracing.HTTPHeaders, opentracing.HTTPHeadersCarrier(r.Header)); err != nil {
			t.Fatal(err)
		}
	}
}

// Methods that are not allowed have the names that the document says.
func TestNamesOf405(t *testing.T) {
	tracer := mocktracer.New()
	r := chi.NewRouter()
	r.Use(chitrace.Middleware(tracer))
	r.Post("/orders/{id}", order)
	r.Route("/api/v2/buckets", func(r chi.Router) {
		r.Post("/", order)
		r.Post("/{id}", order)
	})
	for path, want := range map[string]string{
		"/api/v2/buckets/7": "GET /api/v2/buckets/*",
		"/api/v2/buckets":   "GET /api/v2/buckets",
		"/orders/7":         "HTTP GET",
	} {
		check(t, serve(t, tracer, r, path), want+" by go-chi/chi")
	}
}

func TestFromFlask(t *testing.T) {
	t.Run("all requests", func(t *testing.T) {
		tracer := mocktracer.New()
		r := chi.NewRouter()
		r.Use(chitrace.Middleware(tracer))

		r.Get("/orders/{id}", order)
		check(t, serve(t, tracer, r, "/orders/7"), "GET /orders/{id} by go-chi/chi")
		check(t, serve(t, tracer, r, "/nowhere"), "HTTP GET by go-chi/chi")
	})
	t.Run("a decorated view", func(t *testing.T) {
		tracer := mocktracer.New()
		r := chi.NewRouter()
		r.With(chitrace.Middleware(tracer)).Get("/orders/{id}", order)

		r.Get("/other", order)
		check(t, serve(t, tracer, r, "/orders/7"), "GET /orders/{id} by go-chi/chi")
		check(t, serve(t, tracer, r, "/other"), "none")
	})
	t.Run("names of endpoints", func(t *testing.T) {
		tracer := mocktracer.New()
		endpoints := map[string]string{"/orders/{id}": "get_order"}
		named := chitrace.WithOperationName(func(route string, _ *http.Request) string {
			return endpoints[route] // where it is empty, method and route
		})

		r := chi.NewRouter()
		r.Use(chitrace.Middleware(tracer, named))
		r.Get("/orders/{id}", order)
		r.Get("/other", order)
		check(t, serve(t, tracer, r, "/orders/7"), "get_order by go-chi/chi")
		check(t, serve(t, tracer, r, "/other"), "GET /other by go-chi/chi")
	})
}

func TestFromNethttp(t *testing.T) {
	tracer := mocktracer.New()
	r := chi.NewRouter()
	r.Get("/orders/{id}", order)
	t.Run("around a router", func(t *testing.T) {
		handler := chitrace.Middleware(tracer)(r) // was nethttp.Middleware(tracer, r)

		check(t, serve(t, tracer, handler, "/orders/7"), "GET /orders/{id} by go-chi/chi")
	})
	t.Run("with the old names", func(t *testing.T) {
		options := []chitrace.Option{
			chitrace.WithComponent("net/http"),
			chitrace.WithOperationName(func(_ string, r *http.Request) string { return "HTTP " + r.Method }),
		}

		handler := chitrace.Middleware(tracer, options...)(r)
		check(t, serve(t, tracer, handler, "/orders/7"), "HTTP GET by net/http")
	})
	t.Run("client", func(t *testing.T) {
		service := httptest.NewServer(http.HandlerFunc(order))
		defer service.Close()
		url := service.URL
		handler := chitrace.Middleware(tracer)(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			client := &http.Client{Transport: propagation.NewTransport(nil)} // was &nethttp.Transport{}
			req, err := http.NewRequestWithContext(r.Context(), http.MethodGet, url, http.NoBody)
			if err != nil {
				t.Error(err)
				return
			}
			do(t, client, req)
		}))
		check(t, serve(t, tracer, handler, "/"), "HTTP GET by net/http")
		if n := len(tracer.FinishedSpans()); n != 2 {
			t.Errorf("%d spans, want one of the server and one of the client", n)
		}
	})
}

func TestFromOtelchi(t *testing.T) {
	tracer := mocktracer.New()
	bare := chitrace.WithOperationName(func(route string, _ *http.Request) string { return route })

	r := chi.NewRouter()
	r.Use(chitrace.Middleware(tracer, bare))
	r.Get("/orders/{id}", order)
	check(t, serve(t, tracer, r, "/orders/7"), "/orders/{id} by go-chi/chi")
	check(t, serve(t, tracer, r, "/nowhere"), "HTTP GET by go-chi/chi")
}

func TestOptionsThatOthersHave(t *testing.T) {
	client := chitrace.WithSpanObserver(func(span opentracing.Span, r *http.Request) {
		ext.PeerAddress.Set(span, r.RemoteAddr)
		span.SetTag("user_agent", r.UserAgent())
	})

	peer := propagation.WithSpanObserver(func(span opentracing.Span, r *http.Request) {
		ext.PeerService.Set(span, r.URL.Hostname())
		span.SetTag("http.request.header.accept", r.Header.Get("Accept"))
	})

	tracer := mocktracer.New()
	service := httptest.NewServer(chitrace.Middleware(tracer, client)(http.HandlerFunc(order)))
	callFrom(t, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", http.NoBody),
		&http.Client{Transport: propagation.NewTransport(nil, propagation.WithTracer(tracer), peer)}, service.URL)
	service.Close()
	if n := len(tracer.FinishedSpans()); n != 2 {
		t.Fatalf("there are %d spans", n)
	}
	for _, span := range tracer.FinishedSpans() {
		var want map[string]any
		switch span.Tag("span.kind") {
		case ext.SpanKindRPCServerEnum:
			want = map[string]any{"user_agent": "Go-http-client/1.1"}
		default:
			want = map[string]any{"peer.service": "127.0.0.1", "http.request.header.accept": "text/plain"}
		}
		for key, value := range want {
			if got := span.Tag(key); got != value {
				t.Errorf("%s is %v, want %v", key, got, value)
			}
		}
	}
}
