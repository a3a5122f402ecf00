package response

import (
	"bufio"
	"errors"
	"io"
	"net"
	"net/http"
)

// Wrap returns the http.ResponseWriter for the next handler. It can do what w
// can: Flush, Hijack, Push, ReadFrom and, through http.ResponseController, the
// rest; in the combinations that net/http's writers and those of middlewares
// have.
func (rec *Recorder) Wrap(w http.ResponseWriter) http.ResponseWriter {
	rec.beneath = w
	_, hijacks := w.(http.Hijacker)
	_, flushes := w.(http.Flusher)
	_, readsFrom := w.(io.ReaderFrom)
	_, pushes := w.(http.Pusher)
	switch {
	case flushes && hijacks && readsFrom:
		return fullWriter{rec}
	case flushes && hijacks:
		return flushHijackWriter{rec}
	case flushes && pushes:
		return flushPushWriter{rec}
	case flushes:
		return flushWriter{rec}
	case hijacks:
		return hijackWriter{rec}
	}
	return rec
}

// The writers are one pointer each: to make one allocates nothing.
type (
	flushWriter       struct{ *Recorder }
	hijackWriter      struct{ *Recorder }
	flushHijackWriter struct{ *Recorder }
	flushPushWriter   struct{ *Recorder } // HTTP/2's
	fullWriter        struct{ *Recorder } // HTTP/1.1's
)

func (w flushWriter) Flush()       { w.flush() }
func (w flushHijackWriter) Flush() { w.flush() }
func (w flushPushWriter) Flush()   { w.flush() }
func (w fullWriter) Flush()        { w.flush() }

// FlushError is what http.ResponseController calls: to some handlers the only
// sign that the client is gone.
func (w flushWriter) FlushError() error       { return w.flushError() }
func (w flushHijackWriter) FlushError() error { return w.flushError() }
func (w flushPushWriter) FlushError() error   { return w.flushError() }
func (w fullWriter) FlushError() error        { return w.flushError() }

func (w hijackWriter) Hijack() (net.Conn, *bufio.ReadWriter, error)      { return w.hijack() }
func (w flushHijackWriter) Hijack() (net.Conn, *bufio.ReadWriter, error) { return w.hijack() }
func (w fullWriter) Hijack() (net.Conn, *bufio.ReadWriter, error)        { return w.hijack() }

func (w flushPushWriter) Push(target string, opts *http.PushOptions) error {
	return w.beneath.(http.Pusher).Push(target, opts)
}

func (w fullWriter) ReadFrom(r io.Reader) (int64, error) {
	if w.discarded || w.tee != nil {
		return io.Copy(struct{ io.Writer }{w.Recorder}, r)
	}
	n, err := w.beneath.(io.ReaderFrom).ReadFrom(r)
	if n > 0 { // an empty body, or one that fails at once, leaves the status open
		w.settle(http.StatusOK)
	}
	w.bytes += int(n)
	return n, err
}

func (rec *Recorder) flush() {
	if !rec.discarded {
		rec.beneath.(http.Flusher).Flush()
	}
	rec.settle(http.StatusOK)
}

// flushError settles the status also where it fails: the header was written.
func (rec *Recorder) flushError() (err error) {
	if !rec.discarded {
		err = http.NewResponseController(rec.beneath).Flush()
	}
	if !errors.Is(err, http.ErrNotSupported) {
		rec.settle(http.StatusOK)
	}
	return err
}

func (rec *Recorder) hijack() (net.Conn, *bufio.ReadWriter, error) {
	conn, rw, err := http.NewResponseController(rec.beneath).Hijack()
	rec.hijacked = rec.hijacked || err == nil
	return conn, rw, err
}

// Unwrap is for http.ResponseController. The writer beneath may have no more than
// Unwrap itself, and so lead past the Recorder to one that flushes or hijacks.
func (rec *Recorder) Unwrap() http.ResponseWriter {
	under, ok := rec.beneath.(unwrapper)
	switch {
	case !ok:
		return rec.beneath
	case leadsToHijacker(under):
		return detourHijack{detour{rec}}
	}
	return detour{rec}
}

type unwrapper interface{ Unwrap() http.ResponseWriter }

func leadsToHijacker(u unwrapper) bool {
	for {
		w := u.Unwrap()
		if _, ok := w.(http.Hijacker); ok {
			return true
		}
		next, ok := w.(unwrapper)
		if !ok {
			return false
		}
		u = next
	}
}

// A detour stands in for the writer beneath, so that the Recorder sees what
// http.ResponseController does there.
type (
	detour       struct{ *Recorder }
	detourHijack struct{ detour }
)

func (d detour) Unwrap() http.ResponseWriter { return d.beneath }

func (d detour) FlushError() error { return d.flushError() }

func (d detourHijack) Hijack() (net.Conn, *bufio.ReadWriter, error) { return d.hijack() }
