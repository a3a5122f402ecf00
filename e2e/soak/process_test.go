package soak

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/opentracing-contrib/go-chi/chitrace"
)

// kind is a sort of request to the service, without a socket.
type kind struct {
	line   string // where a # is any number
	header string
	call   func(h http.Handler, r *http.Request) // by default it serves the request
	span   string                                // its name
	series string                                // method, route and class in the metrics
}

var kinds = []kind{
	{line: "GET /v1/users/#", span: "GET /v1/users/{id}", series: "GET /v1/users/{id} 2xx "},
	{line: "GET /v1/users/#?q=#", header: "X-Request", span: "GET /v1/users/{id}", series: "GET /v1/users/{id} 2xx "},
	{line: "GET /v1/users/#%2F#", header: "Uber-Trace-Id: 12ab:34cd:0:1", span: "GET /v1/users/{id}", series: "GET /v1/users/{id} 2xx "},
	{line: "GET /v1/users/#", header: "Uber-Trace-Id: 12ab:34cd:0:0", span: "GET /v1/users/{id}", series: "GET /v1/users/{id} 2xx "},
	{line: "GET /v1/users/#", header: "Uber-Trace-Id: nonsense", span: "GET /v1/users/{id}", series: "GET /v1/users/{id} 2xx "},
	{line: "GET /v1/users/#", header: "Jaeger-Baggage: a=b=c", span: "GET /v1/users/{id}", series: "GET /v1/users/{id} 2xx "},
	{line: "HEAD /v1/users/#", span: "HEAD /v1/users/{id}", series: "HEAD /v1/users/{id} 2xx "},
	{line: "POST /v1/orders", span: "POST /v1/orders", series: "POST /v1/orders 2xx "},
	{line: "GET /v1/private", span: "GET /v1/private", series: "GET /v1/private 4xx "},
	{line: "GET /v1/named/#", span: "named", series: "GET /v1/named/{id} 2xx "},
	{line: "GET /v1/kept", call: keep, span: "GET /v1/kept", series: "GET /v1/kept 2xx "},
	{line: "GET /v1/users/#", call: leave, span: "GET /v1/users/{id}", series: "GET /v1/users/{id} 2xx "},
	{line: "GET /v1/hijack", span: "GET /v1/hijack", series: "GET /v1/hijack 1xx "},
	{line: "GET /v1/panic", call: recovered, span: "GET /v1/panic", series: "GET /v1/panic 5xx "},
	{line: "GET /v1/abort", call: recovered, span: "GET /v1/abort", series: "GET /v1/abort 5xx "},
	{line: "GET /v1/exit", call: apart, span: "GET /v1/exit", series: "GET /v1/exit 5xx "},
	{line: "GET /nothing/#", span: "HTTP GET", series: "GET unmatched 4xx "},
	{line: "GET /v1/nothing/#", span: "GET /v1/*", series: "GET /v1/* 4xx "},
	{line: "GET /api/nothing/#", span: "GET /api/*", series: "GET /api/* 4xx "},
	{line: "DELETE /v1/users/#", span: "DELETE /v1/*", series: "DELETE unmatched 4xx "},
	{line: "M# /v1/users/#", span: "HTTP OTHER", series: "OTHER unmatched 4xx "},
}

func (k kind) request(r *rand.Rand) *http.Request {
	method, target, _ := strings.Cut(strings.ReplaceAll(k.line, "#", fmt.Sprint(r.Uint32())), " ")
	req := httptest.NewRequestWithContext(context.Background(), method, target, http.NoBody)
	if name, value, ok := strings.Cut(k.header, ": "); ok {
		req.Header.Set(name, value)
	}
	return req
}

func (k kind) serve(h http.Handler, r *http.Request) {
	if k.call == nil {
		h.ServeHTTP(&writer{header: http.Header{}}, r)
		return
	}
	k.call(h, r)
}

// keep uses the request when the handler is done with it.
func keep(h http.Handler, r *http.Request) {
	var kept *http.Request
	h.ServeHTTP(&writer{header: http.Header{}}, r.WithContext(context.WithValue(r.Context(), keptKey{}, &kept)))
	chitrace.SetOperationName(kept.Context(), "too late")
	chitrace.LogError(kept.Context(), io.ErrUnexpectedEOF)
	if chitrace.SpanFromRequest(kept) != nil {
		panic("a span that is finished")
	}
}

// leave is a client that is gone by the time it is served.
func leave(h http.Handler, r *http.Request) {
	ctx, cancel := context.WithCancel(r.Context())
	cancel()
	h.ServeHTTP(&writer{header: http.Header{}}, r.WithContext(ctx))
}

func recovered(h http.Handler, r *http.Request) {
	defer func() {
		if recover() == nil {
			panic("no panic")
		}
	}()
	h.ServeHTTP(&writer{header: http.Header{}}, r)
}

// apart serves on a goroutine that the handler may end.
func apart(h http.Handler, r *http.Request) {
	var wg sync.WaitGroup
	wg.Go(func() { h.ServeHTTP(&writer{header: http.Header{}}, r) })
	wg.Wait()
}

// writer can what net/http's can, and keeps nothing.
type writer struct{ header http.Header }

func (w *writer) Header() http.Header                 { return w.header }
func (w *writer) Write(p []byte) (int, error)         { return len(p), nil }
func (w *writer) WriteHeader(int)                     {}
func (w *writer) Flush()                              {}
func (w *writer) ReadFrom(r io.Reader) (int64, error) { return io.Copy(io.Discard, r) }
func (w *writer) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	server, client := net.Pipe()
	return server, nil, client.Close()
}

// TestService makes the bulk of the requests, and knows what to expect of each.
func TestService(t *testing.T) {
	c, l := newTally(t, true), newLedger()
	h := newService(c, l)
	counts := make([]atomic.Int64, len(kinds))
	flat(t, *requests, func() {}, func(n int) {
		load(n, func(r *rand.Rand) {
			i := r.IntN(len(kinds))
			counts[i].Add(1)
			kinds[i].serve(h, kinds[i].request(r))
		})
	})
	names, series, all := map[string]int{}, map[string]int{}, 0
	for i, k := range kinds {
		n := int(counts[i].Load())
		names[k.span] += n
		series[k.series] += n
		all += n
	}
	c.check(t, int64(all))
	c.wantNames(t, names)
	wantSeries(t, l.series(t, "http_server_requests_total"), series)
	l.wantIdle(t, "http_server_requests_in_flight")
}
