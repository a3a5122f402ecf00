// Package response watches what a handler answers without changing what it can
// do with its http.ResponseWriter.
package response

import (
	"bufio"
	"io"
	"net"
	"net/http"

	"github.com/go-chi/chi/v5/middleware"
)

// Recorder knows the status and the size of one response. chi's wrapper does
// the counting; a Recorder adds what it does not tell, that the connection was
// hijacked. The zero value is ready for Wrap.
type Recorder struct {
	middleware.WrapResponseWriter
	hijacked bool
}

// Wrap returns the http.ResponseWriter for the next handler. It can do what w
// can: Flush, Hijack, Push, ReadFrom and, through http.ResponseController, the
// rest. A wrapper of chi's that is there already is not wrapped again.
func (rec *Recorder) Wrap(w http.ResponseWriter, protoMajor int) http.ResponseWriter {
	wrapped, ok := w.(middleware.WrapResponseWriter)
	if !ok {
		wrapped = middleware.NewWrapResponseWriter(w, protoMajor)
	}
	rec.WrapResponseWriter = wrapped

	_, hijacks := wrapped.(http.Hijacker)
	_, flushes := wrapped.(http.Flusher)
	_, readsFrom := wrapped.(io.ReaderFrom)
	switch {
	case hijacks && flushes && readsFrom:
		return fullWriter{rec}
	case hijacks && flushes:
		return flushHijackWriter{rec}
	case hijacks:
		return hijackWriter{rec}
	}
	return wrapped
}

// FinalStatus returns the status that the client gets once the handler has
// returned: the first final one, or 200 where the handler wrote none and
// net/http will. ok is false for a hijacked connection without a status.
func (rec *Recorder) FinalStatus() (status int, ok bool) {
	switch status = rec.Status(); {
	case status != 0:
		return status, true
	case rec.hijacked:
		return 0, false
	}
	return http.StatusOK, true
}

// Sent says whether a final status went to the client already, or cannot any
// more because the connection was hijacked.
func (rec *Recorder) Sent() bool {
	return rec.hijacked || rec.Status() != 0
}

// The three writers are one pointer each: to make one allocates nothing.

type hijackWriter struct{ *Recorder }

type flushHijackWriter struct{ *Recorder }

type fullWriter struct{ *Recorder }

func (w hijackWriter) Hijack() (net.Conn, *bufio.ReadWriter, error)      { return w.hijack() }
func (w flushHijackWriter) Hijack() (net.Conn, *bufio.ReadWriter, error) { return w.hijack() }
func (w fullWriter) Hijack() (net.Conn, *bufio.ReadWriter, error)        { return w.hijack() }

func (w flushHijackWriter) Flush() { w.flush() }
func (w fullWriter) Flush()        { w.flush() }

func (w fullWriter) ReadFrom(r io.Reader) (int64, error) {
	return w.WrapResponseWriter.(io.ReaderFrom).ReadFrom(r)
}

func (rec *Recorder) flush() { rec.WrapResponseWriter.(http.Flusher).Flush() }

func (rec *Recorder) hijack() (net.Conn, *bufio.ReadWriter, error) {
	conn, rw, err := rec.WrapResponseWriter.(http.Hijacker).Hijack()
	rec.hijacked = rec.hijacked || err == nil
	return conn, rw, err
}
