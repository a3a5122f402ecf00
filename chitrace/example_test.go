package chitrace_test

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"

	"github.com/go-chi/chi/v5"
	"github.com/go-chi/chi/v5/middleware"
	"github.com/opentracing/opentracing-go"
	"github.com/opentracing/opentracing-go/ext"
	"github.com/opentracing/opentracing-go/mocktracer"

	"github.com/opentracing-contrib/go-chi/chitrace"
)

func Example() {
	tracer := mocktracer.New() // in production a Jaeger tracer, say

	r := chi.NewRouter()
	r.Use(chitrace.Middleware(tracer))
	r.Get("/users/{userID}", greet)
	r.Route("/v1", func(r chi.Router) {
		r.Get("/orders/{orderID}", greet)
	})

	send(r, "GET /users/7", "GET /v1/orders/1001", "GET /v1/nowhere", "GET /nowhere")
	printSpans(tracer, "http.status_code")
	// Output:
	// GET /users/{userID} http.status_code=200
	// GET /v1/orders/{orderID} http.status_code=200
	// GET /v1/* http.status_code=404
	// HTTP GET http.status_code=404
}

// Around the router, it also sees what the router's own middlewares answer.
func ExampleMiddleware_aroundTheRouter() {
	tracer := mocktracer.New()
	r := chi.NewRouter()
	r.Use(middleware.BasicAuth("staff", map[string]string{"ada": "secret"}))
	r.Get("/users/{userID}", greet)

	show(tracer, chitrace.Middleware(tracer)(r), "GET /users/7", "http.status_code")
	// Output: GET /users/{userID} http.status_code=401
}

func ExampleWithFilter() {
	tracer := mocktracer.New()
	r := chi.NewRouter()
	r.Use(chitrace.Middleware(tracer,
		chitrace.WithFilter(func(r *http.Request) bool { return r.URL.Path != "/healthz" })))
	r.Get("/healthz", greet)
	r.Get("/users/{userID}", greet)

	send(r, "GET /healthz", "GET /users/7")
	printSpans(tracer)
	// Output: GET /users/{userID}
}

func ExampleWithOperationName() {
	tracer := mocktracer.New()
	r := chi.NewRouter()
	r.Use(chitrace.Middleware(tracer,
		chitrace.WithOperationName(func(route string, r *http.Request) string { return "orders: " + r.Method + " " + route })))
	r.Get("/orders/{orderID}", greet)

	show(tracer, r, "GET /orders/1001")
	// Output: orders: GET /orders/{orderID}
}

func ExampleWithComponent() {
	tracer := mocktracer.New()
	trace := chitrace.Middleware(tracer, chitrace.WithComponent("orders/http"))
	show(tracer, trace(greet), "GET /", "component")
	// Output: HTTP GET component=orders/http
}

// This one keeps the query, of a service that has no secrets there.
func ExampleWithURL() {
	tracer := mocktracer.New()
	trace := chitrace.Middleware(tracer,
		chitrace.WithURL(func(r *http.Request) string { return r.URL.RequestURI() }))

	show(tracer, trace(greet), "GET /search?q=tea", "http.url")
	// Output: HTTP GET http.url=/search?q=tea
}

// This one hides the path, where a service has secrets there.
func ExampleRouteURL() {
	tracer := mocktracer.New()
	r := chi.NewRouter()
	r.Use(chitrace.Middleware(tracer, chitrace.WithURL(chitrace.RouteURL)))
	r.Get("/reset/{token}", greet)

	show(tracer, r, "GET /reset/s3cret", "http.url")
	// Output: GET /reset/{token} http.url=http://example.com/reset/{token}
}

func ExampleWithTags() {
	tracer := mocktracer.New()
	trace := chitrace.Middleware(tracer, chitrace.WithTags(opentracing.Tags{"version": "1.4", "region": "eu"}))
	show(tracer, trace(greet), "GET /", "region", "version")
	// Output: HTTP GET region=eu version=1.4
}

func ExampleWithRequestHeaders() {
	tracer := mocktracer.New()
	trace := chitrace.Middleware(tracer, chitrace.WithRequestHeaders("X-Tenant"))
	show(tracer, trace(greet), "GET /", "http.request.header.x-tenant")
	// Output: HTTP GET http.request.header.x-tenant=acme
}

func ExampleWithResponseHeaders() {
	tracer := mocktracer.New()
	trace := chitrace.Middleware(tracer, chitrace.WithResponseHeaders("X-Cache"))
	show(tracer, trace(greet), "GET /", "http.response.header.x-cache")
	// Output: HTTP GET http.response.header.x-cache=miss
}

func ExampleWithURLParams() {
	tracer := mocktracer.New()
	r := chi.NewRouter()
	r.Use(chitrace.Middleware(tracer, chitrace.WithURLParams("userID")))
	r.Get("/users/{userID}", greet)

	show(tracer, r, "GET /users/7", "http.route.param.userID")
	// Output: GET /users/{userID} http.route.param.userID=7
}

func ExampleWithSpanObserver() {
	tracer := mocktracer.New()
	trace := chitrace.Middleware(tracer, chitrace.WithSpanObserver(func(span opentracing.Span, r *http.Request) {
		span.SetTag("http.proto", r.Proto)
	}))
	show(tracer, trace(greet), "GET /", "http.proto")
	// Output: HTTP GET http.proto=HTTP/1.1
}

func ExampleWithErrorStatus() {
	tracer := mocktracer.New()
	r := chi.NewRouter()
	r.Use(chitrace.Middleware(tracer,
		chitrace.WithErrorStatus(func(status int) bool { return status >= 500 || status == http.StatusTooManyRequests })))
	r.Get("/busy", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusTooManyRequests) })

	send(r, "GET /busy", "GET /nowhere")
	printSpans(tracer, "http.status_code", "error")
	// Output:
	// GET /busy http.status_code=429 error=true
	// HTTP GET http.status_code=404
}

// No request fails for a callback that panics.
func ExampleWithErrorHandler() {
	tracer := mocktracer.New()
	trace := chitrace.Middleware(tracer,
		chitrace.WithSpanObserver(func(opentracing.Span, *http.Request) { panic("no such tenant") }),
		chitrace.WithErrorHandler(func(err error) { fmt.Println(err) }))
	show(tracer, trace(greet), "GET /", "http.status_code")
	// Output:
	// chitrace: the span observer panicked: no such tenant
	// HTTP GET http.status_code=200
}

// A service on the internet believes nobody.
func ExampleWithPublicEndpoint() {
	tracer := mocktracer.New()
	trace := chitrace.Middleware(tracer, chitrace.WithPublicEndpoint(func(*http.Request) bool { return true }))

	caller := tracer.StartSpan("caller")
	req := httptest.NewRequest(http.MethodGet, "/", http.NoBody)
	_ = tracer.Inject(caller.Context(), opentracing.HTTPHeaders, opentracing.HTTPHeadersCarrier(req.Header))
	trace(greet).ServeHTTP(httptest.NewRecorder(), req)

	fmt.Println("child of the caller:", tracer.FinishedSpans()[0].ParentID != 0)
	// Output: child of the caller: false
}

func ExampleWithResponseContext() {
	tracer := mocktracer.New()
	w := httptest.NewRecorder()
	trace := chitrace.Middleware(tracer, chitrace.WithResponseContext())
	trace(greet).ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/", http.NoBody))

	_, err := tracer.Extract(opentracing.HTTPHeaders, opentracing.HTTPHeadersCarrier(w.Header()))
	fmt.Println("the response has a context:", err == nil)
	// Output: the response has a context: true
}

// The names are the same. But when the span started, and the tracer decided on
// sampling, the route was not known.
func ExampleWithoutRouteLookup() {
	tracer := mocktracer.New()
	r := chi.NewRouter()
	r.Use(chitrace.Middleware(tracer, chitrace.WithoutRouteLookup(),
		chitrace.WithSpanObserver(func(span opentracing.Span, _ *http.Request) {
			fmt.Println("started as", span.(*mocktracer.MockSpan).OperationName)
		})))
	r.Get("/users/{userID}", greet)

	show(tracer, r, "GET /users/7")
	// Output:
	// started as HTTP GET
	// GET /users/{userID}
}

// A handler with a span of its own, and one below that fails.
func ExampleStartSpan() {
	tracer := mocktracer.New()
	h := http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		cart, ctx := chitrace.StartSpan(r.Context(), "load cart") // below the request's span
		defer cart.Finish()

		prices, _ := chitrace.StartSpan(ctx, "load prices") // below "load cart"
		defer prices.Finish()
		ext.LogError(prices, errors.New("no prices today")) // on this span; chitrace.LogError logs on the request's
	})
	show(tracer, chitrace.Middleware(tracer)(h), "GET /carts/7", "error")
	// Output:
	// load prices error=true
	// load cart
	// HTTP GET
}

// A handler uses what only the span itself can do, such as baggage. For tags and
// errors SetTag and LogError need no check.
func ExampleSpanFromRequest() {
	tracer := mocktracer.New()
	h := http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		if span := chitrace.SpanFromRequest(r); span != nil { // nil: not traced
			span.SetBaggageItem("tenant", "acme")
		}
	})
	send(chitrace.Middleware(tracer)(h), "GET /")
	fmt.Println(tracer.FinishedSpans()[0].BaggageItem("tenant"))
	// Output: acme
}

// The response is fine. The span tells that something behind it failed.
func ExampleLogError() {
	tracer := mocktracer.New()
	h := http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		chitrace.LogError(r.Context(), errors.New("cache is down"))
	})
	show(tracer, chitrace.Middleware(tracer)(h), "GET /", "http.status_code", "error")
	// Output: HTTP GET http.status_code=200 error=true
}

func ExampleSetTag() {
	tracer := mocktracer.New()
	h := http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		chitrace.SetTag(r.Context(), "tenant", "acme")
	})
	show(tracer, chitrace.Middleware(tracer)(h), "GET /", "tenant")
	// Output: HTTP GET tenant=acme
}

func ExampleSetOperationName() {
	tracer := mocktracer.New()
	r := chi.NewRouter()
	r.Use(chitrace.Middleware(tracer))
	r.Post("/rpc", func(_ http.ResponseWriter, r *http.Request) {
		chitrace.SetOperationName(r.Context(), "rpc: ListUsers")
	})
	show(tracer, r, "POST /rpc", "http.route")
	// Output: rpc: ListUsers http.route=/rpc
}

// The authentication hides the router. A 401 would be called "GET /*".
func ExampleShowRoutes() {
	tracer := mocktracer.New()
	api := chi.NewRouter()
	api.Get("/users/{userID}", greet)
	authenticate := middleware.BasicAuth("staff", map[string]string{"ada": "secret"})

	r := chi.NewRouter()
	r.Use(chitrace.Middleware(tracer))
	r.Mount("/", chitrace.ShowRoutes(authenticate(api), api))

	show(tracer, r, "GET /users/7", "http.status_code")
	// Output: GET /users/{userID} http.status_code=401
}

func ExampleSetRoute() {
	tracer := mocktracer.New()
	checks := func(_ http.ResponseWriter, r *http.Request) { // of a router that is not chi's
		chitrace.SetRoute(r.Context(), "/checks/{checkID}")
	}
	r := chi.NewRouter()
	r.Use(chitrace.Middleware(tracer))
	r.Mount("/checks", http.HandlerFunc(checks))

	show(tracer, r, "GET /checks/7", "http.route")
	// Output: GET /checks/{checkID} http.route=/checks/{checkID}
}

// greet is a handler for whoever asks.
var greet = http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("X-Cache", "miss")
	_, _ = w.Write([]byte("Hello"))
})

// show has h serve a request and prints the spans.
func show(tracer *mocktracer.MockTracer, h http.Handler, request string, tags ...string) {
	send(h, request)
	printSpans(tracer, tags...)
}

// send has h serve requests such as "GET /users/7".
func send(h http.Handler, requests ...string) {
	for _, request := range requests {
		method, target, _ := strings.Cut(request, " ")
		req := httptest.NewRequest(method, target, http.NoBody)
		req.Header.Set("X-Tenant", "acme")
		h.ServeHTTP(httptest.NewRecorder(), req)
	}
}

// printSpans prints the name of every span, and those of the tags that it has.
func printSpans(tracer *mocktracer.MockTracer, tags ...string) {
	for _, span := range tracer.FinishedSpans() {
		fmt.Print(span.OperationName)
		for _, tag := range tags {
			if value := span.Tag(tag); value != nil {
				fmt.Printf(" %s=%v", tag, value)
			}
		}
		fmt.Println()
	}
}
