package response

import (
	"bufio"
	"io"
	"net"
	"net/http"
	"net/http/httptest"

	"github.com/go-chi/chi/v5/middleware"
)

// get is a request over HTTP/1.1.
var get = &http.Request{Method: http.MethodGet, ProtoMajor: 1, ProtoMinor: 1}

// connection is a writer that can do all that net/http's can. It notes what was
// used, and the strings that it was given.
type connection struct {
	*httptest.ResponseRecorder
	used    capabilities
	refused error // of Hijack, from the second time on at the latest
	gone    error // of a flush
	strings int
}

func newConnection() *connection { return &connection{ResponseRecorder: httptest.NewRecorder()} }

func (c *connection) Flush() {
	c.used |= flushes
	c.ResponseRecorder.Flush()
}

func (c *connection) FlushError() error {
	c.Flush()
	return c.gone
}

func (c *connection) Hijack() (_ net.Conn, _ *bufio.ReadWriter, err error) {
	c.used |= hijacks
	err, c.refused = c.refused, http.ErrHijacked
	return nil, nil, err
}

func (c *connection) ReadFrom(r io.Reader) (int64, error) {
	c.used |= readsFrom
	return io.Copy(c.ResponseRecorder, r)
}

func (c *connection) Push(string, *http.PushOptions) error {
	c.used |= pushes
	return nil
}

func (c *connection) CloseNotify() <-chan bool {
	c.used |= notifies
	return nil
}

func (c *connection) WriteString(s string) (int, error) {
	c.strings++
	return c.ResponseRecorder.WriteString(s)
}

// onlyUnwraps is a middleware's wrapper that has no more than Unwrap.
type onlyUnwraps struct{ http.ResponseWriter }

func (u onlyUnwraps) Unwrap() http.ResponseWriter { return u.ResponseWriter }

// wrappers are what a middleware may make of the server's writer.
var wrappers = map[string]func(w http.ResponseWriter) http.ResponseWriter{
	"server's": func(w http.ResponseWriter) http.ResponseWriter { return w },
	"chi's":    func(w http.ResponseWriter) http.ResponseWriter { return middleware.NewWrapResponseWriter(w, 1) },
	"unwraps":  func(w http.ResponseWriter) http.ResponseWriter { return onlyUnwraps{w} },
	"twice":    func(w http.ResponseWriter) http.ResponseWriter { return onlyUnwraps{onlyUnwraps{w}} },
}

// onlyReader hides what else a reader can do.
type onlyReader struct{ io.Reader }
