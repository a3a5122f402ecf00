package chitrace_test

import (
	"strings"
	"testing"

	"github.com/opentracing/opentracing-go/mocktracer"

	"github.com/opentracing-contrib/go-chi/chitrace"
	"github.com/opentracing-contrib/go-chi/internal/tracetest"
)

// The default URL, of request lines that a client library would not send.
func TestURL(t *testing.T) {
	tests := []struct {
		name string
		line string
		host string
		want string
	}{
		{"path", "GET /users/7 HTTP/1.1", "example.com", "http://example.com/users/7"},
		{"address", "GET / HTTP/1.1", "[::1]:8080", "http://[::1]:8080/"},
		{"query", "GET /users?token=secret HTTP/1.1", "example.com", "http://example.com/users"},
		{"broken UTF-8", "GET /%ff%fe HTTP/1.1", "example.com", "http://example.com/%ff%fe"},
		{"raw bytes", "GET /\xff\xfe HTTP/1.1", "example.com", "http://example.com/%FF%FE"},
		{"two slashes", "GET //evil.example/x HTTP/1.1", "example.com", "http://example.com//evil.example/x"},
		{"asterisk", "OPTIONS * HTTP/1.1", "example.com", "http://example.com/*"},
		{"absolute form", "GET http://example.org/users HTTP/1.1", "example.com", "http://example.org/users"},
		{"user info in absolute form", "GET http://u:pw@example.org/users?token=t HTTP/1.1", "example.com", "http://example.org/users"},
		{"absolute form without a path", "GET http://example.org HTTP/1.1", "example.com", "http://example.org"},
		{"no host", "GET /users HTTP/1.1", "", "http:///users"},
		{"authority form", "CONNECT example.org:443 HTTP/1.1", "example.org:443", "http://example.org:443"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tracer := mocktracer.New()
			answer := exchange(t, chitrace.Middleware(tracer)(ok), tt.line, "Host: "+tt.host)
			if !strings.Contains(answer, " 200 OK") {
				t.Fatalf("got %q", answer)
			}
			tracetest.WantTag(t, tracetest.OnlySpan(t, tracer), "http.url", tt.want)
		})
	}
}

func TestURLOverTLS(t *testing.T) {
	tracer := mocktracer.New()
	srv := tracetest.ServeTLS(t, chitrace.Middleware(tracer)(ok))
	want := srv.URL + "/users"
	getFrom(t, srv, "GET /users?token=secret")
	if tracetest.WantTag(t, tracetest.OnlySpan(t, tracer), "http.url", want); !strings.HasPrefix(want, "https://") {
		t.Errorf("not over TLS: %s", want)
	}
}
