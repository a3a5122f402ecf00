package chitrace_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"

	"github.com/go-chi/chi/v5"
	"github.com/go-chi/chi/v5/middleware"
	"github.com/opentracing/opentracing-go/mocktracer"

	"github.com/opentracing-contrib/go-chi/chitrace"
)

// A service with a traced route. In production the tracer is that of
// jaegertracer.New.
func ExampleMiddleware() {
	tracer := mocktracer.New()

	r := chi.NewRouter()
	r.Use(middleware.Recoverer) // before the tracing, so that the span sees a panic
	r.Use(chitrace.Middleware(tracer))
	r.Get("/orders/{orderID}", getOrder)

	server := httptest.NewServer(r)
	res, err := http.Get(server.URL + "/orders/1001")
	if err != nil {
		panic(err)
	}
	_ = res.Body.Close()
	server.Close() // It waits for the handler, and so for the span.

	for _, span := range tracer.FinishedSpans() {
		fmt.Println(span.OperationName, span.Tag("http.status_code"))
	}
	// Output:
	// GET /orders/{orderID} 200
}

func getOrder(w http.ResponseWriter, r *http.Request) {
	_, _ = fmt.Fprintln(w, "order", chi.URLParam(r, "orderID"))
}
