package route

import (
	"context"
	"maps"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/go-chi/chi/v5"
)

func testRouter() *chi.Mux {
	r := chi.NewRouter()
	r.Get("/", ok)
	r.Get("/users/{userID}", ok)
	r.Get("/files/*", ok)
	r.Route("/v1", func(r chi.Router) {
		r.Get("/users/{userID}", ok)
		r.Route("/orgs/{orgID}", func(r chi.Router) { r.Get("/teams/{teamID}", ok) })
	})
	return r
}

func get(t *testing.T, path string) *http.Request {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", http.NoBody)
	r.URL.Path = path
	return r
}

// follow follows a request for path. A nil live is no route context.
func follow(t *testing.T, path string, live *chi.Context, around chi.Routes) *Match {
	t.Helper()
	r := get(t, path)
	if live != nil {
		r = r.WithContext(context.WithValue(r.Context(), chi.RouteCtxKey, live))
	}
	m := new(Table).Follow(r, around)
	return &m
}

// Where there is no router to ask there is no pattern, and no failure.
func TestUnknown(t *testing.T) {
	for name, live := range map[string]*chi.Context{"no context": nil, "no routes": chi.NewRouteContext()} {
		m := follow(t, "/users/7", live, nil)
		if got, want := m.Known(), live != nil; got != want || m.Live() != live {
			t.Errorf("%s: got known=%t, %v", name, got, m.Live())
		}
		if reached, route := m.Reached().Name, m.Route().Name; reached != "HTTP GET" || route != "HTTP GET" {
			t.Errorf("%s: reached %q, got %q", name, reached, route)
		}
		if params := m.Params([]string{"userID"}); len(params) != 0 {
			t.Errorf("%s: got parameters %q", name, params)
		}
		if r := get(t, "/"); m.Request(r) != r {
			t.Errorf("%s: got another request", name)
		}
	}
}

// A look-up leaves the live route context as it was: the router is to use it.
func TestLookUpLeavesTheContext(t *testing.T) {
	r := testRouter()
	m := follow(t, "/v1/users/7", nil, new(follower).wrap(r).(chi.Routes))
	if got := m.Route().Name; got != "GET /v1/users/{userID}" {
		t.Errorf("got %q", got)
	}
	live := m.Live()
	if live.Routes != r { // as in chi's own
		t.Errorf("the context is of a %T", live.Routes)
	}
	if live.RoutePath != "" || live.RouteMethod != "" || len(live.RoutePatterns) != 0 || len(live.URLParams.Keys) != 0 {
		t.Errorf("the look-up left %+v", live)
	}
	if got := m.Reached().Name; got != "HTTP GET" {
		t.Errorf("reached %q before the router ran", got)
	}
}

// params makes URL parameters of keys and values.
func params(pairs ...string) (p chi.RouteParams) {
	for i := 0; i < len(pairs); i += 2 {
		p.Add(pairs[i], pairs[i+1])
	}
	return p
}

// Before the router has run, the parameters are those of where the request is
// heading.
func TestParams(t *testing.T) {
	live := &chi.Context{URLParams: params("id", "1", "*", "", "id", "2", "unasked", "3")}
	for _, tt := range []struct {
		name  string
		match *Match
		want  map[string]string
	}{
		{"found", follow(t, "/", live, nil), map[string]string{"id": "2", "*": ""}},
		{"ahead", follow(t, "/v1/orgs/7/teams/8", nil, testRouter()), map[string]string{"orgID": "7", "teamID": "8", "*": "teams/8"}},
	} {
		if got := tt.match.Params([]string{"id", "*", "orgID", "teamID", "other"}); !maps.Equal(got, tt.want) {
			t.Errorf("%s: got %q, want %q", tt.name, got, tt.want)
		}
	}
}

// A look-up of the path that a wildcard stands for may lead elsewhere. What the
// router found counts.
func TestParamsOfWhatServed(t *testing.T) {
	r := newRouter(func(r chi.Router) {
		r.Get("/a/*", ok)
		r.Route("/a/{id}", func(r chi.Router) { r.Get("/*", ok) })
	})
	req := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/a/7", http.NoBody)
	m := new(Table).Follow(req, r)
	r.ServeHTTP(httptest.NewRecorder(), m.Request(req))
	if got, want := m.Params([]string{"id", "*"}), (map[string]string{"id": "7", "*": ""}); !maps.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}
