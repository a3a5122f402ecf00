package response

import (
	"bufio"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/go-chi/chi/v5/middleware"

	"github.com/opentracing-contrib/go-chi/internal/tracetest"
)

// get is a request over HTTP/1.1.
var get = &http.Request{Method: http.MethodGet, ProtoMajor: 1, ProtoMinor: 1}

// connection is a writer that can do what net/http's of HTTP/1.1 can. It notes
// how its body came in.
type connection struct {
	*httptest.ResponseRecorder
	refused  error // of Hijack, from the second time on at the latest
	gone     error // of a flush
	readFrom int   // bytes
	strings  int
}

func newConnection() *connection { return &connection{ResponseRecorder: httptest.NewRecorder()} }

func (c *connection) Hijack() (_ net.Conn, _ *bufio.ReadWriter, err error) {
	err, c.refused = c.refused, http.ErrHijacked
	return nil, nil, err
}

func (c *connection) ReadFrom(r io.Reader) (int64, error) {
	n, err := io.Copy(c.ResponseRecorder, r)
	c.readFrom += int(n)
	return n, err
}

func (c *connection) WriteString(s string) (int, error) {
	c.strings++
	return c.ResponseRecorder.WriteString(s)
}

func (c *connection) FlushError() error {
	c.Flush()
	return c.gone
}

// onlyUnwraps is a middleware's wrapper that has no more than Unwrap.
type onlyUnwraps struct{ http.ResponseWriter }

func (u onlyUnwraps) Unwrap() http.ResponseWriter { return u.ResponseWriter }

// onlyReader hides what else a reader can do.
type onlyReader struct{ io.Reader }

// with is a middleware that gives the next handler another writer.
func with(wrapper func(w http.ResponseWriter) http.ResponseWriter) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { next.ServeHTTP(wrapper(w), r) })
	}
}

var (
	plain     = with(func(w http.ResponseWriter) http.ResponseWriter { return w })
	unwraps   = with(func(w http.ResponseWriter) http.ResponseWriter { return onlyUnwraps{w} })
	compress  = middleware.Compress(5)
	logsQuiet = middleware.RequestLogger(&middleware.DefaultLogFormatter{Logger: log.New(io.Discard, "", 0)})
)

func timeout(next http.Handler) http.Handler { return http.TimeoutHandler(next, time.Minute, "") }

// fetch asks a server of h's once, and returns the response's status.
func fetch(t *testing.T, h http.Handler, http2 bool) (status int) {
	t.Helper()
	serve := tracetest.Serve
	if http2 {
		serve = tracetest.ServeTLS
	}
	srv := serve(t, h)
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, srv.URL, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := srv.Client().Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	_, _ = io.Copy(io.Discard, resp.Body) // or the stream would be reset below the handler
	return resp.StatusCode
}
