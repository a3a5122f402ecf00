package response

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/go-chi/chi/v5/middleware"

	"github.com/opentracing-contrib/go-chi/internal/tracetest"
)

// The handler's writer can do what the one beneath can, and nothing more.
func TestCombinations(t *testing.T) {
	for i, combine := range combinations {
		want := capabilities(i)
		t.Run(fmt.Sprintf("%05b", want), func(t *testing.T) {
			conn := newConnection()
			beneath := combine(&Recorder{beneath: conn})
			if used := conn.use(beneath); used != want {
				t.Fatalf("the combination does %05b", used)
			}
			var rec Recorder
			if used := conn.use(rec.Wrap(beneath, get)); used != want {
				t.Errorf("around it, a writer does %05b", used)
			}
			if got := testing.AllocsPerRun(10, func() { rec.Wrap(beneath, get) }); got != 0 {
				t.Errorf("Wrap makes %v allocations, want none", got)
			}
			rec.Tee(io.Discard)
			if used := conn.use(combine(&rec)); used != want&^readsFrom { // the tee has to hear it
				t.Errorf("with a tee, a writer does %05b", used)
			}
		})
	}
}

// use does with w all that its type allows, and returns what got through.
func (c *connection) use(w http.ResponseWriter) capabilities {
	c.used = 0
	if f, ok := w.(http.Flusher); ok {
		f.Flush()
	}
	if h, ok := w.(http.Hijacker); ok {
		_, _, _ = h.Hijack()
	}
	if r, ok := w.(io.ReaderFrom); ok {
		_, _ = r.ReadFrom(strings.NewReader("body"))
	}
	if p, ok := w.(http.Pusher); ok {
		_ = p.Push("/style.css", nil)
	}
	if n, ok := w.(closeNotifier); ok {
		n.CloseNotify()
	}
	return c.used
}

// Below net/http's own writers and those of middlewares, http.ResponseController
// does what it does without a Recorder.
func TestControllerOnServers(t *testing.T) {
	h := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for name, wrap := range wrappers {
			var rec Recorder
			if got, want := controls(rec.Wrap(wrap(w), r)), controls(wrap(w)); got != want {
				t.Errorf("%s, %T, %s: got %s, want %s", r.Proto, w, name, got, want)
			}
		}
	})
	for _, stack := range []http.Handler{h, middleware.Compress(5)(h), http.TimeoutHandler(h, time.Minute, "")} {
		tracetest.Send(t, stack, "GET /")
		tracetest.ServeTLS(t, stack).Send(t, "GET /")
	}
}

// controls tells which methods of http.ResponseController work on w, and whether
// some writer in it can be hijacked.
func controls(w http.ResponseWriter) string {
	rc := http.NewResponseController(w)
	_, hijackable := find[http.Hijacker](w)
	deadline := time.Now().Add(time.Hour)
	return fmt.Sprint(
		"SetReadDeadline: ", rc.SetReadDeadline(deadline),
		", SetWriteDeadline: ", rc.SetWriteDeadline(deadline),
		", EnableFullDuplex: ", rc.EnableFullDuplex(),
		", Flush: ", rc.Flush(),
		", hijackable: ", hijackable,
	)
}
