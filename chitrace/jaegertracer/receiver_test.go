package jaegertracer_test

import (
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/uber/jaeger-client-go/thrift"
	"github.com/uber/jaeger-client-go/thrift-gen/agent"
	"github.com/uber/jaeger-client-go/thrift-gen/jaeger"
)

// batches are what a receiver gets.
type batches chan batch

type batch struct {
	*jaeger.Batch
	request *http.Request // nil by UDP
}

// next returns the next batch, and fails the test if there is none for long.
func (b batches) next(t *testing.T) batch {
	t.Helper()
	select {
	case got := <-b:
		return got
	case <-time.After(10 * time.Second):
		t.Fatal("no spans arrive")
		return batch{}
	}
}

// startCollector starts a collector's HTTP endpoint, and returns its URL.
func startCollector(t *testing.T) (string, batches) {
	t.Helper()
	got := make(batches, 100)
	return startServer(t, func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		buffer := thrift.NewTMemoryBuffer()
		_, _ = buffer.Write(body)
		b := new(jaeger.Batch)
		if err := b.Read(r.Context(), thrift.NewTBinaryProtocolConf(buffer, nil)); err != nil {
			t.Error(err)
		}
		got <- batch{b, r}
		w.WriteHeader(http.StatusAccepted)
	}) + "/api/traces", got
}

// startServer returns the URL of a server that has the handler.
func startServer(t *testing.T, handler http.HandlerFunc) string {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	return server.URL
}

// startAgent starts an agent's UDP port, and returns its address.
func startAgent(t *testing.T) (host, port string, got batches) {
	t.Helper()
	conn, err := new(net.ListenConfig).ListenPacket(t.Context(), "udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	got = make(batches, 100)
	go func() {
		datagram := make([]byte, 1<<16)
		for {
			n, _, err := conn.ReadFrom(datagram)
			if err != nil {
				return
			}
			buffer := thrift.NewTMemoryBuffer()
			_, _ = buffer.Write(datagram[:n])
			protocol := thrift.NewTCompactProtocolConf(buffer, nil)
			if _, err := agent.NewAgentProcessor(emitted{Batches: got}).Process(context.Background(), protocol, protocol); err != nil {
				t.Error(err)
			}
		}
	}()
	host, port, err = net.SplitHostPort(conn.LocalAddr().String())
	if err != nil {
		t.Fatal(err)
	}
	return host, port, got
}

// emitted is an agent.Agent that takes batches.
type emitted struct {
	agent.Agent
	Batches batches
}

func (e emitted) EmitBatch(_ context.Context, b *jaeger.Batch) error {
	e.Batches <- batch{Batch: b}
	return nil
}
