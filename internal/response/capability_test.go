package response

import (
	"fmt"
	"io"
	"net/http"
	"testing"
	"time"
)

// can tells what w can do beyond writing.
func can(w http.ResponseWriter) string {
	_, flushes := w.(http.Flusher)
	_, hijacks := w.(http.Hijacker)
	_, readsFrom := w.(io.ReaderFrom)
	_, pushes := w.(http.Pusher)
	_, notifies := w.(closeNotifier)
	return fmt.Sprintf("flush=%t hijack=%t readFrom=%t push=%t closeNotify=%t", flushes, hijacks, readsFrom, pushes, notifies)
}

// Below net/http's own writers and those of middlewares, a handler finds what it
// finds without a Recorder, by assertion and by http.ResponseController.
func TestCapabilitiesOfServers(t *testing.T) {
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
					wrapped := rec.Wrap(w, get)
					if got, want := can(wrapped), can(w); got != want {
						t.Errorf("got %s, want %s", got, want)
					}
					if got, want := controls(wrapped), controls(w); got != want {
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
