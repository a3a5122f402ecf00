package response

import (
	"bufio"
	"errors"
	"io"
	"net"
	"net/http"
)

// Wrap returns the [http.ResponseWriter] for the handler of r. It implements
// [http.Flusher], [http.Hijacker], [io.ReaderFrom], [http.Pusher] and
// [http.CloseNotifier] if w does, and only then. [http.ResponseController] finds all
// other methods of w.
//
// A CONNECT over HTTP/3 counts as hijacked: Wrap returns w itself, since WebTransport
// needs the types of its server.
func (rec *Recorder) Wrap(w http.ResponseWriter, r *http.Request) http.ResponseWriter {
	rec.beneath, rec.http1, rec.head = w, r.ProtoMajor < 2, r.Method == http.MethodHead
	if r.ProtoMajor > 2 && r.Method == http.MethodConnect {
		rec.status = hijacked
		return w
	}
	var can capabilities
	if _, ok := w.(http.Flusher); ok {
		can |= flushes
	}
	if _, ok := w.(http.Hijacker); ok {
		can |= hijacks
	}
	if _, ok := w.(io.ReaderFrom); ok {
		can |= readsFrom
	}
	if _, ok := w.(http.Pusher); ok {
		can |= pushes
	}
	if _, ok := w.(closeNotifier); ok {
		can |= notifies
	}
	return combinations[can](rec)
}

// closeNotifier is the deprecated [http.CloseNotifier]. Old handlers assert it unchecked.
type closeNotifier interface{ CloseNotify() <-chan bool }

func (rec *Recorder) flush() {
	flusher, _ := find[http.Flusher](rec.beneath) // further down if Tee or Discard have wrapped it
	flusher.Flush()
	rec.setStatus(http.StatusOK)
}

// flushError is the FlushError that [http.ResponseController] calls. A flush that fails
// has sent the header nevertheless.
func (rec *Recorder) flushError() error {
	err := http.NewResponseController(rec.beneath).Flush()
	if !errors.Is(err, http.ErrNotSupported) {
		rec.setStatus(http.StatusOK)
	}
	return err
}

func (rec *Recorder) hijack() (net.Conn, *bufio.ReadWriter, error) {
	conn, rw, err := http.NewResponseController(rec.beneath).Hijack()
	if err == nil {
		rec.setStatus(hijacked)
	}
	return conn, rw, err
}

func (rec *Recorder) push(target string, opts *http.PushOptions) error {
	pusher, _ := find[http.Pusher](rec.beneath)
	return pusher.Push(target, opts)
}

func (rec *Recorder) closeNotify() <-chan bool {
	notifier, _ := find[closeNotifier](rec.beneath)
	return notifier.CloseNotify()
}

// find returns the first writer that is a T, among w and those that it unwraps to.
func find[T any](w http.ResponseWriter) (found T, ok bool) {
	for range maxDepth {
		if found, ok = w.(T); ok {
			break
		}
		u, unwraps := w.(unwrapper)
		if !unwraps {
			break
		}
		w = u.Unwrap()
	}
	return found, ok
}

// Unwrap is for [http.ResponseController]. If the writer beneath has an Unwrap method,
// the ResponseController may flush or hijack a writer further down, and the Recorder
// would not see it. So Unwrap returns a writer that records both.
func (rec *Recorder) Unwrap() http.ResponseWriter {
	if _, ok := rec.beneath.(unwrapper); !ok {
		return rec.beneath
	}
	if _, ok := find[http.Hijacker](rec.beneath); ok {
		return hijackable{controlled{rec}}
	}
	return controlled{rec}
}

type unwrapper interface{ Unwrap() http.ResponseWriter }

// maxDepth limits how many writers are unwrapped: a writer may unwrap to itself.
const maxDepth = 32

// These stand for the writer beneath, and record the flush or hijack of an
// [http.ResponseController].
type (
	controlled struct{ *Recorder }
	hijackable struct{ controlled }
)

func (w controlled) Unwrap() http.ResponseWriter { return w.beneath }

func (w controlled) FlushError() error { return w.flushError() }

func (w hijackable) Hijack() (net.Conn, *bufio.ReadWriter, error) { return w.hijack() }
