package metrics

import (
	"net/http"
	"runtime"
	"sync"
	"testing"

	"github.com/go-chi/chi/v5"
)

// Every request counts once, whatever else goes on at the same time.
func TestMixedRequestsAddUp(t *testing.T) {
	const goroutines, rounds = 8, 100
	l := newLedger()
	r := chi.NewRouter()
	r.Use(Middleware(l))
	r.Get("/ok/{id}", ok)
	r.Get("/panic/{id}", func(http.ResponseWriter, *http.Request) { panic("oops") })
	r.Get("/abort/{id}", func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) })
	r.Get("/exit/{id}", func(http.ResponseWriter, *http.Request) { runtime.Goexit() })

	var wg sync.WaitGroup
	for range goroutines {
		wg.Go(func() {
			for range rounds {
				for _, path := range []string{"/ok/1", "/panic/1", "/abort/1", "/exit/1", "/nowhere"} {
					apart(func() { serve(t, r, "GET", path) })
				}
			}
		})
	}
	wg.Wait()

	want := map[string]int64{}
	for _, series := range []string{
		served("GET", "/ok/{id}", "2xx"),
		served("GET", "/panic/{id}", "5xx"),
		served("GET", "/abort/{id}", "5xx"),
		served("GET", "/exit/{id}", "5xx"),
		served("GET", "unmatched", "4xx"),
	} {
		want[series] = goroutines * rounds
	}
	l.wantCounts(t, want)
	l.wantMadeOnce(t)
	l.wantIdle(t, serverInFlight)
}

// apart waits for f, which may panic or exit, on a goroutine of its own.
func apart(f func()) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		defer func() { _ = recover() }()
		f()
	}()
	<-done
}
