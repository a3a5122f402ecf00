package route

import (
	"net/http"
	"strings"
	"testing"

	"github.com/go-chi/chi/v5"
)

// spy is a mounted router that counts how often it is asked for a route.
type spy struct {
	*chi.Mux
	asked int
}

func (s *spy) Find(rctx *chi.Context, method, path string) string {
	s.asked++
	return s.Mux.Find(rctx, method, path)
}

// The router is asked no more often than it takes.
func TestLookUps(t *testing.T) {
	tests := []struct {
		name    string
		early   bool // answered by a middleware on the root
		request string
		want    int // after two requests
	}{
		{"served", false, "GET /v1/users/7", 2},
		{"answered early", true, "GET /v1/users/7", 2},
		{"a wildcard", false, "GET /v1/files/a/b", 2},
		{"404", false, "GET /v1/nowhere", 4}, // a 404 below a mount may be a middleware's
		{"too long", false, "GET /v1/users/" + strings.Repeat("7", maxPath), 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			v1 := &spy{Mux: chi.NewRouter()}
			v1.Get("/users/{id}", ok)
			v1.Get("/files/*", ok)
			r := chi.NewRouter()
			r.Use(newFollower().wrap)
			if tt.early {
				r.Use(unauthorized)
			}
			r.Mount("/v1", v1)
			for range 2 {
				serve(t, r, tt.request)
			}
			if v1.asked != tt.want {
				t.Errorf("asked %d times, want %d", v1.asked, tt.want)
			}
		})
	}
}

// Without a look-up beforehand, a wildcard is looked up once, however often it is
// requested.
func TestWildcardIsKnown(t *testing.T) {
	table, v1 := new(Table), &spy{Mux: chi.NewRouter()}
	v1.Get("/files/*", ok)
	r := chi.NewRouter()
	r.Use(func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			m := table.Follow(r, nil)
			next.ServeHTTP(w, r)
			if got := m.Final().Name; got != "GET /v1/files/*" {
				t.Errorf("got %q", got)
			}
		})
	})
	r.Mount("/v1", v1)
	for _, path := range []string{"/v1/files/a", "/v1/files/b/c", "/v1/files/"} {
		serve(t, r, "GET "+path)
	}
	if v1.asked != 1 {
		t.Errorf("asked %d times, want 1", v1.asked)
	}
}
