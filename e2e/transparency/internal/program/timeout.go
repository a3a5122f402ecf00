package program

import (
	"context"
	"net/http"
	"strings"
	"sync"
	"time"
)

// timeoutKey is for what a handler has to know of a TimeoutHandler above it.
type timeoutKey struct{}

// timeout never expires in time.
func timeout(next http.Handler) http.Handler {
	h := http.TimeoutHandler(next, time.Minute, "too late")
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), timeoutKey{}, (*deadline)(nil))))
	})
}

// expiring answers in place of a handler that was reached, for a request that
// says so. The handler goes on when the answer is out.
func expiring(b *Build, next http.Handler) http.Handler {
	h := http.TimeoutHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer b.handlers.Done()
		next.ServeHTTP(w, r)
	}), time.Minute, "too late")
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !strings.Contains(r.Header.Get(headerStop), "late") {
			next.ServeHTTP(w, r)
			return
		}
		d := &deadline{Context: r.Context(), passed: make(chan struct{}), answered: make(chan struct{})}
		defer close(d.answered)
		b.handlers.Add(1)
		h.ServeHTTP(w, r.WithContext(context.WithValue(d, timeoutKey{}, d)))
	})
}

// deadline is a context whose deadline passes when the handler was reached.
type deadline struct {
	context.Context
	once             sync.Once
	passed, answered chan struct{}
}

func (d *deadline) Done() <-chan struct{} { return d.passed }

func (d *deadline) Err() error {
	select {
	case <-d.passed:
		return context.DeadlineExceeded
	default:
		return nil
	}
}

// wait lets the deadline of the request pass, if it has one, and reports whether
// it did.
func wait(r *http.Request) bool {
	d, _ := r.Context().Value(timeoutKey{}).(*deadline)
	if d == nil {
		return false
	}
	d.once.Do(func() { close(d.passed) })
	<-d.answered
	return true
}
