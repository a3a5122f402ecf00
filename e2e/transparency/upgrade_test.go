package transparency

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/coder/websocket"
)

func TestHijack(t *testing.T) {
	upgrade := request{header: []string{"Connection: Upgrade", "Upgrade: echo"}}
	play := func(t *testing.T, s *site) string {
		t.Helper()
		conn := s.dial(t)
		// The line comes along with the request: it is in the server's buffer.
		write(t, conn, "GET / "+s.wire.proto+"\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\nfirst line\n")
		got := readUntil(t, conn, "first line\n")
		write(t, conn, "second line\n")
		return got + readAll(conn)
	}
	echo := func(hijack func(w http.ResponseWriter) (net.Conn, io.ReadWriter)) func(*site, http.ResponseWriter, *http.Request) {
		return func(_ *site, w http.ResponseWriter, _ *http.Request) {
			conn, rw := hijack(w)
			defer func() { _ = conn.Close() }()
			_, _ = io.WriteString(conn, "HTTP/1.1 101 Switching Protocols\r\nUpgrade: echo\r\n\r\n")
			for range 2 {
				var line [64]byte
				n, _ := rw.Read(line[:])
				_, _ = conn.Write(line[:n])
			}
		}
	}
	run(t, []scenario{
		{
			name: "by the writer", wires: []wire{http11, http10}, play: play,
			handler: echo(func(w http.ResponseWriter) (net.Conn, io.ReadWriter) {
				conn, rw, err := w.(http.Hijacker).Hijack()
				if err != nil {
					panic(err)
				}
				return conn, rw
			}),
			want: "second line",
		},
		{
			name: "by a controller", wires: []wire{http11, http10}, play: play,
			handler: echo(func(w http.ResponseWriter) (net.Conn, io.ReadWriter) {
				conn, rw, err := http.NewResponseController(w).Hijack()
				if err != nil {
					panic(err)
				}
				return conn, rw
			}),
			want: "second line",
		},
		{
			name: "refused by HTTP/2", wires: []wire{http2TLS, h2c},
			handler: func(_ *site, w http.ResponseWriter, _ *http.Request) {
				_, _, err := http.NewResponseController(w).Hijack()
				_, able := w.(http.Hijacker)
				_, _ = fmt.Fprintf(w, "%t %v", able, err)
			},
			want: "false feature not supported",
		},
		{
			name: "after a status", wires: []wire{http11}, request: upgrade,
			handler: func(_ *site, w http.ResponseWriter, _ *http.Request) {
				w.WriteHeader(http.StatusSwitchingProtocols)
				conn, _, err := http.NewResponseController(w).Hijack()
				if err != nil {
					panic(err)
				}
				_, _ = io.WriteString(conn, "raw")
				_ = conn.Close()
			},
			want: "101 Switching Protocols",
		},
		{
			name: "too late to answer", wires: []wire{http11}, request: upgrade,
			handler: func(_ *site, w http.ResponseWriter, _ *http.Request) {
				conn, _, err := http.NewResponseController(w).Hijack()
				if err != nil {
					panic(err)
				}
				defer func() { _ = conn.Close() }()
				w.WriteHeader(http.StatusTeapot)
				_, err = w.Write([]byte("body"))
				_, _ = fmt.Fprintf(conn, "Write: %v", err)
			},
			want: "Write: http: connection has been hijacked",
		},
	})
}

// TestCapabilities has the handler say what its writer can do.
func TestCapabilities(t *testing.T) {
	run(t, []scenario{{
		name: "interfaces", alone: true,
		handler: func(_ *site, w http.ResponseWriter, _ *http.Request) {
			_, flushes := w.(http.Flusher)
			_, flushesErr := w.(interface{ FlushError() error })
			_, hijacks := w.(http.Hijacker)
			_, pushes := w.(http.Pusher)
			_, readsFrom := w.(io.ReaderFrom)
			_, writesStrings := w.(io.StringWriter)
			_, _ = fmt.Fprint(w, "can ", flushes, flushesErr, hijacks, pushes, readsFrom, writesStrings)
		},
		want: "can true true true false true true",
	}})
}

// TestWebSocket talks over a WebSocket, and compares what the server sent: its
// half of the handshake and its frames.
func TestWebSocket(t *testing.T) {
	run(t, []scenario{{
		name:    "echo",
		wires:   []wire{http11},
		handler: echoWebSocket,
		play:    playWebSocket,
		want:    "closed with 1000",
	}})
}

func echoWebSocket(_ *site, w http.ResponseWriter, r *http.Request) {
	conn, err := websocket.Accept(w, r, &websocket.AcceptOptions{
		Subprotocols:    []string{"echo"},
		CompressionMode: websocket.CompressionContextTakeover,
	})
	if err != nil {
		return
	}
	for {
		kind, message, err := conn.Read(r.Context())
		if err != nil {
			return
		}
		if err := conn.Write(r.Context(), kind, message); err != nil {
			return
		}
	}
}

func playWebSocket(t *testing.T, s *site) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	var tap tap
	client := &http.Client{Transport: &http.Transport{DialContext: tap.dial}}
	conn, resp, err := websocket.Dial(ctx, s.URL+"/socket", &websocket.DialOptions{
		HTTPClient:      client,
		Subprotocols:    []string{"echo"},
		CompressionMode: websocket.CompressionContextTakeover,
	})
	if err != nil {
		t.Fatal(err)
	}
	if resp.Body != nil {
		defer func() { _ = resp.Body.Close() }()
	}
	for _, message := range []string{"hello", strings.Repeat("long ", 6_000), ""} {
		if err := conn.Write(ctx, websocket.MessageText, []byte(message)); err != nil {
			t.Fatal(err)
		}
		if _, echoed, err := conn.Read(ctx); err != nil || string(echoed) != message {
			t.Fatalf("got %.100q, %v", echoed, err)
		}
	}
	if err := conn.Close(websocket.StatusNormalClosure, "done"); err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf("%s\nclosed with %d", tap.String(), websocket.StatusNormalClosure)
}

// tap keeps what comes in on the connections that it dials.
type tap struct {
	mu   sync.Mutex
	seen bytes.Buffer
}

type tapped struct {
	net.Conn
	tap *tap
}

func (t *tap) dial(ctx context.Context, network, address string) (net.Conn, error) {
	conn, err := new(net.Dialer).DialContext(ctx, network, address)
	return tapped{conn, t}, err
}

func (t *tap) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.seen.String()
}

func (c tapped) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	c.tap.mu.Lock()
	defer c.tap.mu.Unlock()
	c.tap.seen.Write(p[:n])
	return n, err
}
