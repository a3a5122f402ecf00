package chitrace_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"

	"github.com/go-chi/chi/v5"
	"github.com/opentracing/opentracing-go/mocktracer"

	"github.com/opentracing-contrib/go-chi/chitrace"
)

// A handler uses what only the span itself can do, such as baggage. For tags and
// errors SetTag and LogError need no check.
func ExampleSpanFromRequest() {
	tracer := mocktracer.New()
	r := chi.NewRouter()
	r.Use(chitrace.Middleware(tracer))
	r.Get("/tenants/{tenant}", getTenant)
	r.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "/tenants/acme", http.NoBody))

	fmt.Println(tracer.FinishedSpans()[0].BaggageItem("tenant"))
	// Output: acme
}

func getTenant(_ http.ResponseWriter, r *http.Request) {
	if span := chitrace.SpanFromRequest(r); span != nil { // nil: not traced
		span.SetBaggageItem("tenant", chi.URLParam(r, "tenant"))
	}
}
