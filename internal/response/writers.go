package response

import (
	"bufio"
	"io"
	"net"
	"net/http"
)

// The writers are one pointer each: to make one allocates nothing.

type plainWriter struct{ *Recorder }

type flushWriter struct{ *Recorder }

type hijackWriter struct{ *Recorder }

type flushHijackWriter struct{ *Recorder }

type fullWriter struct{ *Recorder }

type pushWriter struct{ *Recorder }

func (w hijackWriter) Hijack() (net.Conn, *bufio.ReadWriter, error)      { return w.hijack() }
func (w flushHijackWriter) Hijack() (net.Conn, *bufio.ReadWriter, error) { return w.hijack() }
func (w fullWriter) Hijack() (net.Conn, *bufio.ReadWriter, error)        { return w.hijack() }

func (w flushWriter) Flush()       { _ = w.flushError() }
func (w flushHijackWriter) Flush() { _ = w.flushError() }
func (w fullWriter) Flush()        { _ = w.flushError() }
func (w pushWriter) Flush()        { _ = w.flushError() }

func (w flushWriter) FlushError() error       { return w.flushError() }
func (w flushHijackWriter) FlushError() error { return w.flushError() }
func (w fullWriter) FlushError() error        { return w.flushError() }
func (w pushWriter) FlushError() error        { return w.flushError() }

func (w fullWriter) ReadFrom(r io.Reader) (int64, error) { return w.readFrom(r) }

func (w pushWriter) Push(target string, opts *http.PushOptions) error {
	return w.WrapResponseWriter.(http.Pusher).Push(target, opts)
}

// passes says whether something may go past chi's wrapper, to the writer that is
// returned with it. Not past the wrapper of a middleware outside: that one counts.
func (rec *Recorder) passes() (w http.ResponseWriter, ok bool) {
	return rec.WrapResponseWriter.Unwrap(), rec.ours && !rec.tampered
}

// settle has chi's wrapper write the status that is due before a body.
func (rec *Recorder) settle() {
	if rec.Status() == 0 {
		rec.WrapResponseWriter.WriteHeader(http.StatusOK)
	}
}

// WriteHeader hands what is no status to net/http at once, which panics then.
// chi's wrapper would have taken it for sent before, and drop the 500 of whoever
// recovers the panic.
func (rec *Recorder) WriteHeader(status int) {
	if w, ok := rec.passes(); ok && (status < 100 || status > 999) {
		w.WriteHeader(status)
		return
	}
	rec.WrapResponseWriter.WriteHeader(status)
}

// Write passes by chi's wrapper where something else did so before any status:
// the wrapper would send one more.
func (rec *Recorder) Write(p []byte) (n int, err error) {
	w, ok := rec.passes()
	if !ok || !rec.passed {
		return rec.WrapResponseWriter.Write(p)
	}
	n, err = w.Write(p)
	rec.direct += n
	return n, err
}

// WriteString implements io.StringWriter, as net/http does. chi's wrapper does
// not, and a long string would come out in other chunks.
func (rec *Recorder) WriteString(s string) (n int, err error) {
	w, ok := rec.passes()
	if !ok {
		return io.WriteString(rec.WrapResponseWriter, s)
	}
	rec.settle()
	n, err = io.WriteString(w, s)
	rec.direct += n
	return n, err
}

// Tee implements middleware.WrapResponseWriter.
func (rec *Recorder) Tee(w io.Writer) {
	rec.tampered = true
	rec.WrapResponseWriter.Tee(w)
}

// Discard implements middleware.WrapResponseWriter.
func (rec *Recorder) Discard() {
	rec.tampered = true
	rec.WrapResponseWriter.Discard()
}

// flushError is for http.ResponseController. chi's wrapper flushes, but keeps to
// itself that it failed: to some handlers the only sign that the client is gone.
func (rec *Recorder) flushError() error {
	w, ok := rec.passes()
	if !ok {
		return http.NewResponseController(rec.WrapResponseWriter).Flush()
	}
	rec.settle()
	return http.NewResponseController(w).Flush()
}

func (rec *Recorder) hijack() (net.Conn, *bufio.ReadWriter, error) {
	return rec.hijackFrom(rec.WrapResponseWriter)
}

func (rec *Recorder) hijackFrom(w http.ResponseWriter) (net.Conn, *bufio.ReadWriter, error) {
	conn, rw, err := http.NewResponseController(w).Hijack()
	rec.hijacked = rec.hijacked || err == nil
	return conn, rw, err
}

// readFrom passes by chi's wrapper, which settles the status before it has read
// any: net/http does so only after, so that where the body turns out empty, or
// fails at once, the handler still has the choice.
func (rec *Recorder) readFrom(r io.Reader) (n int64, err error) {
	w, ok := rec.passes()
	if !ok {
		return rec.WrapResponseWriter.(io.ReaderFrom).ReadFrom(r)
	}
	n, err = w.(io.ReaderFrom).ReadFrom(r)
	rec.direct += int(n)
	rec.passed = rec.passed || n > 0 && rec.Status() == 0
	return n, err
}

// Unwrap is for http.ResponseController.
func (rec *Recorder) Unwrap() http.ResponseWriter { return beneath{rec} }

// beneath stands in for the writer under chi's wrapper. That one may not flush
// or hijack, but lead to one that does: net/http's, under a middleware's that
// has no more than Unwrap. So http.ResponseController passes by chi's wrapper.
type beneath struct{ *Recorder }

func (b beneath) Unwrap() http.ResponseWriter { return b.WrapResponseWriter.Unwrap() }

func (b beneath) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	return b.hijackFrom(b.Unwrap())
}

func (b beneath) FlushError() error {
	err := http.NewResponseController(b.Unwrap()).Flush()
	b.passed = b.passed || err == nil && b.Status() == 0
	return err
}
