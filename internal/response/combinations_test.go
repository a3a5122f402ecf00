package response

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// The handler's writer can do what the one beneath can, and nothing more.
func TestCombinations(t *testing.T) {
	able := &able{ResponseRecorder: httptest.NewRecorder()}
	for i, combine := range combinations {
		want := capabilities(i)
		t.Run(fmt.Sprintf("%05b", want), func(t *testing.T) {
			beneath := combine(&Recorder{beneath: able, can: want})
			if used := able.use(beneath); used != want {
				t.Fatalf("the combination does %05b", used)
			}
			var rec Recorder
			if used := able.use(rec.Wrap(beneath, get)); used != want {
				t.Errorf("around it, a writer does %05b", used)
			}
			if got := testing.AllocsPerRun(10, func() { rec.Wrap(beneath, get) }); got != 0 {
				t.Errorf("Wrap makes %v allocations, want none", got)
			}
			if _, ok := rec.Unwrap().(interface{ wrapped() *Recorder }); ok && want != 0 && rec.Unwrap() != beneath {
				t.Error("what Unwrap returns is taken for what Wrap returned")
			}
			rec.Tee(io.Discard)
			if used := able.use(combine(&rec)); used != want&^readsFrom { // the tee has to hear it
				t.Errorf("with a tee, a writer does %05b", used)
			}
		})
	}
}

// able is a writer with all capabilities. It notes which were used.
type able struct {
	*httptest.ResponseRecorder
	used capabilities
}

func (a *able) Flush() { a.used |= flushes }

func (a *able) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	a.used |= hijacks
	return nil, nil, http.ErrHijacked
}

func (a *able) ReadFrom(io.Reader) (int64, error) {
	a.used |= readsFrom
	return 0, nil
}

func (a *able) Push(string, *http.PushOptions) error {
	a.used |= pushes
	return nil
}

func (a *able) CloseNotify() <-chan bool {
	a.used |= notifies
	return nil
}

// use does with w all that its type allows, and returns what got through.
func (a *able) use(w http.ResponseWriter) capabilities {
	a.used = 0
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
	if c, ok := w.(closeNotifier); ok {
		c.CloseNotify()
	}
	return a.used
}

// Below net/http's own writers and those of middlewares, http.ResponseController
// does what it does without a Recorder.
func TestControllerOnServers(t *testing.T) {
	stacks := map[string]func(http.Handler) http.Handler{
		"net/http":       plain,
		"Compress":       compress,
		"Logger":         logsQuiet,
		"TimeoutHandler": timeout,
		"Unwrap only":    unwraps,
	}
	for name, stack := range stacks {
		for _, http2 := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s/http2=%t", name, http2), func(t *testing.T) {
				h := stack(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
					var rec Recorder
					if got, want := controls(rec.Wrap(w, get)), controls(w); got != want {
						t.Errorf("got %s, want %s", got, want)
					}
				}))
				fetch(t, h, http2)
			})
		}
	}
}

// controls tells which methods of http.ResponseController work on w, and whether
// some writer in it can be hijacked.
func controls(w http.ResponseWriter) string {
	rc := http.NewResponseController(w)
	deadline := time.Now().Add(time.Hour)
	return fmt.Sprint(
		"SetReadDeadline: ", rc.SetReadDeadline(deadline),
		", SetWriteDeadline: ", rc.SetWriteDeadline(deadline),
		", EnableFullDuplex: ", rc.EnableFullDuplex(),
		", Flush: ", rc.Flush(),
		", hijackable: ", leadsToHijacker(w),
	)
}
