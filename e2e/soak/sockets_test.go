package soak

import (
	"context"
	"io"
	"log"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptest"
	"sync"
	"sync/atomic"
	"testing"
)

// server counts what reaches its handler, and can wait for it to be done.
type server struct {
	*httptest.Server
	served   atomic.Int64
	handlers sync.WaitGroup
}

func newServer(t *testing.T, h http.Handler) *server {
	t.Helper()
	s := &server{}
	s.Server = httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.served.Add(1)
		s.handlers.Add(1)
		defer s.handlers.Done()
		h.ServeHTTP(w, r)
	}))
	s.Config.ErrorLog = log.New(io.Discard, "", 0) // the handlers panic
	s.Start()
	t.Cleanup(s.Close)
	return s
}

// clients are the ways in which a client treats a server, most of them bad.
var clients = []func(s *server, c *http.Client){
	get("/v1/users/7"),
	get("/v1/nothing"),
	get("/v1/private"),
	get("/v1/panic"),
	get("/v1/abort"),
	get("/v1/exit"),
	talk("GET /v1/hijack HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n", untilTheEnd),
	talk("GET /v1/stream HTTP/1.1\r\nHost: x\r\n\r\n", aLittle),
	talk("GET /v1/users/7 HTTP/1.1\r\nHost: x\r\n\r\n", nothing),
	talk("GET /v1/users/7 HT", nothing),
	talk("POST /v1/orders HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhalf of it", aLittle),
	talk("POST /v1/orders HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nnot a chunk", aLittle),
	talk("GET /v1/users/7 HTTP/1.0\r\n\r\n", untilTheEnd),
	talk("nonsense\r\n\r\n", untilTheEnd),
}

func get(path string) func(*server, *http.Client) {
	return func(s *server, c *http.Client) {
		req, err := http.NewRequestWithContext(context.Background(), http.MethodGet, s.URL+path, http.NoBody)
		if err != nil {
			panic(err)
		}
		resp, err := c.Do(req)
		if err != nil {
			return // as wanted of some
		}
		_, _ = io.Copy(io.Discard, resp.Body)
		_ = resp.Body.Close()
	}
}

// talk sends raw bytes and reads some of the answer, before it resets the
// connection.
func talk(bytes string, read func(io.Reader)) func(*server, *http.Client) {
	return func(s *server, _ *http.Client) {
		conn, err := new(net.Dialer).DialContext(context.Background(), "tcp", s.Listener.Addr().String())
		if err != nil {
			panic(err)
		}
		_, _ = io.WriteString(conn, bytes)
		read(conn)
		_ = conn.(*net.TCPConn).SetLinger(0)
		_ = conn.Close()
	}
}

func nothing(io.Reader)       {}
func aLittle(r io.Reader)     { _, _ = io.CopyN(io.Discard, r, 12) }
func untilTheEnd(r io.Reader) { _, _ = io.Copy(io.Discard, r) }

// TestSockets has misbehaving clients on real connections. What of theirs reaches
// the handler is counted there.
func TestSockets(t *testing.T) {
	c, l := newTally(t, true), newLedger()
	s := newServer(t, newService(c, l))
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 8}}
	settle := func() {
		client.CloseIdleConnections()
		s.handlers.Wait()
	}
	flat(t, max(*requests/50, 1000), settle, func(n int) {
		load(n, func(r *rand.Rand) { clients[r.IntN(len(clients))](s, client) })
	})
	s.Close()
	settle()
	served := s.served.Load()
	if served == 0 {
		t.Error("nothing was served")
	}
	c.check(t, served)
	if counted := total(l.series(t, "http_server_requests_total")); counted != int(served) {
		t.Errorf("counted %d requests, want %d", counted, served)
	}
	l.wantIdle(t, "http_server_requests_in_flight")
	t.Logf("%d requests reached the handler", served)
}
