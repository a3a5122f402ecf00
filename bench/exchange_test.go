package bench

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"time"

	"github.com/opentracing-contrib/go-chi/bench/internal/browser"
)

// newRequest returns the request of a browser to path, as net/http's server
// hands it out.
func newRequest(ctx context.Context, path string) *http.Request {
	r := httptest.NewRequestWithContext(ctx, http.MethodGet, path, http.NoBody)
	r.RemoteAddr = "203.0.113.7:50812"
	r.Header = browser.Header()
	return r
}

// nullWriter is a response writer that drops what it gets. It can do what
// net/http's writer for HTTP/1.1 can, so that wrappers have to offer all of it.
type nullWriter struct{ header http.Header }

func newNullWriter() *nullWriter { return &nullWriter{header: http.Header{}} }

func (w *nullWriter) Header() http.Header                        { return w.header }
func (*nullWriter) WriteHeader(int)                              {}
func (*nullWriter) Write(p []byte) (int, error)                  { return len(p), nil }
func (*nullWriter) WriteString(s string) (int, error)            { return len(s), nil }
func (*nullWriter) ReadFrom(r io.Reader) (int64, error)          { return io.Copy(io.Discard, r) }
func (*nullWriter) Flush()                                       {}
func (*nullWriter) FlushError() error                            { return nil }
func (*nullWriter) SetReadDeadline(time.Time) error              { return nil }
func (*nullWriter) SetWriteDeadline(time.Time) error             { return nil }
func (*nullWriter) EnableFullDuplex() error                      { return nil }
func (*nullWriter) Hijack() (net.Conn, *bufio.ReadWriter, error) { return nil, nil, errNoConn }

var errNoConn = errors.New("bench: there is no connection")

// answer is the handler of every benchmark: it sets no header and writes a few
// bytes, and allocates nothing.
func answer(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(answerBody) }

var answerBody = []byte(`{"id":7,"state":"shipped"}`)

// newCall returns a request to another service.
func newCall(ctx context.Context) *http.Request {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://stock.example.com/v1/items/7", http.NoBody)
	if err != nil {
		panic(err)
	}
	r.Header.Set("Accept", "application/json")
	r.Header.Set("User-Agent", "shop/1.4")
	return r
}

// roundTripper is an http.RoundTripper of one function.
type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// nullServer answers every call without a network.
var nullServer = roundTripper(func(r *http.Request) (*http.Response, error) {
	return &http.Response{
		StatusCode: http.StatusOK, ProtoMajor: 1, ProtoMinor: 1, Request: r,
		Header:        answerHeader,
		Body:          io.NopCloser(bytes.NewReader(answerBody)),
		ContentLength: int64(len(answerBody)),
	}, nil
})

var answerHeader = http.Header{"Content-Type": {"application/json"}}
