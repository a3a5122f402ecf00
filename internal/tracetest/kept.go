package tracetest

import (
	"io"
	"runtime"
	"sync/atomic"
	"testing"
	"time"
)

// Large returns body as one that takes a megabyte, like that of a large form. wantGone
// fails the test if something keeps it.
func Large(body io.ReadCloser) (large io.ReadCloser, wantGone func(t *testing.T)) {
	form, gone := new([1 << 20]byte), new(atomic.Bool)
	runtime.SetFinalizer(form, func(*[1 << 20]byte) { gone.Store(true) })
	wantGone = func(t *testing.T) {
		t.Helper()
		for end := time.Now().Add(10 * time.Second); !gone.Load(); runtime.GC() {
			if time.Now().After(end) {
				t.Fatal("something keeps the request")
			}
		}
	}
	return struct {
		io.ReadCloser
		form any
	}{body, form}, wantGone
}
