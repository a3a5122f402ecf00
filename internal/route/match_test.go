package route

import (
	"context"
	"maps"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/go-chi/chi/v5"
)

func none(http.ResponseWriter, *http.Request) {}

func testRouter() *chi.Mux {
	r := chi.NewRouter()
	r.Get("/users/{userID}", none)
	r.Get("/files/*", none)
	r.Route("/v1", func(r chi.Router) {
		r.Get("/users/{userID}", none)
		r.Route("/orgs/{orgID}", func(r chi.Router) { r.Get("/teams/{teamID}", none) })
	})
	return r
}

func get(t *testing.T, path string) *http.Request {
	t.Helper()
	return httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, http.NoBody)
}

// Where there is no router to ask there is no pattern, and no failure.
func TestUnknown(t *testing.T) {
	withoutRoutes := get(t, "/users/7")
	withoutRoutes = withoutRoutes.WithContext(context.WithValue(t.Context(), chi.RouteCtxKey, chi.NewRouteContext()))
	tests := []struct {
		name      string
		request   *http.Request
		wantKnown bool
	}{
		{"no router", get(t, "/users/7"), false},
		{"a context without routes", withoutRoutes, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			m := new(Table).Follow(tt.request, nil)
			if m.Known() != tt.wantKnown {
				t.Errorf("got known=%t", m.Known())
			}
			if got := m.Route().Name; got != "HTTP GET" {
				t.Errorf("got %q", got)
			}
			if got := m.Reached().Name; got != "HTTP GET" {
				t.Errorf("got %q", got)
			}
			if params := m.Params([]string{"userID"}); len(params) != 0 {
				t.Errorf("got parameters %q", params)
			}
			if m.Request(tt.request) != tt.request {
				t.Error("got another request")
			}
		})
	}
}

// A look-up leaves the live route context as it was: the router is to use it.
func TestLookUpLeavesTheContext(t *testing.T) {
	m := new(Table).Follow(get(t, "/v1/users/7"), testRouter())
	if got := m.Route().Name; got != "GET /v1/users/{userID}" {
		t.Errorf("got %q", got)
	}
	live := m.Live()
	if live.RoutePath != "" || live.RouteMethod != "" || len(live.RoutePatterns) != 0 || len(live.URLParams.Keys) != 0 {
		t.Errorf("the look-up left %+v", live)
	}
	if got := m.Reached().Name; got != "HTTP GET" {
		t.Errorf("reached %q before the router ran", got)
	}
}

// What was read of a request that went this far is what a middleware there sees.
func TestHalfWay(t *testing.T) {
	tests := []struct {
		name    string
		path    string
		live    chi.Context
		want    string
		reached string
	}{
		{"nowhere yet", "/v1/users/7", chi.Context{}, "GET /v1/users/{userID}", "HTTP GET"},
		{"rewritten", "/old", chi.Context{RoutePath: "/v1/users/7"}, "GET /v1/users/{userID}", "HTTP GET"},
		{"in a mount", "/v1/users/7", chi.Context{
			RoutePatterns: []string{"/v1/*"}, RoutePath: "/users/7", RouteMethod: "GET", URLParams: params("*", ""),
		}, "GET /v1/users/{userID}", "GET /v1/*"},
		{"in front of a mount", "/v1/users/7", chi.Context{
			RoutePatterns: []string{"/v1/*"}, RouteMethod: "GET", URLParams: params("*", "users/7"),
		}, "GET /v1/users/{userID}", "GET /v1/*"},
		{"in front of a mount, rewritten", "/v1/users/7/", chi.Context{
			RoutePatterns: []string{"/v1/*"}, RouteMethod: "GET", URLParams: params("*", "users/7"),
		}, "GET /v1/users/{userID}", "GET /v1/*"},
		{"two mounts deep", "/v1/orgs/1/teams/2", chi.Context{
			RoutePatterns: []string{"/v1/*", "/orgs/{orgID}/*"}, RoutePath: "/teams/2", RouteMethod: "GET",
			URLParams: params("*", "", "orgID", "1", "*", ""),
		}, "GET /v1/orgs/{orgID}/teams/{teamID}", "GET /v1/orgs/{orgID}/*"},
		{"404 in a mount", "/v1/nowhere", chi.Context{
			RoutePatterns: []string{"/v1/*"}, RoutePath: "/nowhere", RouteMethod: "GET", URLParams: params("*", ""),
		}, "GET /v1/*", "GET /v1/*"},
		{"404", "/nowhere", chi.Context{RouteMethod: "GET"}, "HTTP GET", "HTTP GET"},
		{"catch-all", "/files/a/b", chi.Context{
			RoutePatterns: []string{"/files/*"}, RouteMethod: "GET", URLParams: params("*", "a/b"),
		}, "GET /files/*", "GET /files/*"},
		{"empty catch-all", "/files/", chi.Context{
			RoutePatterns: []string{"/files/*"}, RouteMethod: "GET", URLParams: params("*", ""),
		}, "GET /files/*", "GET /files/*"},
		{"a pattern that another route begins with", "/users/7", chi.Context{
			RoutePatterns: []string{"/other/*"}, RoutePath: "/x", RouteMethod: "GET", URLParams: params("*", ""),
		}, "GET /other/*", "GET /other/*"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			live := &tt.live
			live.Routes = testRouter()
			r := get(t, tt.path)
			m := new(Table).Follow(r.WithContext(context.WithValue(r.Context(), chi.RouteCtxKey, live)), nil)
			if got := m.Reached().Name; got != tt.reached {
				t.Errorf("reached %q, want %q", got, tt.reached)
			}
			if got := m.Route().Name; got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

// An absolute URL without a path is that of the root.
func TestEmptyPath(t *testing.T) {
	r := chi.NewRouter()
	r.Get("/", none)
	req := get(t, "/")
	req.URL.Path = ""
	m := new(Table).Follow(req, r)
	if got := m.Route().Name; got != "GET /" {
		t.Errorf("got %q", got)
	}
}

// params makes URL parameters of keys and values.
func params(pairs ...string) (p chi.RouteParams) {
	for i := 0; i < len(pairs); i += 2 {
		p.Add(pairs[i], pairs[i+1])
	}
	return p
}

func TestParams(t *testing.T) {
	r := get(t, "/")
	live := &chi.Context{URLParams: params("id", "1", "*", "", "id", "2", "unasked", "3")}
	m := new(Table).Follow(r.WithContext(context.WithValue(r.Context(), chi.RouteCtxKey, live)), nil)
	want := map[string]string{"id": "2", "*": ""}
	if got := m.Params([]string{"id", "*", "other"}); !maps.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

// Before the router has run, the parameters are those of where the request is
// heading.
func TestParamsAhead(t *testing.T) {
	mux := chi.NewRouter()
	mux.Route("/users/{userID}", func(r chi.Router) { r.Get("/orders/{orderID}", func(http.ResponseWriter, *http.Request) {}) })
	m := new(Table).Follow(get(t, "/users/7/orders/8"), mux)
	want := map[string]string{"userID": "7", "orderID": "8"}
	if got := m.Params([]string{"userID", "orderID"}); !maps.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

// A router that we stand in has the first word, whatever we were put around.
func TestFollowPrefersTheLiveRouter(t *testing.T) {
	r := get(t, "/users/7")
	live := &chi.Context{Routes: testRouter()}
	m := new(Table).Follow(r.WithContext(context.WithValue(r.Context(), chi.RouteCtxKey, live)), chi.NewRouter())
	if m.Live() != live {
		t.Errorf("got %v", m.Live())
	}
}

func TestConsumed(t *testing.T) {
	live := &chi.Context{URLParams: chi.RouteParams{Keys: []string{"a", "*", "b"}, Values: []string{"1", "", "2"}}}
	m := Match{live: live}
	for pattern, want := range map[string]string{
		"/*":                    "/",
		"/v1/*":                 "/v1/",
		"/v1/{a}/*":             "/v1/1/",
		"/v1/{a}/x/{b:[a-z]}/*": "/v1/1/x/2/",
		"/{a:x{2}}-{b}/*":       "/1-2/",
		"/{a}/{b}/{c}/*":        "/1/2//",
	} {
		if got := m.consumed(pattern); got != want {
			t.Errorf("%s: got %q, want %q", pattern, got, want)
		}
	}
}
