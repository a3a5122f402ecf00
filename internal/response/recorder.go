// Package response watches what a handler answers without changing what it can
// do with its http.ResponseWriter, or anything of what it does.
package response

import (
	"context"
	"io"
	"net/http"

	"github.com/go-chi/chi/v5/middleware"
)

// Recorder knows the status and the size of one response. The zero value is
// ready for Wrap.
//
// It is a middleware.WrapResponseWriter, but none of chi's making. What chi's own
// does to a response is seen by clients: it drops the 500 of a Recoverer after a
// WriteHeader(0), sends a 200 before a body turns out to fail, keeps a failed
// flush to itself, cuts long bodies into other chunks. And it cannot tell of a
// hijack.
type Recorder struct {
	beneath   http.ResponseWriter
	ctx       context.Context // of the request
	tee       io.Writer
	status    int // the first final one, 0 before
	bytes     int
	discarded bool
	hijacked  bool
}

var _ middleware.WrapResponseWriter = (*Recorder)(nil)

// FinalStatus returns the status that the client gets once the handler has
// returned: the first final one, or 200 where the handler wrote none and
// net/http will. ok is false for a hijacked connection without a status.
func (rec *Recorder) FinalStatus() (status int, ok bool) {
	switch {
	case rec.status != 0:
		return rec.status, true
	case rec.hijacked:
		return 0, false
	}
	return http.StatusOK, true
}

// Sent says whether a final status went to the client already, or cannot any
// more because the connection was hijacked.
func (rec *Recorder) Sent() bool { return rec.hijacked || rec.status != 0 }

// Status returns the first final status that was written, or 0.
func (rec *Recorder) Status() int { return rec.status }

// BytesWritten returns the size of the body so far.
func (rec *Recorder) BytesWritten() int { return rec.bytes }

// Tee has the body written to w as well.
func (rec *Recorder) Tee(w io.Writer) { rec.tee = w }

// Discard keeps from the writer beneath what is written from here on.
func (rec *Recorder) Discard() { rec.discarded = true }

// Header implements http.ResponseWriter.
func (rec *Recorder) Header() http.Header { return rec.beneath.Header() }

// WriteHeader implements http.ResponseWriter. The status counts once the writer
// beneath has taken it: net/http panics at what is none.
func (rec *Recorder) WriteHeader(status int) {
	if !rec.discarded {
		rec.beneath.WriteHeader(status)
	}
	if status >= 200 || status == http.StatusSwitchingProtocols {
		rec.settle(status)
	}
}

// Write implements http.ResponseWriter.
func (rec *Recorder) Write(b []byte) (n int, err error) {
	switch {
	case !rec.discarded:
		n, err = rec.beneath.Write(b)
		if rec.tee != nil {
			if _, teeErr := rec.tee.Write(b[:n]); err == nil {
				err = teeErr
			}
		}
	case rec.tee != nil:
		n, err = rec.tee.Write(b)
	default:
		n = len(b)
	}
	rec.settle(http.StatusOK)
	rec.bytes += n
	return n, err
}

// WriteString implements io.StringWriter, as net/http's writers do: they cut a
// long string into other chunks than bytes.
func (rec *Recorder) WriteString(s string) (n int, err error) {
	if rec.discarded || rec.tee != nil {
		return rec.Write([]byte(s))
	}
	n, err = io.WriteString(rec.beneath, s)
	rec.settle(http.StatusOK)
	rec.bytes += n
	return n, err
}

// settle notes the status that is now on its way, unless one was before, or the
// connection is somebody else's.
func (rec *Recorder) settle(status int) {
	if !rec.Sent() {
		rec.status = status
	}
}
