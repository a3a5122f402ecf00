package chitrace_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/go-chi/chi/v5"
	"github.com/go-chi/chi/v5/middleware"
	"github.com/opentracing/opentracing-go"
	"github.com/opentracing/opentracing-go/mocktracer"

	"github.com/opentracing-contrib/go-chi/chitrace"
	"github.com/opentracing-contrib/go-chi/internal/tracetest"
)

// A handler in front of a router hides it, unless ShowRoutes shows it.
func TestShowRoutes(t *testing.T) {
	const user = "GET /v1/users/{userID}"
	deny := text(http.StatusUnauthorized, "")
	timeout := func(h http.Handler) http.Handler { return http.TimeoutHandler(h, time.Hour, "") }
	show, r := chitrace.ShowRoutes, api()
	tests := []struct {
		name      string
		build     func(trace middlewareFunc) http.Handler
		wantStart string
		want      string
	}{
		{"hidden", mount("/", opaque(r)), "GET /*", user},
		{"hidden, 401", mount("/", deny), "GET /*", "GET /*"},
		{"shown", mount("/", show(opaque(r), r)), user, user},
		{"shown, 401", mount("/", show(deny, r)), user, user},
		{"shown twice", mount("/", show(opaque(r), show(opaque(r), r).(chi.Routes))), user, user},
		{"another router serves", mount("/", show(routesAt("/v1/users/*", ok), r)), user, "GET /v1/users/*"},
		{"no routes", mount("/", show(r, nil)), user, user},
		{"around", func(trace middlewareFunc) http.Handler { return trace(show(timeout(r), r)) }, user, user},
		{"around, 401", func(trace middlewareFunc) http.Handler { return trace(show(deny, r)) }, user, user},
		{"around, mounted", func(trace middlewareFunc) http.Handler {
			return mount("/", trace(show(timeout(r), r)))(unchanged)
		}, user, user},
		{"around, the router has another Middleware", func(trace middlewareFunc) http.Handler {
			r := api(trace, rewrite("/users/7"))
			return trace(show(timeout(r), r))
		}, user, "GET /users/{userID}"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var started string
			span := trace(t, tt.build, "GET /v1/users/7", options(chitrace.WithSpanObserver(func(span opentracing.Span, _ *http.Request) {
				started = span.(*mocktracer.MockSpan).OperationName
			})))
			if started != tt.wantStart || span.OperationName != tt.want {
				t.Errorf("started as %q, ended as %q, want %q, %q", started, span.OperationName, tt.wantStart, tt.want)
			}
		})
	}
	if h := show(nil, r); h != nil {
		t.Errorf("got %v for no handler", h)
	}
}

func TestWalkSeesShownRoutes(t *testing.T) {
	inner, r := chi.NewRouter(), chi.NewRouter()
	inner.Get("/users/{id}", ok)
	r.Mount("/v1", chitrace.ShowRoutes(opaque(inner), inner))
	var got []string
	err := chi.Walk(r, func(method, route string, _ http.Handler, _ ...func(http.Handler) http.Handler) error {
		got = append(got, method+" "+route)
		return nil
	})
	if want := []string{"GET /v1/users/{id}"}; err != nil || !slices.Equal(got, want) {
		t.Errorf("got %q, %v, want %q", got, err, want)
	}
}

// A request made by hand may lack what no handler looks at.
func TestRequestWithoutURL(t *testing.T) {
	tracer := mocktracer.New()
	h := chitrace.Middleware(tracer)(chitrace.ShowRoutes(ok, chi.NewRouter()))
	h.ServeHTTP(httptest.NewRecorder(), &http.Request{Method: http.MethodGet, Header: http.Header{}})
	if span := tracetest.OnlySpan(t, tracer); span.OperationName != "HTTP GET" {
		t.Errorf("got %q", span.OperationName)
	}
}

// The error handler hears once of each pattern where a look-up ended before the
// request did.
func TestHiddenRoutesAreReported(t *testing.T) {
	var told []string
	trace := chitrace.Middleware(mocktracer.New(), chitrace.WithErrorHandler(func(err error) { told = append(told, err.Error()) }))
	r := chi.NewRouter()
	r.Use(trace)
	r.Mount("/hidden", opaque(api()))
	r.Mount("/{too}", opaque(api()))
	stripped := chi.NewRouter()
	stripped.Use(middleware.StripSlashes)
	stripped.Get("/users/{id}", ok)
	r.Mount("/stripped", stripped)
	r.Handle("/mux/*", serveMux())
	for range 2 {
		send(r, "GET /hidden/users/7", "POST /hidden/users", "GET /hidden/nowhere", "GET /a/users/7", "GET /stripped/users/7/", "GET /mux/users/7")
	}
	if len(told) != 2 {
		t.Fatalf("told %q, want one error for each of two patterns", told)
	}
	for i, pattern := range []string{`"/hidden/*"`, `"/{too}/*"`} {
		if !strings.Contains(told[i], pattern) || !strings.Contains(told[i], "chitrace.ShowRoutes") {
			t.Errorf("told %q, want %s and how to mend it", told[i], pattern)
		}
	}
}

func serveMux() *http.ServeMux {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /mux/users/{id}", ok)
	mux.HandleFunc("example.com/mux/hosts/{id}", ok)
	mux.HandleFunc("/mux/set/{id}", func(_ http.ResponseWriter, r *http.Request) {
		chitrace.SetRoute(r.Context(), "/mux/first/{id}")
		chitrace.SetRoute(r.Context(), "/mux/set/{user}")
		chitrace.SetRoute(r.Context(), "")
	})
	return mux
}

// The route of a router that is not chi's is the one that it tells.
func TestRoutesOfOtherRouters(t *testing.T) {
	within := func(h http.Handler) func(trace middlewareFunc) http.Handler {
		return func(trace middlewareFunc) http.Handler {
			outside := http.NewServeMux()
			outside.Handle("/mux/{rest...}", mount("/mux", h)(trace))
			return outside
		}
	}
	around := func(trace middlewareFunc) http.Handler { return trace(mount("/mux", serveMux())(unchanged)) }
	bare := func(trace middlewareFunc) http.Handler { return trace(serveMux()) }
	below := func(trace middlewareFunc) http.Handler {
		r := chi.NewRouter()
		r.Use(trace)
		r.Route("/mux/{id}", func(r chi.Router) {
			r.Use(with(func(r *http.Request) *http.Request {
				r.Pattern = "/mux/{id}" // as chi does since v5.3
				return r.Clone(r.Context())
			}))
			r.Handle("/*", ok)
		})
		return r
	}
	nested := func(trace middlewareFunc) http.Handler {
		r := chi.NewRouter()
		r.Use(trace)
		r.Route("/mux", func(r chi.Router) {
			r.Get("/files/*", func(_ http.ResponseWriter, r *http.Request) { r.Pattern = "/files/*" }) // as chi v5.2.3 does
		})
		return r
	}
	tests := []struct {
		name    string
		build   func(trace middlewareFunc) http.Handler
		request string
		want    string
	}{
		{"ServeMux", mount("/mux", serveMux()), "GET /mux/users/7", "/mux/users/{id}"},
		{"ServeMux, by host", mount("/mux", serveMux()), "GET /mux/hosts/7", "/mux/hosts/{id}"},
		{"ServeMux, 404", mount("/mux", serveMux()), "GET /mux/nowhere", "/mux/*"},
		{"ServeMux outside", within(ok), "GET /mux/users/7", "/mux/*"},
		{"ServeMux outside and inside", within(serveMux()), "GET /mux/users/7", "/mux/users/{id}"},
		{"ServeMux, around", around, "GET /mux/users/7", "/mux/users/{id}"},
		{"pattern of chi's own", below, "GET /mux/7", "/mux/{id}/*"},
		{"pattern of a router of chi's", nested, "GET /mux/files/7", "/mux/files/*"},
		{"ServeMux without chi", bare, "GET /mux/users/7", ""},
		{"chi inside of a ServeMux", within(api()), "GET /mux/users/7", "/mux/users/{userID}"},
		{"SetRoute", mount("/mux", serveMux()), "GET /mux/set/7", "/mux/set/{user}"},
		{"SetRoute, around", around, "GET /mux/set/7", "/mux/set/{user}"},
		{"SetRoute without chi", bare, "GET /mux/set/7", ""},
	}
	for _, tt := range tests {
		for _, variant := range variants {
			t.Run(tt.name+"/"+variant.name, func(t *testing.T) {
				host := with(func(r *http.Request) *http.Request { r.Host = "example.com"; return r })
				build := func(trace middlewareFunc) http.Handler { return host(tt.build(trace)) }
				span := trace(t, build, tt.request, append(variant.opts, chitrace.WithURL(chitrace.RouteURL)), variant.headers...)
				if tt.want == "" {
					tracetest.WantTag(t, span, "http.route", nil)
					return
				}
				if want := "GET " + tt.want; span.OperationName != want {
					t.Errorf("got %q, want %q", span.OperationName, want)
				}
				tracetest.WantTag(t, span, "http.route", tt.want)
				tracetest.WantTag(t, span, "http.url", "http://example.com"+tt.want)
			})
		}
	}
}

// A job that outlives its request must not set the route of the next one, to
// which chi gives the route context.
func TestSetRouteAfterTheRequest(t *testing.T) {
	var kept context.Context
	var patterns []string
	r := traced(chitrace.Middleware(mocktracer.New()), "/*", http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		if kept == nil {
			kept = context.WithoutCancel(r.Context())
			return
		}
		chitrace.SetRoute(kept, "/stale")
		patterns = append(patterns, chi.RouteContext(r.Context()).RoutePatterns...)
	}))
	for range 100 { // the pool of contexts may lose one
		kept = nil
		send(r, "GET /a", "GET /b")
	}
	if slices.Contains(patterns, "/stale") {
		t.Error("a finished request set the route of another one")
	}
}

// chi gives a request that a handler serves in memory the same route context.
func TestSetRouteInMemory(t *testing.T) {
	tracer := mocktracer.New()
	r := chi.NewRouter()
	r.Use(chitrace.Middleware(tracer))
	r.Get("/inner/*", func(_ http.ResponseWriter, r *http.Request) { chitrace.SetRoute(r.Context(), "/inner/{id}") })
	r.Get("/outer/*", func(_ http.ResponseWriter, outer *http.Request) {
		inner := httptest.NewRequestWithContext(outer.Context(), http.MethodGet, "/inner/7", http.NoBody)
		r.ServeHTTP(httptest.NewRecorder(), inner)
	})
	send(r, "GET /outer/7")
	for i, want := range []string{"GET /inner/{id}", "GET /outer/*"} {
		if got := tracer.FinishedSpans()[i].OperationName; got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

// A route is cut, and one without a request goes nowhere.
func TestSetRouteIsBounded(t *testing.T) {
	chitrace.SetRoute(context.Background(), "/users/{id}")
	r := chi.NewRouter()
	r.Get("/*", func(_ http.ResponseWriter, r *http.Request) {
		for range 100 {
			chitrace.SetRoute(r.Context(), "/"+strings.Repeat("x", 1<<16)+"\xff")
		}
		if got := chi.RouteContext(r.Context()).RoutePatterns; len(got) != 1 || len(got[0]) > 2048 {
			t.Errorf("keeps %d patterns", len(got))
		}
	})
	span := traceOne(t, r, "GET /x")
	if got := span.OperationName; len(got) > 2048+len("GET ") {
		t.Errorf("got a name of %d bytes", len(got))
	}
}
