package response

import (
	"bufio"
	"errors"
	"io"
	"net"
	"net/http"
)

// Wrap returns the [http.ResponseWriter] for the next handler. It implements
// [http.Flusher], [http.Hijacker], [io.ReaderFrom], [http.Pusher] and
// [http.CloseNotifier] exactly where w does. [http.ResponseController] reaches
// whatever else w can do.
func (rec *Recorder) Wrap(w http.ResponseWriter) http.ResponseWriter {
	rec.beneath = w
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

// closeNotifier is [http.CloseNotifier]. That is deprecated, but old handlers
// assert it without a check.
type closeNotifier interface{ CloseNotify() <-chan bool }

// flush has to look whether a header went out: the Flush of a wrapper does
// nothing where the writer that it wraps cannot flush.
func (rec *Recorder) flush() {
	rec.beneath.(http.Flusher).Flush()
	rec.settleIfSent(true)
}

// flushError is what [http.ResponseController] calls. A flush that fails has
// sent the header all the same.
func (rec *Recorder) flushError() error {
	err := http.NewResponseController(rec.beneath).Flush()
	if !errors.Is(err, http.ErrNotSupported) {
		rec.settleIfSent(true)
	}
	return err
}

func (rec *Recorder) hijack() (net.Conn, *bufio.ReadWriter, error) {
	conn, rw, err := http.NewResponseController(rec.beneath).Hijack()
	if err == nil {
		rec.settle(hijacked)
	}
	return conn, rw, err
}

// readFrom leaves the status open after an empty body, as net/http does. Some
// wrappers send a 200 before they read.
func (rec *Recorder) readFrom(r io.Reader) (int64, error) {
	n, err := rec.beneath.(io.ReaderFrom).ReadFrom(r)
	rec.bytes += int(n)
	if n > 0 {
		rec.settle(http.StatusOK)
	} else {
		rec.settleIfSent(false)
	}
	return n, err
}

func (rec *Recorder) push(target string, opts *http.PushOptions) error {
	return rec.beneath.(http.Pusher).Push(target, opts)
}

func (rec *Recorder) closeNotify() <-chan bool {
	return rec.beneath.(closeNotifier).CloseNotify()
}
