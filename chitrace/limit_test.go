package chitrace_test

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/go-chi/chi/v5"
	"github.com/opentracing/opentracing-go/mocktracer"

	"github.com/opentracing-contrib/go-chi/chitrace"
	"github.com/opentracing-contrib/go-chi/internal/tracetest"
)

// Whatever a stranger sends, every value of the span is valid UTF-8 and short.
func TestValuesAreBounded(t *testing.T) {
	const long, odd = 100_000, "\xff\xfe"
	x := strings.Repeat("x", long)
	for name, raw := range map[string]string{
		"path":                    "GET /users/" + x + " HTTP/1.1\r\n",
		"method":                  x + " /users/7 HTTP/1.1\r\n",
		"header":                  "GET /users/7 HTTP/1.1\r\nX-Id: " + x + "\r\n",
		"header of invalid bytes": "GET /users/7 HTTP/1.1\r\nX-Id: " + strings.Repeat(odd, long) + "\r\n",
		"many header lines":       "GET /users/7 HTTP/1.1\r\n" + strings.Repeat("X-Id: "+strings.Repeat(odd, 20)+"\r\n", 100),
		"panic":                   "GET /panic/" + strings.Repeat("%ff", long) + " HTTP/1.1\r\n",
	} {
		t.Run(name, func(t *testing.T) {
			tracer := mocktracer.New()
			r := chi.NewRouter()
			r.Use(swallow, chitrace.Middleware(tracer,
				chitrace.WithURLParams("id"), chitrace.WithRequestHeaders("X-Id"), chitrace.WithResponseHeaders("X-Id")))
			r.Get("/users/{id}", func(w http.ResponseWriter, r *http.Request) { w.Header()["X-Id"] = r.Header["X-Id"] })
			r.Get("/panic/{id}", func(_ http.ResponseWriter, r *http.Request) {
				chitrace.LogError(r.Context(), errors.New("no "+r.URL.Path))
				panic("no " + r.URL.Path)
			})
			exchange(t, tracetest.Serve(t, r), raw+"Host: example.com\r\nConnection: close\r\n\r\n")
			checkValues(t, tracetest.OnlySpan(t, tracer))
		})
	}
}

// swallow is a middleware that recovers what panicked below it.
func swallow(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() { _ = recover() }()
		next.ServeHTTP(w, r)
	})
}

// checkValues checks the limits of every tag and log value of a span.
func checkValues(t *testing.T, span *mocktracer.MockSpan) {
	t.Helper()
	check := func(key, value string) {
		limit := 2048
		if key == "stack" {
			limit = 16 << 10
		}
		if len(value) > limit || !utf8.ValidString(value) {
			t.Errorf("%s has %d bytes, valid UTF-8: %t", key, len(value), utf8.ValidString(value))
		}
	}
	for key, value := range span.Tags() {
		check(key, fmt.Sprint(value))
	}
	for _, record := range span.Logs() {
		for _, field := range record.Fields {
			check(field.Key, field.ValueString)
		}
	}
}
