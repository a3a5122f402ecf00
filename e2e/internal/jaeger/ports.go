package jaeger

import (
	"context"
	"math/rand/v2"
	"net"
	"strconv"
	"testing"
)

// freePort returns a port that nobody listens on, neither by TCP nor by UDP. It
// is below those that systems hand out for outgoing connections: a Jaeger that
// was killed finds its ports still free.
func freePort(tb testing.TB) int {
	tb.Helper()
	for range 100 {
		port := 10_000 + rand.IntN(20_000)
		if isFree(tb.Context(), net.JoinHostPort("127.0.0.1", strconv.Itoa(port))) {
			return port
		}
	}
	tb.Fatal("no free port found")
	return 0
}

func isFree(ctx context.Context, addr string) bool {
	var config net.ListenConfig
	tcp, err := config.Listen(ctx, "tcp", addr)
	if err != nil {
		return false
	}
	defer func() { _ = tcp.Close() }()
	udp, err := config.ListenPacket(ctx, "udp", addr)
	if err != nil {
		return false
	}
	return udp.Close() == nil
}
