// Package response watches what a handler answers without changing what it can
// do with its http.ResponseWriter.
package response

import (
	"io"
	"net/http"

	"github.com/go-chi/chi/v5/middleware"
)

// Recorder knows the status and the size of one response. chi's wrapper does
// the counting; a Recorder adds what it does not tell, such as that the
// connection was hijacked. The zero value is ready for Wrap.
type Recorder struct {
	middleware.WrapResponseWriter
	ours     bool // the wrapper is, rather than a middleware's outside
	tampered bool // by Tee or Discard: everything has to pass through the wrapper
	hijacked bool
	passed   bool // something went past the wrapper before any status: that sent a 200
	direct   int  // bytes of the body that went past the wrapper
}

// Wrap returns the http.ResponseWriter for the next handler. It can do what w
// can: Flush, Hijack, Push, ReadFrom and, through http.ResponseController, the
// rest. A wrapper of chi's that is there already is not wrapped again.
func (rec *Recorder) Wrap(w http.ResponseWriter, protoMajor int) http.ResponseWriter {
	wrapped, ok := w.(middleware.WrapResponseWriter)
	if !ok {
		wrapped = middleware.NewWrapResponseWriter(w, protoMajor)
	}
	rec.WrapResponseWriter, rec.ours = wrapped, !ok

	_, hijacks := wrapped.(http.Hijacker)
	_, flushes := wrapped.(http.Flusher)
	_, readsFrom := wrapped.(io.ReaderFrom)
	_, pushes := wrapped.(http.Pusher)
	switch {
	case hijacks && flushes && readsFrom:
		return fullWriter{rec}
	case hijacks && flushes:
		return flushHijackWriter{rec}
	case hijacks:
		return hijackWriter{rec}
	case pushes:
		return pushWriter{rec} // HTTP/2, which has nothing to hijack
	case flushes:
		return flushWriter{rec}
	}
	return plainWriter{rec}
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

// Status returns the first final status that was written, or 0.
func (rec *Recorder) Status() int {
	if rec.passed {
		return http.StatusOK
	}
	return rec.WrapResponseWriter.Status()
}

// BytesWritten returns the size of the body so far.
func (rec *Recorder) BytesWritten() int {
	return rec.WrapResponseWriter.BytesWritten() + rec.direct
}

// Sent says whether a final status went to the client already, or cannot any
// more because the connection was hijacked.
func (rec *Recorder) Sent() bool {
	return rec.hijacked || rec.Status() != 0
}
