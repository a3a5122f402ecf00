package jaeger

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net"
	"strconv"
	"sync"
	"testing"
)

const loopback = "127.0.0.1"

// FreeHost returns a loopback address on which nobody listens at the usual ports
// of Jaeger. The test is skipped on systems that have only one such address.
func FreeHost(tb testing.TB) string {
	tb.Helper()
	for range 100 {
		host := fmt.Sprintf("127.%d.%d.%d", 1+rand.IntN(254), rand.IntN(256), 1+rand.IntN(254))
		if isFree(tb.Context(), host+":5778") && isFree(tb.Context(), host+":14268") {
			return host
		}
	}
	tb.Skip("no free loopback address found")
	return ""
}

// FreePort returns a port that nobody listens on, neither by TCP nor by UDP. It
// is below those that systems hand out for outgoing connections: a Jaeger that
// was killed finds its ports still free.
func FreePort(tb testing.TB) int {
	tb.Helper()
	for range 100 {
		port := 10_000 + rand.IntN(20_000)
		if _, given := ports.LoadOrStore(port, true); given {
			continue
		}
		if isFree(tb.Context(), net.JoinHostPort(loopback, strconv.Itoa(port))) {
			return port
		}
	}
	tb.Fatal("no free port found")
	return 0
}

// ports are those that FreePort has looked at: none is given twice.
var ports sync.Map

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
