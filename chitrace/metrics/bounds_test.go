package metrics

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"unicode/utf8"

	"github.com/go-chi/chi/v5"
)

func TestMaxRoutes(t *testing.T) {
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
		{"room for all", []Option{WithMaxRoutes(1 << 62)}, 1010},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			const routes = 1010
			l := newLedger()
			r := chi.NewRouter()
			r.Use(Middleware(l, tt.opts...))
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
		})
	}
}

func TestLimitIsToldOnce(t *testing.T) {
	var told errorList
	r := chi.NewRouter()
	r.Use(Middleware(newLedger(), WithMaxRoutes(2), WithErrorHandler(told.add)))
	for _, path := range []string{"/a", "/b", "/c", "/d"} {
		r.Get(path, ok)
	}
	for _, path := range []string{"/a", "/b", "/nowhere", "/b"} {
		serve(t, r, "GET", path)
	}
	told.want(t)
	for _, path := range []string{"/c", "/d", "/c"} {
		serve(t, r, "GET", path)
	}
	told.want(t, `chitrace/metrics: 2 values of route have series of their own: "/c" and all further ones count as "other"`)
}

// errorList is what an error handler was told.
type errorList struct {
	mu   sync.Mutex
	errs []string
}

func (l *errorList) add(err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.errs = append(l.errs, err.Error())
}

func (l *errorList) want(t *testing.T, want ...string) {
	t.Helper()
	l.mu.Lock()
	defer l.mu.Unlock()
	if !slices.Equal(l.errs, want) {
		t.Errorf("the error handler was told\n%q, want\n%q", l.errs, want)
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
		serveRaw(t, h, random(), "/v1/users/"+random())
		serveRaw(t, h, "GET", "/"+random())
		serveRaw(t, h, "GET", "/api/"+random())
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
	l.wantIdle(t, serverInFlight)
}

// serveRaw takes what no socket lets through.
func serveRaw(t *testing.T, h http.Handler, method, path string) {
	t.Helper()
	serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.Method = method
		h.ServeHTTP(w, r)
	}), "GET", path)
}

func TestLabelsAreValidUTF8(t *testing.T) {
	l := newLedger()
	r := chi.NewRouter()
	r.Use(Middleware(l))
	r.Get("/caf\xe9", ok)
	serve(t, r, "GET", "/caf\xe9")
	l.wantCounts(t, map[string]int64{served("GET", "/caf\uFFFD", "2xx"): 1})
}

// A pattern is the program's own, but may come from its configuration.
func TestLongPatternIsCut(t *testing.T) {
	l := newLedger()
	r := chi.NewRouter()
	r.Use(Middleware(l))
	long := "/" + strings.Repeat("x", 3000)
	r.Get(long, ok)
	serve(t, r, "GET", long)
	l.wantCounts(t, map[string]int64{served("GET", long[:2048], "2xx"): 1})
}

func TestMethodsAreValidUTF8(t *testing.T) {
	l := newLedger()
	m := newMeter(serverMetrics, l, nil)
	m.count(tags{"BR\xc9W", "/", informational}, observation{})
	l.wantCounts(t, map[string]int64{served("BR\uFFFDW", "/", "1xx"): 1})
}

func TestTagsAreTheSameForEverySeries(t *testing.T) {
	l := newLedger()
	h := onRoot(Middleware(l))
	serve(t, h, "GET", "/")
	serve(t, h, "PUT", "/nowhere")
	for _, key := range l.made {
		if key == serverInFlight {
			continue
		}
		var keys []string
		for _, tag := range strings.Split(key, "|")[1:] {
			name, _, _ := strings.Cut(tag, "=")
			keys = append(keys, name)
		}
		if got := strings.Join(keys, " "); got != "method route status_class" {
			t.Errorf("%s has the tags %s", key, got)
		}
	}
}
