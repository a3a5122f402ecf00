package route

import (
	"fmt"
	"hash/maphash"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/go-chi/chi/v5"
)

func TestPaths(t *testing.T) {
	mux := chi.NewMux()
	q := question{mux, "GET", "", "/users"}
	want := &Route{}
	p := &paths{seed: maphash.MakeSeed()}
	if p.put(&q, want); p.get(&q) != nil {
		t.Error("kept the first time")
	}
	if p.put(&q, want); p.get(&q) != want {
		t.Error("not kept the second time")
	}
	for _, other := range []question{
		{chi.NewMux(), "GET", "", "/users"},
		{mux, "POST", "", "/users"},
		{mux, "GET", "POST", "/users"},
		{mux, "GET", "", "/users/"},
	} {
		if p.get(&other) != nil {
			t.Errorf("%v answers %v", q, other)
		}
	}
}

// Many paths drive each other out, and a long one is never kept.
func TestPathsAreBounded(t *testing.T) {
	p := &paths{seed: maphash.MakeSeed()}
	for i := range 10 * maxPaths {
		q := question{path: fmt.Sprintf("/%d", i)}
		for range 2 {
			p.put(&q, &Route{Name: q.path})
		}
		if got := p.get(&q); got == nil || got.Name != q.path {
			t.Fatalf("got %v for %s", got, q.path)
		}
	}
	long := question{path: strings.Repeat("x", maxPath+1)}
	for range 2 {
		p.put(&long, &Route{})
	}
	if p.get(&long) != nil {
		t.Error("kept a long path")
	}
}

// However often it is asked, a router whose answers may change is asked anew.
func TestFindIsRemembered(t *testing.T) {
	counting := &counter{Mux: testRouter()}
	tests := []struct {
		name   string
		router chi.Routes
		method string
		path   string
		want   string
	}{
		{"chi's", testRouter(), http.MethodGet, "/v1/users/7", "GET /v1/users/{userID}"},
		{"404", testRouter(), http.MethodGet, "/v1/nowhere", "GET /v1/*"},
		{"head", testRouter(), http.MethodHead, "/v1/users/7", "HEAD /v1/users/{userID}"},
		{"another", counting, http.MethodGet, "/v1/users/7", "GET /v1/users/{userID}"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			table := NewTable()
			for range 4 {
				r := get(t, tt.path)
				r.Method = tt.method
				m := table.Follow(r, tt.router)
				if got := m.Route().Name; got != tt.want {
					t.Errorf("got %q, want %q", got, tt.want)
				}
			}
		})
	}
	if counting.asked != 4 {
		t.Errorf("asked %d times, want 4", counting.asked)
	}
}

type counter struct {
	*chi.Mux
	asked int
}

func (c *counter) Find(rctx *chi.Context, method, path string) string {
	c.asked++
	return c.Mux.Find(rctx, method, path)
}

func TestPathsConcurrently(t *testing.T) {
	table, router := NewTable(), testRouter()
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for i := range 1000 {
				m := table.Follow(get(t, fmt.Sprintf("/v1/users/%d", i%10)), router)
				if got := m.Route().Name; got != "GET /v1/users/{userID}" {
					t.Errorf("got %q", got)
				}
			}
		})
	}
	wg.Wait()
}
