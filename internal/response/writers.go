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

func (w flushWriter) Flush()       { w.flush() }
func (w flushHijackWriter) Flush() { w.flush() }
func (w fullWriter) Flush()        { w.flush() }
func (w pushWriter) Flush()        { w.flush() }

func (w flushWriter) FlushError() error       { return w.flushError() }
func (w flushHijackWriter) FlushError() error { return w.flushError() }
func (w fullWriter) FlushError() error        { return w.flushError() }
func (w pushWriter) FlushError() error        { return w.flushError() }

func (w fullWriter) ReadFrom(r io.Reader) (int64, error) { return w.readFrom(r) }

func (w pushWriter) Push(target string, opts *http.PushOptions) error {
	return w.WrapResponseWriter.(http.Pusher).Push(target, opts)
}

// WriteHeader hands what is no status to the writer beneath at once. net/http
// panics then; chi's wrapper would have taken the status for sent before, and
// drop the 500 of whoever recovers the panic.
func (rec *Recorder) WriteHeader(status int) {
	if rec.ours && !rec.discarded && (status < 100 || status > 999) {
		rec.WrapResponseWriter.Unwrap().WriteHeader(status)
		return
	}
	rec.WrapResponseWriter.WriteHeader(status)
}

// Discard implements middleware.WrapResponseWriter.
func (rec *Recorder) Discard() {
	rec.discarded = true
	rec.WrapResponseWriter.Discard()
}

func (rec *Recorder) flush() { rec.WrapResponseWriter.(http.Flusher).Flush() }

// flushError is for http.ResponseController. chi's wrapper flushes, but keeps to
// itself that it failed: to some handlers the only sign that the client is gone.
func (rec *Recorder) flushError() error {
	if !rec.ours || rec.discarded {
		return http.NewResponseController(rec.WrapResponseWriter).Flush()
	}
	if rec.Status() == 0 {
		rec.WrapResponseWriter.WriteHeader(http.StatusOK)
	}
	return http.NewResponseController(rec.WrapResponseWriter.Unwrap()).Flush()
}

func (rec *Recorder) hijack() (net.Conn, *bufio.ReadWriter, error) {
	return rec.hijackFrom(rec.WrapResponseWriter)
}

func (rec *Recorder) hijackFrom(w http.ResponseWriter) (net.Conn, *bufio.ReadWriter, error) {
	conn, rw, err := http.NewResponseController(w).Hijack()
	rec.hijacked = rec.hijacked || err == nil
	return conn, rw, err
}

// readFrom copies the first bytes by Write, as net/http does itself. chi's
// wrapper settles the status before it has read any, but where the body turns
// out empty, or fails at once, the handler still has to choose it.
func (rec *Recorder) readFrom(r io.Reader) (n int64, err error) {
	if rec.Status() == 0 {
		const first = 512
		n, err = io.Copy(writerOnly{rec.WrapResponseWriter}, io.LimitReader(r, first))
		if err != nil || n < first {
			return n, err
		}
	}
	rest, err := rec.WrapResponseWriter.(io.ReaderFrom).ReadFrom(r)
	return n + rest, err
}

// writerOnly hides ReadFrom.
type writerOnly struct{ io.Writer }

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
	b.flushed = b.flushed || err == nil && b.Status() == 0
	return err
}
