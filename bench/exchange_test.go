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

	"github.com/opentracing-contrib/go-chi/bench/internal/traffic"
)

// requests is a kind of requests, and of the writers that they are answered to.
type requests struct {
	name   string
	paths  []string // that are asked for in turn
	header func() http.Header
	writer func() http.ResponseWriter
}

// kinds are what is measured: what a service gets in production, and, as the
// best case, one request over and over.
var kinds = []requests{
	{
		"production", traffic.Paths(10_000), traffic.Proxied,
		func() http.ResponseWriter { return plainWriter{http.Header{}} },
	},
	{
		"repeated",
		[]string{traffic.SamePath},
		traffic.Browser,
		func() http.ResponseWriter { return &fullWriter{plainWriter{http.Header{}}} },
	},
}

// stream returns a function that returns one request after the other, as
// net/http's server hands them out. It is the same one with another path: what a
// server has just read is in the processor's cache.
func (k requests) stream(ctx context.Context, more func(h http.Header)) func() *http.Request {
	r := newRequest(ctx, "/", k.header())
	more(r.Header)
	next := 0
	return func() *http.Request {
		r.URL.Path = k.paths[next]
		next = (next + 1) % len(k.paths)
		return r
	}
}

func newRequest(ctx context.Context, path string, header http.Header) *http.Request {
	r := httptest.NewRequestWithContext(ctx, http.MethodGet, path, http.NoBody)
	r.RemoteAddr = "203.0.113.7:50812"
	r.Header = header
	return r
}

// plainWriter is a response writer that drops what it gets, and can do nothing
// else.
type plainWriter struct{ header http.Header }

func (w plainWriter) Header() http.Header       { return w.header }
func (plainWriter) WriteHeader(int)             {}
func (plainWriter) Write(p []byte) (int, error) { return len(p), nil }

// fullWriter can do what net/http's writer for HTTP/1.1 can, so that wrappers
// have to offer all of it.
type fullWriter struct{ plainWriter }

func (*fullWriter) WriteString(s string) (int, error)            { return len(s), nil }
func (*fullWriter) ReadFrom(r io.Reader) (int64, error)          { return io.Copy(io.Discard, r) }
func (*fullWriter) Flush()                                       {}
func (*fullWriter) FlushError() error                            { return nil }
func (*fullWriter) SetReadDeadline(time.Time) error              { return nil }
func (*fullWriter) SetWriteDeadline(time.Time) error             { return nil }
func (*fullWriter) EnableFullDuplex() error                      { return nil }
func (*fullWriter) Hijack() (net.Conn, *bufio.ReadWriter, error) { return nil, nil, errNoConn }

var errNoConn = errors.New("bench: there is no connection")

// answer is the handler of every benchmark: it sets no header and writes a few
// bytes, and allocates nothing.
func answer(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(answerBody) }

var answerBody = []byte(`{"id":7,"state":"shipped"}`)

// newCalls returns a function that returns one request to another service after
// the other, with ids that do not repeat.
func newCalls(ctx context.Context) func() *http.Request {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://stock.example.com/", http.NoBody)
	if err != nil {
		panic(err)
	}
	r.Header.Set("Accept", "application/json")
	r.Header.Set("User-Agent", "shop/1.4")
	paths, next := kinds[0].paths, 0
	return func() *http.Request {
		r.URL.Path = paths[next]
		next = (next + 1) % len(paths)
		return r
	}
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
