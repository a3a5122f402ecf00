package transparency

import (
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/go-chi/chi/v5"
	"github.com/opentracing/opentracing-go/mocktracer"
	jaegermetrics "github.com/uber/jaeger-lib/metrics"

	"github.com/opentracing-contrib/go-chi/chitrace"
	"github.com/opentracing-contrib/go-chi/chitrace/metrics"
	"github.com/opentracing-contrib/go-chi/chitrace/propagation"
)

// middleware is what chi's Use takes.
type middleware = func(http.Handler) http.Handler

// site is one run of a scenario: a service of its own, with us or without.
type site struct {
	*httptest.Server
	wire     wire
	tracer   *mocktracer.MockTracer
	ours     []middleware      // empty without us
	base     http.RoundTripper // of the service's outgoing calls
	next     chan struct{}     // from the client to the handler: go on
	saw      chan string       // from the handler to the client: what it came across
	handlers sync.WaitGroup    // outlive the connections that they hijack
	copied   atomic.Int64      // how often a connection was asked to ReadFrom
}

func newSite(w wire, withUs bool) *site {
	s := &site{wire: w, tracer: mocktracer.New(), next: make(chan struct{}), saw: make(chan string, 1), base: http.DefaultTransport}
	if withUs {
		s.ours = []middleware{
			chitrace.Middleware(s.tracer),
			metrics.Middleware(jaegermetrics.NullFactory),
		}
		s.base = metrics.NewTransport(propagation.NewTransport(nil), jaegermetrics.NullFactory)
	}
	return s
}

// start serves h until the test is over.
func (s *site) start(t *testing.T, h http.Handler) {
	t.Helper()
	s.Server = httptest.NewUnstartedServer(s.awaited(h))
	s.Config.ErrorLog = log.New(io.Discard, "", 0)
	s.Config.Protocols = s.wire.protocols()
	s.Listener = listener{s.Listener, &s.copied}
	if s.wire.tls {
		s.EnableHTTP2 = true
		s.StartTLS()
	} else {
		s.Start()
	}
	t.Cleanup(s.stop)
}

// awaited returns h, for stop to wait for.
func (s *site) awaited(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.handlers.Add(1)
		defer s.handlers.Done()
		h.ServeHTTP(w, r)
	})
}

// stop waits for the handlers: after it all spans are in.
func (s *site) stop() {
	s.Close()
	s.handlers.Wait()
}

// listener counts when a file, or another connection, is copied to one of its
// connections without passing through the program.
type listener struct {
	net.Listener
	copied *atomic.Int64
}

type connection struct {
	*net.TCPConn
	copied *atomic.Int64
}

func (l listener) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return &connection{c.(*net.TCPConn), l.copied}, nil
}

func (c *connection) ReadFrom(r io.Reader) (int64, error) {
	c.copied.Add(1)
	return c.TCPConn.ReadFrom(r)
}

// routed returns a router with h behind every path.
func routed(h http.HandlerFunc, middlewares ...middleware) http.Handler {
	r := chi.NewRouter()
	r.Use(middlewares...)
	r.HandleFunc("/*", h)
	return r
}

// patience is how long a test waits for what should come at once, before it
// takes it for lost.
const patience = 20 * time.Second
