// Package wire listens where Jaeger would, and weighs what arrives.
package wire

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"

	"github.com/uber/jaeger-client-go/thrift"
	"github.com/uber/jaeger-client-go/thrift-gen/agent"
	"github.com/uber/jaeger-client-go/thrift-gen/jaeger"
)

// Weight is a number of things, and of the bytes that they take together.
type Weight struct{ Count, Bytes int }

// Mean is the bytes that one takes.
func (w Weight) Mean() int { return w.Bytes / max(w.Count, 1) }

func (w *Weight) add(bytes int) {
	w.Count++
	w.Bytes += bytes
}

// Meter weighs the spans that jaeger-client-go sends with the variables Env.
type Meter struct {
	Env []string

	newProtocol func(thrift.TTransport) thrift.TProtocol

	mu      sync.Mutex
	spans   map[string]*Weight // by kind
	batches Weight             // without their spans
	invalid error
}

// Spans is what the spans of that kind weigh, "server" or "client".
func (m *Meter) Spans(kind string) Weight {
	m.mu.Lock()
	defer m.mu.Unlock()
	if w := m.spans[kind]; w != nil {
		return *w
	}
	return Weight{}
}

// Batches is what there is around the spans: the name of the service, its tags
// and the envelope, but not what HTTP, UDP and IP add.
func (m *Meter) Batches() (Weight, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.batches, m.invalid
}

// UDP weighs spans sent by UDP in Thrift's compact protocol.
func UDP(tb testing.TB) *Meter {
	tb.Helper()
	conn, err := new(net.ListenConfig).ListenPacket(tb.Context(), "udp", "127.0.0.1:0")
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = conn.Close() })
	_, port, err := net.SplitHostPort(conn.LocalAddr().String())
	if err != nil {
		tb.Fatal(err)
	}
	m := &Meter{
		Env: []string{"JAEGER_AGENT_HOST=127.0.0.1", "JAEGER_AGENT_PORT=" + port},
		newProtocol: func(transport thrift.TTransport) thrift.TProtocol {
			return thrift.NewTCompactProtocolFactoryConf(nil).GetProtocol(transport)
		},
	}
	go func() {
		packet := make([]byte, 1<<16)
		for {
			n, _, err := conn.ReadFrom(packet)
			if err != nil {
				return
			}
			m.weigh(packet[:n], func(ctx context.Context, p thrift.TProtocol) (*jaeger.Batch, error) {
				if _, _, _, err := p.ReadMessageBegin(ctx); err != nil {
					return nil, err
				}
				var args agent.AgentEmitBatchArgs
				err := args.Read(ctx, p)
				return args.Batch, err
			})
		}
	}()
	return m
}

// HTTP weighs spans sent to a collector's HTTP endpoint in Thrift's binary
// protocol.
func HTTP(tb testing.TB) *Meter {
	tb.Helper()
	m := &Meter{newProtocol: func(transport thrift.TTransport) thrift.TProtocol {
		return thrift.NewTBinaryProtocolConf(transport, nil)
	}}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		m.weigh(body, func(ctx context.Context, p thrift.TProtocol) (*jaeger.Batch, error) {
			batch := jaeger.NewBatch()
			return batch, batch.Read(ctx, p)
		})
		w.WriteHeader(http.StatusAccepted)
	}))
	tb.Cleanup(server.Close)
	m.Env = []string{"JAEGER_ENDPOINT=" + server.URL + "/api/traces"}
	return m
}

// weigh decodes what was sent, and encodes each span once more.
func (m *Meter) weigh(sent []byte, decode func(context.Context, thrift.TProtocol) (*jaeger.Batch, error)) {
	m.mu.Lock()
	defer m.mu.Unlock()
	ctx := context.Background()
	buffer := thrift.NewTMemoryBuffer()
	buffer.Write(sent)
	batch, err := decode(ctx, m.newProtocol(buffer))
	if err != nil {
		m.invalid = err
		return
	}
	if m.spans == nil {
		m.spans = make(map[string]*Weight)
	}
	rest := len(sent)
	for _, span := range batch.Spans {
		buffer.Reset()
		if err := span.Write(ctx, m.newProtocol(buffer)); err != nil {
			m.invalid = err
			return
		}
		kind := kindOf(span)
		if m.spans[kind] == nil {
			m.spans[kind] = &Weight{}
		}
		m.spans[kind].add(buffer.Len())
		rest -= buffer.Len()
	}
	m.batches.add(rest)
}

func kindOf(span *jaeger.Span) string {
	for _, tag := range span.Tags {
		if tag.Key == "span.kind" {
			return tag.GetVStr()
		}
	}
	return fmt.Sprintf("no kind: %s", span.OperationName)
}
