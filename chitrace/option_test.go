package chitrace_test

import (
	"net/http"
	"slices"
	"testing"

	"github.com/go-chi/chi/v5"
	"github.com/opentracing/opentracing-go"
	"github.com/opentracing/opentracing-go/ext"
	"github.com/opentracing/opentracing-go/mocktracer"

	"github.com/opentracing-contrib/go-chi/chitrace"
	"github.com/opentracing-contrib/go-chi/internal/tracetest"
)

// options is short for what the tables below are full of.
func options(opts ...chitrace.Option) []chitrace.Option { return opts }

// traceOne serves one request by h behind the middleware and returns its span.
func traceOne(t *testing.T, h http.Handler, line string, opts ...chitrace.Option) *mocktracer.MockSpan {
	t.Helper()
	tracer := mocktracer.New()
	if get(t, tracetest.Serve(t, chitrace.Middleware(tracer, opts...)(h)), line) == nil {
		t.Fatal("no response")
	}
	return tracetest.OnlySpan(t, tracer)
}

func TestDefaults(t *testing.T) {
	for _, opts := range [][]chitrace.Option{nil, options(nil), options(
		chitrace.WithFilter(nil), chitrace.WithOperationName(nil), chitrace.WithComponent(""), chitrace.WithURL(nil),
		chitrace.WithTags(nil), chitrace.WithRequestHeaders(), chitrace.WithRequestHeaders(""), chitrace.WithResponseHeaders(),
		chitrace.WithURLParams(), chitrace.WithSpanObserver(nil), chitrace.WithErrorStatus(nil), chitrace.WithPublicEndpoint(nil),
	)} {
		r := chi.NewRouter()
		r.Post("/u/{id}", text(201, "new"))
		span := traceOne(t, r, "POST /u/7", opts...)
		if span.OperationName != "POST /u/{id}" {
			t.Errorf("got name %q", span.OperationName)
		}
		want := map[string]any{
			"span.kind":          ext.SpanKindRPCServerEnum,
			"component":          "go-chi/chi",
			"http.method":        "POST",
			"http.route":         "/u/{id}",
			"http.status_code":   uint16(201),
			"http.response_size": 3,
		}
		got := span.Tags()
		delete(got, "http.url") // has a port; see TestURL
		if len(got) != len(want) {
			t.Errorf("got tags %v, want %v", got, want)
		}
		for key, value := range want {
			tracetest.WantTag(t, span, key, value)
		}
	}
}

func TestComponent(t *testing.T) {
	for _, tt := range []struct {
		want string
		opts []chitrace.Option
	}{
		{"mine", options(chitrace.WithComponent("mine"))},
		{"last", options(chitrace.WithComponent("mine"), chitrace.WithComponent("last"))},
		{"go-chi/chi", options(chitrace.WithComponent("mine"), chitrace.WithComponent(""))},
	} {
		tracetest.WantTag(t, traceOne(t, ok, "GET /", tt.opts...), "component", tt.want)
	}
}

func TestFilter(t *testing.T) {
	notHealth := func(r *http.Request) bool { return r.URL.Path != "/healthz" }
	notPost := func(r *http.Request) bool { return r.Method != http.MethodPost }
	tests := []struct {
		name    string
		filters []chitrace.Filter
		request string
		want    bool
	}{
		{"accepted", []chitrace.Filter{notHealth}, "GET /", true},
		{"refused", []chitrace.Filter{notHealth}, "GET /healthz", false},
		{"accepted by all", []chitrace.Filter{notHealth, notPost}, "GET /", true},
		{"refused by the first", []chitrace.Filter{notHealth, notPost}, "GET /healthz", false},
		{"refused by the second", []chitrace.Filter{notHealth, notPost}, "POST /", false},
		{"nil beside another", []chitrace.Filter{notHealth, nil}, "GET /healthz", false},
		{"panics", []chitrace.Filter{func(*http.Request) bool { panic("no") }}, "GET /", true},
		{"panics beside another", []chitrace.Filter{func(*http.Request) bool { panic("no") }, notPost}, "POST /", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var opts []chitrace.Option
			for _, f := range tt.filters {
				opts = append(opts, chitrace.WithFilter(f))
			}
			tracer := mocktracer.New()
			var traced bool
			h := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				traced = chitrace.SpanFromRequest(r) != nil
				w.WriteHeader(http.StatusNoContent)
			})
			if resp := get(t, tracetest.Serve(t, chitrace.Middleware(tracer, opts...)(h)), tt.request); resp.StatusCode != http.StatusNoContent {
				t.Errorf("got status %d", resp.StatusCode)
			}
			if got := len(tracer.FinishedSpans()) == 1; got != tt.want || traced != tt.want {
				t.Errorf("traced: %t, a span in the handler: %t, want %t", got, traced, tt.want)
			}
		})
	}
}

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
		{"mount", "GET /api/nowhere", options(chitrace.WithOperationName(shout)), "GET!/api/*"},
		{"last", "GET /", options(chitrace.WithOperationName(nil), chitrace.WithOperationName(shout)), "GET!/"},
		{"nil after one", "GET /", options(chitrace.WithOperationName(shout), chitrace.WithOperationName(nil)), "GET /"},
		{"empty", "GET /users/7", options(chitrace.WithOperationName(func(string, *http.Request) string { return "" })), "GET /users/{userID}"},
		{"panics", "GET /users/7", options(chitrace.WithOperationName(func(string, *http.Request) string { panic("no") })), "GET /users/{userID}"},
	}
	for _, tt := range tests {
		for _, variant := range variants {
			t.Run(tt.name+"/"+variant.name, func(t *testing.T) {
				tracer := mocktracer.New()
				h := router()(chitrace.Middleware(tracer, append(tt.opts, variant.opts...)...))
				get(t, tracetest.Serve(t, h), tt.request, variant.headers...)
				if got := tracetest.OnlySpan(t, tracer).OperationName; got != tt.want {
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
		tracer := mocktracer.New()
		ask := chitrace.WithOperationName(func(route string, _ *http.Request) string {
			asked = append(asked, route)
			return "name of " + route
		})
		get(t, tracetest.Serve(t, router()(chitrace.Middleware(tracer, append(tt.opts, ask)...))), tt.request)
		if !slices.Equal(asked, tt.want) {
			t.Errorf("%s: asked for %q, want %q", tt.request, asked, tt.want)
		}
		if got, want := tracetest.OnlySpan(t, tracer).OperationName, "name of "+tt.want[len(tt.want)-1]; got != want {
			t.Errorf("%s: got %q, want %q", tt.request, got, want)
		}
	}
}

func TestSpanObserver(t *testing.T) {
	var calls []string
	observe := func(name string) chitrace.Option {
		return chitrace.WithSpanObserver(func(span opentracing.Span, r *http.Request) {
			calls = append(calls, name)
			span.SetTag("observer", name)
			if chitrace.SpanFromRequest(r) != span {
				t.Error("the observer got another request than the handler")
			}
			if kind := span.(*mocktracer.MockSpan).Tag("http.method"); kind != "GET" {
				t.Errorf("got method %v at the start", kind)
			}
			if name == "second" {
				panic("no")
			}
		})
	}
	h := http.HandlerFunc(func(http.ResponseWriter, *http.Request) { calls = append(calls, "handler") })
	span := traceOne(t, h, "GET /", observe("first"), observe("second"), chitrace.WithSpanObserver(nil), observe("third"))
	if want := []string{"first", "second", "third", "handler"}; !slices.Equal(calls, want) {
		t.Errorf("got %v, want %v", calls, want)
	}
	tracetest.WantTag(t, span, "observer", "third")
}
