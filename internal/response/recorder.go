// Package response records the status and the size of what a handler answers,
// and changes neither the response nor what the handler can do with its
// [http.ResponseWriter].
package response

import (
	"context"
	"io"
	"net/http"

	"github.com/go-chi/chi/v5/middleware"
)

// Recorder records one response. The zero value is ready for Wrap.
//
// It implements [middleware.WrapResponseWriter] by itself, because clients can
// see what chi's implementation does to a response: it ignores the 500 of a
// Recoverer after WriteHeader(0), sends a 200 before a body fails, hides a
// failed flush and cuts long bodies into other chunks. It does not see a hijack
// either.
type Recorder struct {
	// Context is the one of the request that the response is for, as the owner
	// of the Recorder or Announce set it last.
	Context context.Context

	beneath http.ResponseWriter
	bytes   int
	status  int // the first final one; open or hijacked before
}

const (
	open     = 0  // no final status was written
	hijacked = -1 // none was written, and none can be any more
)

// Programs below chi's Logger assert the interface for the status.
var _ middleware.WrapResponseWriter = (*Recorder)(nil)

// FinalStatus returns the status that the client gets once the handler has
// returned: the first final one, or 200 if there was none, since net/http sends
// that then. ok is false for a hijacked connection without a status.
func (rec *Recorder) FinalStatus() (status int, ok bool) {
	switch rec.status {
	case open:
		return http.StatusOK, true
	case hijacked:
		return 0, false
	}
	return rec.status, true
}

// Sent reports whether no final status can be written any more: one was, or the
// connection is hijacked.
func (rec *Recorder) Sent() bool { return rec.status != open }

// Status returns the first final status that was written, or 0.
func (rec *Recorder) Status() int { return max(rec.status, 0) }

// BytesWritten returns the size of the body so far.
func (rec *Recorder) BytesWritten() int { return rec.bytes }

// Header implements [http.ResponseWriter].
func (rec *Recorder) Header() http.Header { return rec.beneath.Header() }

// WriteHeader implements [http.ResponseWriter]. The status counts once the
// writer beneath has taken it: net/http panics on an invalid one.
func (rec *Recorder) WriteHeader(status int) {
	rec.beneath.WriteHeader(status)
	if status >= 200 || status == http.StatusSwitchingProtocols {
		rec.settle(status)
	}
}

// Write implements [http.ResponseWriter].
func (rec *Recorder) Write(b []byte) (int, error) {
	n, err := rec.beneath.Write(b)
	rec.settle(http.StatusOK)
	rec.bytes += n
	return n, err
}

// WriteString implements [io.StringWriter], as net/http's writers do: they cut a
// long string into other chunks than bytes.
func (rec *Recorder) WriteString(s string) (int, error) {
	n, err := io.WriteString(rec.beneath, s)
	rec.settle(http.StatusOK)
	rec.bytes += n
	return n, err
}

// settle sets the status, unless it is set or the connection is hijacked.
func (rec *Recorder) settle(status int) {
	if rec.status == open {
		rec.status = status
	}
}

// settleIfSent sets the status to 200 if the writer beneath has sent a header.
// unknown is the answer where that cannot be told.
func (rec *Recorder) settleIfSent(unknown bool) {
	if rec.status == open && headerSent(rec.beneath, unknown) {
		rec.status = http.StatusOK
	}
}
