package route

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/go-chi/chi/v5"
	"github.com/go-chi/chi/v5/middleware"
)

// segmentsOf are what random patterns and paths are made of.
var (
	simple       = []string{"a", "b", "ab", "c", "{x}", "{x}", "{y}"}
	irregular    = append([]string{"{z:[0-9]+}", "{z:[^/]*}", "{x}-{y}", "a{x}", "{x}.a", ""}, simple...)
	pathSegments = []string{"a", "b", "ab", "c", "7", "a-b", "b.a", "", "*", "{x}"}
)

// randomRouter returns a router with random routes, some of them mounted. chi
// panics at routes that it does not take.
func randomRouter(r *rand.Rand, depth int) *chi.Mux {
	mux := chi.NewRouter()
	for range 1 + r.IntN(6) {
		addRandom(r, mux, depth)
	}
	return mux
}

func addRandom(r *rand.Rand, mux *chi.Mux, depth int) {
	defer func() { _ = recover() }()
	pattern := random(r, simple)
	if r.IntN(16) == 0 {
		pattern = random(r, irregular)
	}
	switch r.IntN(8) {
	case 0:
		mux.Handle(pattern, http.HandlerFunc(ok))
	case 1:
		mux.Get(strings.TrimSuffix(pattern, "/")+"/*", ok)
	case 2, 3:
		if depth == 0 {
			return
		}
		var sub http.Handler = randomRouter(r, depth-1)
		switch r.IntN(4) {
		case 0:
			sub = Wrapped(sub, sub)
		case 1:
			sub = Shown(http.HandlerFunc(ok), sub.(chi.Routes))
		case 2:
			sub = http.HandlerFunc(ok)
		}
		mux.Mount(pattern, sub)
	case 4:
		mux.Post(pattern, ok)
	case 5:
		mux.Group(func(r chi.Router) { r.Use(middleware.NoCache); r.Get(pattern, ok) })
	default:
		mux.Get(pattern, ok)
	}
}

func random(r *rand.Rand, segments []string) string {
	var path strings.Builder
	for range 1 + r.IntN(3) {
		path.WriteString("/" + segments[r.IntN(len(segments))])
	}
	return path.String()
}

// checkIndex compares what the index tells with what chi finds. It reports
// whether the index told anything.
func checkIndex(t *testing.T, mux *chi.Mux, method, path string) bool {
	t.Helper()
	leaf := newIndex(mux, 1).find(method, path)
	if leaf == nil {
		return false
	}
	rctx := chi.NewRouteContext()
	if !mux.Match(rctx, method, path) || !slices.Equal(rctx.RoutePatterns, leaf.patterns) {
		var routes []string
		_ = chi.Walk(mux, func(method, route string, _ http.Handler, _ ...func(http.Handler) http.Handler) error {
			routes = append(routes, method+" "+route)
			return nil
		})
		t.Fatalf("%s %s: the index tells %q, chi %q\n%s", method, path, leaf.patterns, rctx.RoutePatterns, strings.Join(routes, "\n"))
	}
	return true
}

// What the index tells is what chi finds, for any router and path.
func TestIndexTellsWhatChiFinds(t *testing.T) {
	told, asked := 0, 0
	for seed := range uint64(1000) {
		r := rand.New(rand.NewPCG(seed, 1))
		mux := randomRouter(r, 2)
		for range 20 {
			method := []string{"GET", "GET", "GET", "HEAD", "POST", "BREW"}[r.IntN(6)]
			path := random(r, pathSegments)
			if r.IntN(2) == 0 {
				path += random(r, pathSegments)
			}
			asked++
			if checkIndex(t, mux, method, path) {
				told++
			}
		}
	}
	if told < asked/50 {
		t.Errorf("told %d routes of %d paths: this tests little", told, asked)
	}
}

// More fixed segments than are scanned one by one are found as well.
func TestIndexOfManySegments(t *testing.T) {
	mux := chi.NewRouter()
	for i := range 2 * maxScan {
		mux.Get(fmt.Sprintf("/p%d/{id}", i), ok)
	}
	for i := range 2*maxScan + 1 {
		want := i < 2*maxScan
		if told := checkIndex(t, mux, http.MethodGet, fmt.Sprintf("/p%d/7", i)); told != want {
			t.Errorf("/p%d/7: told: %t, want %t", i, told, want)
		}
	}
}

// Beyond its limits a router has no index, and the names are the same.
func TestIndexIsBounded(t *testing.T) {
	large := chi.NewRouter()
	for i := range maxIndexed + 1 {
		large.Get(fmt.Sprintf("/p%d", i), ok)
	}
	if newIndex(large, 1).find(http.MethodGet, "/p0") != nil {
		t.Error("a router with too many routes has an index")
	}
	table := new(Table)
	for i := range 2 * maxIndexes {
		r := chi.NewRouter()
		r.Get("/{id}", ok)
		var m Match
		m.Follow(httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/7", http.NoBody), r, table)
		if got := m.Route().Name; got != "GET /{id}" {
			t.Errorf("got %q", got)
		}
		if _, place := table.index(r); (place != nil) != (i < maxIndexes) {
			t.Errorf("router %d has an index: %t", i, place != nil)
		}
	}
}

// A router of another type has no index, so a request does not list its routes: with many
// routes that takes longer than the request.
func TestRoutesOfOtherTypesAreNotListed(t *testing.T) {
	r := unlisted{chi.NewRouter(), new(int)}
	r.Get("/{id}", ok)
	var m Match
	m.Follow(httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/7", http.NoBody), r, new(Table))
	if got := m.Route().Name; got != "GET /{id}" || *r.lists != 0 {
		t.Errorf("got %q, listed %d times", got, *r.lists)
	}
}

type unlisted struct {
	*chi.Mux
	lists *int
}

func (u unlisted) Routes() []chi.Route {
	*u.lists++
	return u.Mux.Routes()
}

func ok(http.ResponseWriter, *http.Request) {}

func FuzzIndex(f *testing.F) {
	f.Add(uint64(137), "GET", "/0")
	f.Add(uint64(137), "*", "/0")
	f.Fuzz(func(t *testing.T, seed uint64, method, path string) {
		checkIndex(t, randomRouter(rand.New(rand.NewPCG(seed, 1)), 3), method, path)
	})
}
