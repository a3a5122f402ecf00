package chitrace_test

import (
	"context"
	"net/http"
	"slices"
	"testing"

	"github.com/opentracing/opentracing-go"

	"github.com/opentracing-contrib/go-chi/chitrace"
	"github.com/opentracing-contrib/go-chi/internal/tracetest"
)

func TestWithOperationName(t *testing.T) {
	shout := func(route string, r *http.Request) string { return r.Method + "!" + route }
	tests := []struct {
		name    string
		request string
		opts    []chitrace.Option
		want    string
	}{
		{"route", "GET /v1/users/7", options(chitrace.WithOperationName(shout)), "GET!/v1/users/{userID}"},
		{"no route", "GET /nowhere", options(chitrace.WithOperationName(shout)), "GET!"},
		{"last", "GET /", options(chitrace.WithOperationName(nil), chitrace.WithOperationName(shout)), "GET!/"},
		{"nil after one", "GET /", options(chitrace.WithOperationName(shout), chitrace.WithOperationName(nil)), "GET /"},
		{"empty", "GET /users/7", options(chitrace.WithOperationName(func(string, *http.Request) string { return "" })), "GET /users/{userID}"},
		{"panics", "GET /users/7", options(chitrace.WithOperationName(func(string, *http.Request) string { panic("no") })), "GET /users/{userID}"},
	}
	for _, tt := range tests {
		for _, variant := range variants {
			t.Run(tt.name+"/"+variant.name, func(t *testing.T) {
				span := trace(t, router(), tt.request, append(tt.opts, variant.opts...), variant.headers...)
				if got := span.OperationName; got != tt.want {
					t.Errorf("got %q, want %q", got, tt.want)
				}
			})
		}
	}
}

// The function is asked once per route, however the name comes about.
func TestWithOperationNameIsAskedOnce(t *testing.T) {
	tests := []struct {
		request string
		opts    []chitrace.Option
		want    []string
	}{
		{"GET /users/7", nil, []string{"/users/{userID}"}},
		{"GET /users/7", options(chitrace.WithoutRouteLookup()), []string{"/users/{userID}"}},
		{"HEAD /users/7", nil, []string{"/users/{userID}", ""}}, // looked like GetHead's
	}
	for _, tt := range tests {
		var asked []string
		ask := chitrace.WithOperationName(func(route string, _ *http.Request) string {
			asked = append(asked, route)
			return "name of " + route
		})
		span := trace(t, router(), tt.request, append(tt.opts, ask))
		if !slices.Equal(asked, tt.want) {
			t.Errorf("%s: asked for %q, want %q", tt.request, asked, tt.want)
		}
		if got, want := span.OperationName, "name of "+tt.want[len(tt.want)-1]; got != want {
			t.Errorf("%s: got %q, want %q", tt.request, got, want)
		}
	}
}

// named is a handler that sets the operation name.
func named(names ...string) http.HandlerFunc {
	return func(_ http.ResponseWriter, r *http.Request) {
		for _, name := range names {
			chitrace.SetOperationName(r.Context(), name)
		}
	}
}

func TestSetOperationName(t *testing.T) {
	always := chitrace.WithOperationName(func(string, *http.Request) string { return "the option's" })
	tests := []struct {
		name    string
		handler http.HandlerFunc
		opts    []chitrace.Option
		want    string
	}{
		{"set", named("mine"), nil, "mine"},
		{"last", named("mine", "last"), nil, "last"},
		{"empty", named(""), nil, "GET /u/{id}"},
		{"empty after one", named("mine", ""), nil, "mine"},
		{"over the option", named("mine"), options(always), "mine"},
		{"then a panic", func(w http.ResponseWriter, r *http.Request) { named("mine")(w, r); abort() }, nil, "mine"},
		{"on a derived context", func(_ http.ResponseWriter, r *http.Request) {
			chitrace.SetOperationName(context.WithoutCancel(r.Context()), "mine")
		}, nil, "mine"},
		{"by an observer", ok, options(chitrace.WithSpanObserver(func(_ opentracing.Span, r *http.Request) {
			chitrace.SetOperationName(r.Context(), "mine")
		})), "mine"},
	}
	for _, tt := range tests {
		for _, variant := range variants {
			t.Run(tt.name+"/"+variant.name, func(t *testing.T) {
				span := trace(t, func(trace middlewareFunc) http.Handler { return swallow(trace(routes(tt.handler))) }, "GET /u/7",
					append(tt.opts, variant.opts...), variant.headers...)
				if span.OperationName != tt.want {
					t.Errorf("got %q, want %q", span.OperationName, tt.want)
				}
				tracetest.WantTag(t, span, "http.route", "/u/{id}")
			})
		}
	}
}

// A name by OpenTracing's own call stays where the tracer's spans tell theirs,
// whatever the caller sent.
func TestOpentracingsSetOperationName(t *testing.T) {
	set := func(r *http.Request) { opentracing.SpanFromContext(r.Context()).SetOperationName("mine") }
	tests := []struct {
		name string
		opts []chitrace.Option
		h    http.HandlerFunc
		want string
	}{
		{"by the handler", nil, func(_ http.ResponseWriter, r *http.Request) { set(r) }, "mine"},
		{"by an observer", options(chitrace.WithSpanObserver(func(_ opentracing.Span, r *http.Request) { set(r) })), ok, "mine"},
		{"then by SetOperationName", nil, func(_ http.ResponseWriter, r *http.Request) {
			set(r)
			chitrace.SetOperationName(r.Context(), "last")
		}, "last"},
		{"by nobody", nil, ok, "GET /u/{id}"},
	}
	for _, tt := range tests {
		for _, variant := range []struct {
			name    string
			opts    []chitrace.Option
			headers []string
		}{
			{"root", nil, nil},
			{"without look-up", options(chitrace.WithoutRouteLookup()), nil},
			{"sampled parent", nil, []string{sampledParent}},
		} {
			t.Run(tt.name+"/"+variant.name, func(t *testing.T) {
				tracer, reporter := tracetest.NewJaeger(t, always)
				h := chitrace.Middleware(tracer, append(tt.opts, variant.opts...)...)(routes(tt.h))
				get(t, tracetest.Serve(t, h), "GET /u/7", variant.headers...)
				if got := onlyJaegerSpan(t, reporter).OperationName(); got != tt.want {
					t.Errorf("got %q, want %q", got, tt.want)
				}
			})
		}
	}
}
