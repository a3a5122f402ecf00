package chitrace_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"

	"github.com/go-chi/chi/v5"
	"github.com/opentracing/opentracing-go/ext"
	"github.com/opentracing/opentracing-go/mocktracer"

	"github.com/opentracing-contrib/go-chi/chitrace"
)

// A handler with a span of its own, and one below that fails.
func ExampleStartSpan() {
	tracer := mocktracer.New()
	r := chi.NewRouter()
	r.Use(chitrace.Middleware(tracer))
	r.Get("/carts/{cartID}", getCart)
	r.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "/carts/7", http.NoBody))

	for _, span := range tracer.FinishedSpans() {
		fmt.Println(span.OperationName, span.Tag("error"))
	}
	// Output:
	// load prices true
	// load cart <nil>
	// GET /carts/{cartID} <nil>
}

func getCart(w http.ResponseWriter, r *http.Request) {
	span, ctx := chitrace.StartSpan(r.Context(), "load cart") // below the request's span
	defer span.Finish()

	if err := loadPrices(ctx); err != nil {
		_, _ = fmt.Fprintln(w, "a cart without prices")
	}
}

func loadPrices(ctx context.Context) error {
	span, _ := chitrace.StartSpan(ctx, "load prices") // below "load cart"
	defer span.Finish()

	err := errors.New("no prices today")
	ext.LogError(span, err) // on this span; chitrace.LogError logs on the request's
	return err
}
