package chitrace_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/opentracing/opentracing-go/mocktracer"

	"github.com/opentracing-contrib/go-chi/chitrace"
	"github.com/opentracing-contrib/go-chi/internal/tracetest"
)

// What a client may send, and what it gets with us and without us.
func TestBadInput(t *testing.T) {
	long := strings.Repeat("x", 100_000)
	tests := []struct {
		name    string
		line    string
		headers []string
	}{
		{"huge method", strings.Repeat("M", 10_000) + " /users/7", nil},
		{"odd method", "!#$%&'*+-.^_`|~ /users/7", nil},
		{"no method", " /users/7", nil},
		{"huge path", "GET /users/" + long, nil},
		{"broken UTF-8 in a parameter", "GET /users/%ff%fe", nil},
		{"raw bytes in the path", "GET /users/\xff\xfe", nil},
		{"null byte", "GET /users/%00", nil},
		{"braces", "GET /users/{userID}", nil},
		{"asterisk", "GET /api/*", nil},
		{"line break", "GET /users/%0d%0aSet-Cookie:%20a=b", nil},
		{"many slashes", "GET " + strings.Repeat("/", 1000), nil},
		{"half an escape", "GET /users/%2", nil},
		{"huge trace id", "GET /users/7", []string{"Uber-Trace-Id: " + long}},
		{"broken trace id", "GET /users/7", []string{"Uber-Trace-Id: \xff:\xfe:%zz:1"}},
		{"huge baggage", "GET /users/7", []string{"Uberctx-A: " + long, "Jaeger-Baggage: a=" + long}},
		{"baggage without a name", "GET /users/7", []string{"Uberctx-: a", "Jaeger-Baggage: =a"}},
		{"two parents", "GET /users/7", []string{sampledParent, "Uber-Trace-Id: 6:7:0:1"}},
		{"bytes in a header", "GET /users/7", []string{"User-Agent: \xff\xfe"}},
		{"two hosts", "GET /users/7", []string{"Host: other.example"}},
		{"port out of range", "GET http://example.org:99999/users/7", nil},
		{"bad length", "POST /users", []string{"Content-Length: -1"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			lines := append([]string{tt.line + " HTTP/1.1", "Host: example.com", "Connection: close"}, tt.headers...)
			raw := strings.Join(lines, "\r\n") + "\r\n\r\n"
			tracer, _ := tracetest.NewJaeger(t, always)
			trace := chitrace.Middleware(tracer, chitrace.WithRequestHeaders("User-Agent"), chitrace.WithURLParams("userID", "*"))
			with := exchange(t, tracetest.Serve(t, router()(trace)), raw)
			without := exchange(t, tracetest.Serve(t, api()), raw)
			if undated(with) != undated(without) {
				t.Errorf("got %q, without us %q", with, without)
			}
		})
	}
}

// undated leaves the date out of a response, which is the only thing about it
// that depends on when it was made.
func undated(answer string) string {
	before, after, ok := strings.Cut(answer, "\r\nDate: ")
	if !ok {
		return answer
	}
	_, after, _ = strings.Cut(after, "\r\n")
	return before + "\r\n" + after
}

// The request body is the handler's alone: neither wrapped nor read.
func TestBodyIsUntouched(t *testing.T) {
	body := io.NopCloser(strings.NewReader("body"))
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/", http.NoBody)
	r.Body = body
	h := http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		if r.Body != body {
			t.Errorf("got a %T", r.Body)
		}
	})
	chitrace.Middleware(mocktracer.New())(h).ServeHTTP(httptest.NewRecorder(), r)
}
