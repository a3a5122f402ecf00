package chitrace_test

import (
	"net/http"
	"net/http/httptest"
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
		{"root", "GET / HTTP/1.1", "example.com", "http://example.com/"},
		{"port", "GET / HTTP/1.1", "example.com:8080", "http://example.com:8080/"},
		{"address", "GET / HTTP/1.1", "[::1]:8080", "http://[::1]:8080/"},
		{"query", "GET /users?token=secret HTTP/1.1", "example.com", "http://example.com/users"},
		{"query without a path", "GET /?token=secret HTTP/1.1", "example.com", "http://example.com/"},
		{"percent-encoded", "GET /a%2Fb/c%20d HTTP/1.1", "example.com", "http://example.com/a%2Fb/c%20d"},
		{"encoded question mark", "GET /a%3Ftoken HTTP/1.1", "example.com", "http://example.com/a%3Ftoken"},
		{"broken UTF-8", "GET /%ff%fe HTTP/1.1", "example.com", "http://example.com/%ff%fe"},
		{"raw bytes", "GET /\xff\xfe HTTP/1.1", "example.com", "http://example.com/%FF%FE"},
		{"two slashes", "GET //evil.example/x HTTP/1.1", "example.com", "http://example.com//evil.example/x"},
		{"asterisk", "OPTIONS * HTTP/1.1", "example.com", "http://example.com/*"},
		{"absolute form", "GET http://example.org/users HTTP/1.1", "example.com", "http://example.org/users"},
		{"user info in absolute form", "GET http://u:pw@example.org/users?token=t HTTP/1.1", "example.com", "http://example.org/users"},
		{"absolute form without a path", "GET http://example.org HTTP/1.1", "example.com", "http://example.org"},
		{"no host", "GET /users HTTP/1.1", "", "http:///users"},
		{"authority form", "CONNECT example.org:443 HTTP/1.1", "example.org:443", "http://example.org:443"},
		{"HTTP/1.0", "GET /users HTTP/1.0", "example.com", "http://example.com/users"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tracer := mocktracer.New()
			srv := tracetest.NewServer(t, chitrace.Middleware(tracer)(ok))
			srv.Config.DisableGeneralOptionsHandler = true
			srv.Start()
			answer := exchange(t, srv, tt.line+"\r\nHost: "+tt.host+"\r\nConnection: close\r\n\r\n")
			if !strings.Contains(answer, " 200 OK") {
				t.Fatalf("got %q", answer)
			}
			tracetest.WantTag(t, tracetest.OnlySpan(t, tracer), "http.url", tt.want)
		})
	}
}

// net/http refuses such a host, but a middleware may have put it there.
func TestURLHost(t *testing.T) {
	for _, host := range []string{"example.com", "u:pw@example.com", "u@pw@example.com"} {
		tracer := mocktracer.New()
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/users", http.NoBody)
		r.Host = host
		chitrace.Middleware(tracer)(ok).ServeHTTP(httptest.NewRecorder(), r)
		tracetest.WantTag(t, tracetest.OnlySpan(t, tracer), "http.url", "http://example.com/users")
	}
}

func TestURLOverTLS(t *testing.T) {
	tracer := mocktracer.New()
	srv := tracetest.ServeTLS(t, chitrace.Middleware(tracer)(ok))
	want := srv.URL + "/users"
	get(t, srv, "GET /users?token=secret")
	if tracetest.WantTag(t, tracetest.OnlySpan(t, tracer), "http.url", want); !strings.HasPrefix(want, "https://") {
		t.Errorf("not over TLS: %s", want)
	}
}

func TestWithURL(t *testing.T) {
	whole := func(r *http.Request) string { return "whole " + r.URL.String() }
	tests := []struct {
		name string
		opts []chitrace.Option
		want any // nil: no tag; "": the default
	}{
		{"one", options(chitrace.WithURL(whole)), "whole /u?q=1"},
		{"last", options(chitrace.WithURL(nil), chitrace.WithURL(whole)), "whole /u?q=1"},
		{"nil after one", options(chitrace.WithURL(whole), chitrace.WithURL(nil)), ""},
		{"empty", options(chitrace.WithURL(func(*http.Request) string { return "" })), nil},
		{"panics", options(chitrace.WithURL(func(*http.Request) string { panic("no") })), ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tracer := mocktracer.New()
			srv := tracetest.Serve(t, chitrace.Middleware(tracer, tt.opts...)(ok))
			want := tt.want
			if want == "" {
				want = srv.URL + "/u"
			}
			get(t, srv, "GET /u?q=1")
			tracetest.WantTag(t, tracetest.OnlySpan(t, tracer), "http.url", want)
		})
	}
}
