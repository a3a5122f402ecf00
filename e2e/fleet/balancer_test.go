package fleet

import (
	"io"
	"net"
	"sync/atomic"
	"testing"
)

// balancer stands for the one in front of the collectors: it gives connections
// to each in turn, and passes over those that do not listen.
type balancer struct {
	addr     string
	backends []string
	next     atomic.Uint64
}

func startBalancer(tb testing.TB, backends ...string) *balancer {
	tb.Helper()
	listener, err := new(net.ListenConfig).Listen(tb.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = listener.Close() })
	b := &balancer{addr: listener.Addr().String(), backends: backends}
	go b.serve(listener)
	return b
}

func (b *balancer) serve(listener net.Listener) {
	for {
		client, err := listener.Accept()
		if err != nil {
			return
		}
		go b.connect(client)
	}
}

func (b *balancer) connect(client net.Conn) {
	for range b.backends {
		backend := b.backends[b.next.Add(1)%uint64(len(b.backends))]
		server, err := net.Dial("tcp", backend) //nolint:noctx // refused at once, or accepted
		if err == nil {
			go pipe(client, server)
			pipe(server, client)
			return
		}
	}
	_ = client.Close()
}

// pipe ends both connections when one of them does.
func pipe(to, from net.Conn) {
	_, _ = io.Copy(to, from)
	_ = to.Close()
	_ = from.Close()
}
