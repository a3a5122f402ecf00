package chitrace_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/go-chi/chi/v5"
	"github.com/go-chi/chi/v5/middleware"
	"github.com/opentracing/opentracing-go/mocktracer"

	"github.com/opentracing-contrib/go-chi/chitrace"
	"github.com/opentracing-contrib/go-chi/internal/tracetest"
)

// A handler in front of a router hides it, unless ShowRoutes shows it.
func TestShowRoutes(t *testing.T) {
	const user = "GET /v1/users/{userID}"
	deny := text(http.StatusUnauthorized, "")
	show, r := chitrace.ShowRoutes, api()
	for name, tt := range map[string]struct {
		build     buildFunc
		wantStart string
		want      string
	}{
		"hidden":                {mount("/", opaque(r)), "GET /*", user},
		"hidden, 401":           {mount("/", deny), "GET /*", "GET /*"},
		"shown":                 {mount("/", show(opaque(r), r)), user, user},
		"shown, 401":            {mount("/", show(deny, r)), user, user},
		"shown twice":           {mount("/", show(opaque(r), show(opaque(r), r).(chi.Routes))), user, user},
		"another router serves": {mount("/", show(routesAt("/v1/users/*", ok), r)), user, "GET /v1/users/*"},
		"no routes":             {mount("/", show(r, nil)), user, user},
		"around":                {around(show(timeout(r), r)), user, user},
		"around, 401":           {around(show(deny, r)), user, user},
		"around, mounted":       {func(trace mw) http.Handler { return mount("/", trace(show(timeout(r), r)))(unchanged) }, user, user},
		"around, the router has another Middleware": {func(trace mw) http.Handler {
			r := api(trace, rewrite("/users/7"))
			return trace(show(timeout(r), r))
		}, user, "GET /users/{userID}"},
	} {
		t.Run(name, func(t *testing.T) {
			var started string
			wantSpan(t, trace(t, tt.build, "GET /v1/users/7", options(noteStart(&started))), tt.want, nil)
			if started != tt.wantStart {
				t.Errorf("started as %q, want %q", started, tt.wantStart)
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
	wantSpan(t, tracetest.OnlySpan(t, tracer), "HTTP GET", nil)
}

// The error handler hears once of each pattern where a look-up ended before the
// request did.
func TestHiddenRoutesAreReported(t *testing.T) {
	var told []string
	r := newRouter(chitrace.Middleware(mocktracer.New(), chitrace.WithErrorHandler(func(err error) { told = append(told, err.Error()) })))
	r.Mount("/hidden", opaque(api()))
	r.Mount("/{too}", opaque(api()))
	r.Mount("/stripped", routesAt("/users/{id}", ok, middleware.StripSlashes))
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
	below := mount("/mux", serveMux())
	within := func(h http.Handler) buildFunc {
		return func(trace mw) http.Handler {
			outside := http.NewServeMux()
			outside.Handle("/mux/{rest...}", mount("/mux", h)(trace))
			return outside
		}
	}
	whole := with(func(r *http.Request) *http.Request { // as chi does since v5.3
		r.Pattern = "/mux/{id}"
		return r.Clone(r.Context())
	})
	own := func(_ http.ResponseWriter, r *http.Request) { r.Pattern = "/files/*" } // as chi v5.2.3 does
	for name, tt := range map[string]struct {
		build   buildFunc
		request string
		want    string
	}{
		"ServeMux":                     {below, "GET /mux/users/7", "/mux/users/{id}"},
		"ServeMux, by host":            {below, "GET /mux/hosts/7", "/mux/hosts/{id}"},
		"ServeMux, 404":                {below, "GET /mux/nowhere", "/mux/*"},
		"ServeMux outside":             {within(ok), "GET /mux/users/7", "/mux/*"},
		"ServeMux outside and inside":  {within(serveMux()), "GET /mux/users/7", "/mux/users/{id}"},
		"ServeMux, around":             {around(below(unchanged)), "GET /mux/users/7", "/mux/users/{id}"},
		"pattern of chi's own":         {mount("/mux/{id}", routesAt("/*", ok, whole)), "GET /mux/7", "/mux/{id}/*"},
		"pattern of a router of chi's": {mount("/mux", routesAt("/files/*", own)), "GET /mux/files/7", "/mux/files/*"},
		"ServeMux without chi":         {around(serveMux()), "GET /mux/users/7", ""},
		"chi inside of a ServeMux":     {within(api()), "GET /mux/users/7", "/mux/users/{userID}"},
		"SetRoute":                     {below, "GET /mux/set/7", "/mux/set/{user}"},
		"SetRoute, around":             {around(below(unchanged)), "GET /mux/set/7", "/mux/set/{user}"},
		"SetRoute without chi":         {around(serveMux()), "GET /mux/set/7", ""},
	} {
		for _, variant := range variants {
			t.Run(name+"/"+variant.name, func(t *testing.T) {
				name, tags := "HTTP GET", map[string]any{"http.route": nil}
				if tt.want != "" {
					name, tags = "GET "+tt.want, map[string]any{"http.route": tt.want, "http.url": "http://example.com" + tt.want}
				}
				build := func(trace mw) http.Handler { return toHost(tt.build(trace)) }
				wantSpan(t, trace(t, build, tt.request, append(variant.opts, chitrace.WithURL(chitrace.RouteURL)), variant.headers...), name, tags)
			})
		}
	}
}

// A job that outlives its request must not set the route of the next one, to
// which chi gives the route context.
func TestSetRouteAfterTheRequest(t *testing.T) {
	var kept context.Context
	r := routesAt("/*", func(_ http.ResponseWriter, r *http.Request) {
		if kept == nil {
			kept = context.WithoutCancel(r.Context())
			return
		}
		chitrace.SetRoute(kept, "/stale")
		if slices.Contains(chi.RouteContext(r.Context()).RoutePatterns, "/stale") {
			t.Error("a finished request set the route of another one")
		}
	}, chitrace.Middleware(mocktracer.New()))
	for range 100 { // the pool of contexts may lose one
		kept = nil
		send(r, "GET /a", "GET /b")
	}
}

// A route is cut, and one without a request goes nowhere.
func TestSetRouteIsBounded(t *testing.T) {
	chitrace.SetRoute(context.Background(), "/users/{id}")
	span := trace(t, on("/*", func(_ http.ResponseWriter, r *http.Request) {
		for range 100 {
			chitrace.SetRoute(r.Context(), "/"+strings.Repeat("x", 1<<16)+"\xff")
		}
		if got := chi.RouteContext(r.Context()).RoutePatterns; len(got) != 1 || len(got[0]) > 2048 {
			t.Errorf("keeps %d patterns", len(got))
		}
	}), "GET /x", nil)
	if got := span.OperationName; len(got) > 2048+len("GET ") {
		t.Errorf("got a name of %d bytes", len(got))
	}
}
