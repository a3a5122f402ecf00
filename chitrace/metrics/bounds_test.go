package metrics

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/go-chi/chi/v5"
)

func TestMaxRoutes(t *testing.T) {
	const routes = 1010
	tests := []struct {
		name string
		opts []Option
		want int // routes with series of their own
	}{
		{"default", nil, 1000},
		{"given", []Option{WithMaxRoutes(3)}, 3},
		{"one", []Option{WithMaxRoutes(1)}, 1},
		{"zero", []Option{WithMaxRoutes(3), WithMaxRoutes(0)}, 1000},
		{"negative", []Option{WithMaxRoutes(-1)}, 1000},
		{"the last counts", []Option{WithMaxRoutes(3), nil, WithMaxRoutes(5)}, 5},
		{"room for all", []Option{WithMaxRoutes(math.MaxInt)}, routes},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var told errorList
			l := newLedger()
			r := chi.NewRouter()
			r.Use(Middleware(l, append(tt.opts, WithErrorHandler(told.add))...))
			for n := range routes {
				r.Get(fmt.Sprintf("/r%d", n), ok)
			}
			want := map[string]int64{served("GET", "unmatched", "4xx"): 2}
			serve(t, r, "GET", "/nowhere")
			for n := range routes {
				path := fmt.Sprintf("/r%d", n)
				serve(t, r, "GET", path)
				if n < tt.want {
					want[served("GET", path, "2xx")]++
				} else {
					want[served("GET", "other", "2xx")]++
				}
			}
			serve(t, r, "GET", "/nowhere")
			serve(t, r, "GET", "/r0")
			want[served("GET", "/r0", "2xx")]++
			l.wantCounts(t, want)
			l.wantMadeOnce(t)
			if tt.want == routes {
				told.want(t)
				return
			}
			told.want(t, fmt.Sprintf(`chitrace/metrics: %d values of route have series of their own: `+
				`"/r%[1]d" and all further ones count as "other"`, tt.want))
		})
	}
}

// Nothing that a client chooses may make a series of its own.
func TestRandomRequestsAreBounded(t *testing.T) {
	const requests = 10_000
	l := newLedger()
	h := onRoot(Middleware(l))
	rnd := rand.New(rand.NewPCG(1, 2))
	random := func() string {
		b := make([]byte, 1+rnd.IntN(20))
		for i := range b {
			b[i] = byte(rnd.IntN(256))
		}
		return string(b)
	}
	for range requests {
		serve(t, h, random(), "/v1/users/"+random())
		serve(t, h, "GET", "/"+random())
		serve(t, h, "GET", "/api/"+random())
	}
	total := int64(0)
	for key, n := range l.counts {
		total += n
		if !utf8.ValidString(key) {
			t.Errorf("the tags of %q are not valid UTF-8", key)
		}
	}
	if total != 3*requests {
		t.Errorf("%d requests counted, want %d", total, 3*requests)
	}
	if got := len(l.counts); got > 8 {
		t.Errorf("%d series, want at most 8", got)
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
	l.wantCounts(t, map[string]int64{
		served("GET", "/caf\uFFFD", "2xx"): 1,
		served("GET", long[:2048], "2xx"):  1,
	})

	l = newLedger()
	newMeter(serverMetrics, l, nil).count(tags{"BR\xc9W", "/", informational}, observation{})
	l.wantCounts(t, map[string]int64{served("BR\uFFFDW", "/", "1xx"): 1})
}
