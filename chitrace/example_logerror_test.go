package chitrace_test

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"

	"github.com/go-chi/chi/v5"
	"github.com/opentracing/opentracing-go/mocktracer"

	"github.com/opentracing-contrib/go-chi/chitrace"
)

// The response is fine. The span tells that something behind it failed.
func ExampleLogError() {
	tracer := mocktracer.New()
	r := chi.NewRouter()
	r.Use(chitrace.Middleware(tracer))
	r.Get("/users/{userID}", getUser)
	r.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "/users/7", http.NoBody))

	span := tracer.FinishedSpans()[0]
	fmt.Println(span.OperationName, span.Tag("http.status_code"), span.Tag("error"))
	for _, field := range span.Logs()[0].Fields {
		fmt.Println(field.Key, "=", field.ValueString)
	}
	// Output:
	// GET /users/{userID} 200 true
	// event = error
	// error.kind = *errors.errorString
	// error.object = cache is down
	// message = cache is down
}

func getUser(w http.ResponseWriter, r *http.Request) {
	chitrace.LogError(r.Context(), errors.New("cache is down"))
	_, _ = fmt.Fprintln(w, "user", chi.URLParam(r, "userID"))
}
