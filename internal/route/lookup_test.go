package route

import (
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
		late    bool // there is no look-up before the handler
		early   bool // answered by a middleware on the root
		request string
		want    int // after two requests
	}{
		{"served", false, false, "GET /v1/users/7", 2},
		{"answered early", false, true, "GET /v1/users/7", 2},
		{"a wildcard", false, false, "GET /v1/files/a/b", 2},
		{"404", false, false, "GET /v1/nowhere", 4}, // a 404 below a mount may be a middleware's
		{"too long", false, false, "GET /v1/users/" + strings.Repeat("7", maxPath), 0},
		{"served, late", true, false, "GET /v1/users/7", 0},
		{"a wildcard, late", true, false, "GET /v1/files/a/b", 1}, // then it is known
		{"an empty wildcard, late", true, false, "GET /v1/files/", 1},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			v1 := &spy{Mux: chi.NewRouter()}
			v1.Get("/users/{id}", ok)
			v1.Get("/files/*", ok)
			r := chi.NewRouter()
			follower := follower{late: tt.late}
			r.Use(follower.wrap)
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
