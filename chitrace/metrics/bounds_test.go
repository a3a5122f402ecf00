package metrics

import (
	"fmt"
	"math"
	"net/http"
	"strings"
	"testing"

	"github.com/go-chi/chi/v5"
)

func TestMaxRoutes(t *testing.T) {
	const routes = 1010
	for name, tt := range map[string]struct {
		opts []Option
		want int // routes with series of their own
	}{
		"default":         {nil, 1000},
		"one":             {[]Option{WithMaxRoutes(1)}, 1},
		"zero":            {[]Option{WithMaxRoutes(3), WithMaxRoutes(0)}, 1000},
		"negative":        {[]Option{WithMaxRoutes(-1)}, 1000},
		"the last counts": {[]Option{WithMaxRoutes(3), nil, WithMaxRoutes(5)}, 5},
		"room for all":    {[]Option{WithMaxRoutes(math.MaxInt)}, routes},
	} {
		t.Run(name, func(t *testing.T) {
			var told errorList
			l := newLedger()
			r := chi.NewRouter()
			r.Use(Middleware(l, append(tt.opts, WithErrorHandler(told.add))...))
			for n := range routes {
				r.Get(fmt.Sprintf("/r%d", n), ok)
			}
			want := map[string]int64{served("GET", "unmatched", "4xx"): 2, served("GET", "/r0", "2xx"): 1}
			serve(t, r, "GET", "/nowhere")
			for n := range routes {
				path := fmt.Sprintf("/r%d", n)
				serve(t, r, "GET", path)
				if n >= tt.want {
					path = "other"
				}
				want[served("GET", path, "2xx")]++
			}
			serve(t, r, "GET", "/nowhere")
			serve(t, r, "GET", "/r0")
			l.wantCounts(t, want)
			l.wantMadeOnce(t)
			if tt.want < routes {
				told.want(t, fmt.Sprintf("chitrace/metrics: %d values of route have series of their own: "+
					`"/r%[1]d" and all further ones count as "other"`, tt.want))
			} else {
				told.want(t)
			}
		})
	}
}

// Patterns and methods are the program's own, but may come from its configuration.
func TestTagsAreValid(t *testing.T) {
	l := newLedger()
	r := chi.NewRouter()
	r.Use(Middleware(l))
	long := "/" + strings.Repeat("x", 3000)
	for _, pattern := range []string{"/caf\xe9", long} {
		r.Get(pattern, ok)
		serve(t, r, "GET", pattern)
	}
	newMeter(serverMetrics, l, nil).count("/", "BR\xc9W", 100, nil, observation{})
	l.wantCounts(t, map[string]int64{
		served("GET", "/caf\uFFFD", "2xx"): 1,
		served("GET", long[:2048], "2xx"):  1,
		served("BR\uFFFDW", "/", "1xx"):    1,
	})
}

// A client chooses methods. Those that a route does not serve are no series of it,
// and all series together have a limit.
func TestMethodsAreBounded(t *testing.T) {
	const routes = 150
	methods := []string{"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "CONNECT", "OPTIONS", "TRACE"}
	for name, test := range map[string]struct {
		path string
		add  func(r chi.Router, pattern string)
		want int // the most series
	}{
		"not served":          {"", func(r chi.Router, pattern string) { r.Get(pattern, ok) }, routes + 9},
		"not served by mount": {"", func(r chi.Router, pattern string) { r.Route(pattern, func(r chi.Router) { r.Get("/", ok) }) }, routes + 9},
		"refused":             {"", func(r chi.Router, pattern string) { r.Handle(pattern, status(http.StatusMethodNotAllowed)) }, 9},
		"all served":          {"", func(r chi.Router, pattern string) { r.HandleFunc(pattern, ok) }, 1000 + 9},
		"404 below a mount":   {"/a", func(r chi.Router, pattern string) { r.Route(pattern, func(r chi.Router) { r.Get("/", ok) }) }, 1000 + 9},
	} {
		t.Run(name, func(t *testing.T) {
			l := newLedger()
			r := chi.NewRouter()
			r.Use(Middleware(l, WithMaxRoutes(routes)))
			for n := range routes {
				test.add(r, fmt.Sprintf("/r%d", n))
			}
			for n := range routes {
				for _, method := range methods {
					serve(t, r, method, fmt.Sprintf("/r%d%s", n, test.path))
				}
			}
			if got := len(l.counts); got > test.want {
				t.Errorf("%d series, want at most %d", got, test.want)
			}
		})
	}
}
