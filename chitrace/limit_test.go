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
	tests := []struct {
		name string
		line string
		head []string
	}{
		{"path", "GET /users/" + strings.Repeat("x", long), nil},
		{"escaped path", "GET /users/" + strings.Repeat("%ff", long), nil},
		{"method", strings.Repeat("M", long) + " /users/7", nil},
		{"header", "GET /users/7", []string{"X-Id: " + strings.Repeat("x", long)}},
		{"header of invalid bytes", "GET /users/7", []string{"X-Id: " + strings.Repeat(odd, long)}},
		{"many header lines", "GET /users/7", slicesRepeat("X-Id: "+strings.Repeat(odd, 20), 100)},
		{"panic", "GET /panic/" + strings.Repeat("x", long), nil},
		{"error", "GET /error/" + strings.Repeat("%ff", long), nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tracer := mocktracer.New()
			r := chi.NewRouter()
			r.Use(func(next http.Handler) http.Handler {
				return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
					defer func() { _ = recover() }()
					next.ServeHTTP(w, r)
				})
			}, chitrace.Middleware(tracer, chitrace.WithURLParams("id"), chitrace.WithRequestHeaders("X-Id"), chitrace.WithResponseHeaders("X-Id")))
			r.Get("/users/{id}", func(w http.ResponseWriter, r *http.Request) { w.Header()["X-Id"] = r.Header["X-Id"] })
			r.Get("/panic/{id}", func(_ http.ResponseWriter, r *http.Request) { panic("no " + r.URL.Path) })
			r.Get("/error/{id}", func(_ http.ResponseWriter, r *http.Request) {
				chitrace.LogError(r.Context(), errors.New("no "+r.URL.Path))
			})
			raw := tt.line + " HTTP/1.1\r\nHost: example.com\r\nConnection: close\r\n"
			for _, line := range tt.head {
				raw += line + "\r\n"
			}
			exchange(t, tracetest.Serve(t, r), raw+"\r\n")
			checkValues(t, tracetest.OnlySpan(t, tracer))
		})
	}
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

func slicesRepeat(s string, n int) []string {
	many := make([]string, n)
	for i := range many {
		many[i] = s
	}
	return many
}
