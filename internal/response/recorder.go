// Package response records the status and the size of a handler's response. It changes
// neither the response nor the optional interfaces of the [http.ResponseWriter].
package response

import (
	"context"
	"errors"
	"io"
	"math"
	"net/http"
	"strconv"

	"github.com/go-chi/chi/v5/middleware"
)

// Recorder records one response. Wrap starts it. Handlers may read the status by
// asserting a [middleware.WrapResponseWriter].
//
// chi's implementation of that is not used, since it changes responses: it ignores the
// 500 of a Recoverer after WriteHeader(0), sends a 200 before a body fails, hides a failed
// flush and cuts long bodies into other chunks. It does not see a hijack either.
type Recorder struct {
	Owner any // the request of the middleware that wraps the writer; see OwnerOf and Announce

	beneath http.ResponseWriter
	size    int64
	status  int32 // the first final one, noStatus or hijacked
	http1   bool  // 101 is a final status
	head    bool  // the request is HEAD
}

var _ middleware.WrapResponseWriter = (*Recorder)(nil)

const (
	noStatus = 0  // no final status was written
	hijacked = -1 // none was written, and none can follow
)

// FinalStatus returns the status that the client gets after the handler has returned: the
// first final one or, if there was none, the 200 of net/http. ok is false for a hijacked
// connection without a status.
func (rec *Recorder) FinalStatus() (status int, ok bool) {
	switch rec.status {
	case noStatus:
		return http.StatusOK, true
	case hijacked:
		return 0, false
	}
	return int(rec.status), true
}

// Sent reports whether a final status was written or the connection is hijacked, so that
// no other status can follow.
func (rec *Recorder) Sent() bool { return rec.status != noStatus }

// Status returns the first final status that was written, or 0.
func (rec *Recorder) Status() int { return int(max(rec.status, 0)) }

// Size returns the size of the body so far, in bytes.
func (rec *Recorder) Size() int64 { return rec.size }

// BytesWritten returns Size, or the largest int if Size does not fit.
func (rec *Recorder) BytesWritten() int { return int(min(rec.size, math.MaxInt)) }

// ClientDisconnected reports whether the client left before the end of the response. ctx
// is the request's context. A client that has read the whole declared body may close the
// connection at once, which cancels ctx as well.
func (rec *Recorder) ClientDisconnected(ctx context.Context) bool {
	status := rec.Status()
	switch {
	case !errors.Is(ctx.Err(), context.Canceled):
		return false
	case status == noStatus:
		return true
	case rec.head, status == http.StatusNoContent, status == http.StatusNotModified:
		return false
	}
	declared, err := strconv.ParseInt(rec.Header().Get("Content-Length"), 10, 64)
	return err != nil || rec.size < declared
}

// Header implements [http.ResponseWriter].
func (rec *Recorder) Header() http.Header { return rec.beneath.Header() }

// WriteHeader implements [http.ResponseWriter]. The status is set after the call of the
// writer beneath: net/http panics on an invalid status.
func (rec *Recorder) WriteHeader(status int) {
	rec.beneath.WriteHeader(status)
	if status >= 200 || status == http.StatusSwitchingProtocols && rec.http1 {
		rec.setStatus(status)
	}
}

// Write implements [http.ResponseWriter].
func (rec *Recorder) Write(b []byte) (int, error) {
	n, err := rec.beneath.Write(b)
	rec.setStatus(http.StatusOK)
	rec.size += int64(n)
	return n, err
}

// WriteString implements [io.StringWriter], as net/http's writers do: they cut a long
// string into other chunks than a byte slice.
func (rec *Recorder) WriteString(s string) (int, error) {
	n, err := io.WriteString(rec.beneath, s)
	rec.setStatus(http.StatusOK)
	rec.size += int64(n)
	return n, err
}

// setStatus sets the status, unless it is set or the connection is hijacked.
func (rec *Recorder) setStatus(status int) {
	if rec.status == noStatus {
		rec.status = int32(status)
	}
}
