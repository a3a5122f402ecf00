package chitrace_test

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/go-chi/chi/v5"
	"github.com/go-chi/chi/v5/middleware"
	"github.com/opentracing/opentracing-go/mocktracer"

	"github.com/opentracing-contrib/go-chi/chitrace"
	"github.com/opentracing-contrib/go-chi/internal/tracetest"
)

// What a client may send, and what it gets with us and without us. Nothing is printed,
// as by Jaeger's client of baggage that it cannot parse.
func TestBadInput(t *testing.T) {
	long := strings.Repeat("x", 100_000)
	printed := tracetest.CaptureLog(t)
	for name, tt := range map[string]struct {
		line    string
		headers []string
	}{
		"huge method":                 {strings.Repeat("M", 10_000) + " /users/7", nil},
		"odd method":                  {"!#$%&'*+-.^_`|~ /users/7", nil},
		"no method":                   {" /users/7", nil},
		"huge path":                   {"GET /users/" + long, nil},
		"broken UTF-8 in a parameter": {"GET /users/%ff%fe", nil},
		"raw bytes in the path":       {"GET /users/\xff\xfe", nil},
		"null byte":                   {"GET /users/%00", nil},
		"braces":                      {"GET /users/{userID}", nil},
		"asterisk":                    {"GET /api/*", nil},
		"line break":                  {"GET /users/%0d%0aSet-Cookie:%20a=b", nil},
		"many slashes":                {"GET " + strings.Repeat("/", 1000), nil},
		"half an escape":              {"GET /users/%2", nil},
		"huge trace id":               {"GET /users/7", []string{"Uber-Trace-Id: " + long}},
		"broken trace id":             {"GET /users/7", []string{"Uber-Trace-Id: \xff:\xfe:%zz:1"}},
		"huge baggage":                {"GET /users/7", []string{"Uberctx-A: " + long, "Jaeger-Baggage: a=" + long}},
		"baggage without a name":      {"GET /users/7", []string{"Uberctx-: a", "Jaeger-Baggage: =a,b"}},
		"two parents":                 {"GET /users/7", []string{sampledParent, "Uber-Trace-Id: 6:7:0:1"}},
		"bytes in a header":           {"GET /users/7", []string{"User-Agent: \xff\xfe"}},
		"two hosts":                   {"GET /users/7", []string{"Host: other.example"}},
		"port out of range":           {"GET http://example.org:99999/users/7", nil},
		"bad length":                  {"POST /users", []string{"Content-Length: -1"}},
	} {
		t.Run(name, func(t *testing.T) {
			lines := append([]string{tt.line + " HTTP/1.1", "Host: example.com"}, tt.headers...)
			tracer, _ := tracetest.NewJaeger(t, always)
			trace := chitrace.Middleware(tracer, chitrace.WithRequestHeaders("User-Agent"), chitrace.WithURLParams("userID", "*"))
			// But for the date, a response does not depend on when it was made.
			date := middleware.SetHeader("Date", "today")
			with, without := exchange(t, date(api(trace)), lines...), exchange(t, date(api()), lines...)
			if with != without || printed.Len() > 0 {
				t.Errorf("got %q, without us %q, printed %q", with, without, printed)
			}
		})
	}
}

// Whatever a stranger sends, every value of the span is valid UTF-8 and short.
func TestValuesAreBounded(t *testing.T) {
	const long, odd = 100_000, "\xff\xfe"
	x := strings.Repeat("x", long)
	for name, lines := range map[string][]string{
		"path":                    {"GET /users/" + x + " HTTP/1.1"},
		"method":                  {x + " /users/7 HTTP/1.1"},
		"header":                  {"GET /users/7 HTTP/1.1", "X-Id: " + x},
		"header of invalid bytes": {"GET /users/7 HTTP/1.1", "X-Id: " + strings.Repeat(odd, long)},
		"many header lines":       {"GET /users/7 HTTP/1.1", strings.Repeat("X-Id: "+strings.Repeat(odd, 20)+"\r\n", 99) + "X-Id: x"},
		"panic":                   {"GET /panic/" + strings.Repeat("%ff", long) + " HTTP/1.1"},
	} {
		t.Run(name, func(t *testing.T) {
			tracer := mocktracer.New()
			r := routesAt("/{kind}/{id}", func(w http.ResponseWriter, r *http.Request) {
				w.Header()["X-Id"] = r.Header["X-Id"]
				if chi.URLParam(r, "kind") == "panic" {
					chitrace.LogError(r.Context(), errors.New("no "+r.URL.Path))
					panic("no " + r.URL.Path)
				}
			}, chitrace.Middleware(tracer, chitrace.WithURLParams("id"), chitrace.WithRequestHeaders("X-Id"), chitrace.WithResponseHeaders("X-Id")))
			exchange(t, r, append(lines, "Host: example.com")...)
			span := tracetest.OnlySpan(t, tracer)
			tags := map[string]string{}
			for key, value := range span.Tags() {
				tags[key] = fmt.Sprint(value)
			}
			for _, values := range append(tracetest.Logs(span), tags) {
				for key, value := range values {
					limit := 2048
					if key == "stack" {
						limit = 16 << 10
					}
					if len(value) > limit || !utf8.ValidString(value) {
						t.Errorf("%s has %d bytes, valid UTF-8: %t", key, len(value), utf8.ValidString(value))
					}
				}
			}
		})
	}
}
