package jaegertracer

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"net"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/opentracing/opentracing-go"
	"github.com/opentracing/opentracing-go/log"
	"github.com/uber/jaeger-client-go"
	"github.com/uber/jaeger-client-go/config"
	"github.com/uber/jaeger-client-go/thrift"
	"github.com/uber/jaeger-client-go/thrift-gen/agent"
	wire "github.com/uber/jaeger-client-go/thrift-gen/jaeger"
	"github.com/uber/jaeger-client-go/utils"

	"github.com/opentracing-contrib/go-chi/internal/tracetest"
)

// startSpan starts a random span. A few are too large for a packet.
func startSpan(tracer opentracing.Tracer, random *rand.Rand) *jaeger.Span {
	number := func() uint64 { return random.Uint64() >> random.IntN(64) }
	text := func() string { return strings.Repeat("é", int(math.Exp(9.5*random.Float64()*random.Float64()))) }
	opts := []opentracing.StartSpanOption{opentracing.StartTime(time.UnixMicro(int64(number())))}
	for range random.IntN(4) {
		sc := jaeger.NewSpanContext(jaeger.TraceID{High: number(), Low: number()}, jaeger.SpanID(number()), 0, true, nil)
		opts = append(opts, opentracing.ChildOf(sc), opentracing.FollowsFrom(sc))
	}
	span := tracer.StartSpan(text(), opts...)
	n := number()
	values := []any{
		text(), []byte(text()), int(n), uint(n), int8(n), uint8(n), int16(n), uint16(n), int32(n), uint32(n), int64(n), n,
		float32(n), float64(n), true, false, nil, errors.New(text()), int64(math.MinInt64), int64(math.MaxInt64),
	}
	for range random.IntN(len(values)) {
		value := values[random.IntN(len(values))]
		span.SetTag(text(), value)
		span.LogFields(log.String(text(), text()), log.Object(text(), value), log.Int64("", int64(n)), log.Bool("", true), log.Float64("", 1))
	}
	return span.(*jaeger.Span)
}

// startFlags starts a span whose maxSize does not fit into a packet, but whose size does.
func startFlags(tracer opentracing.Tracer) *jaeger.Span {
	span := tracer.StartSpan("flags")
	for i := range 3500 {
		span.SetTag(fmt.Sprint(i), true)
	}
	return span.(*jaeger.Span)
}

func startPayload(tracer opentracing.Tracer, size int) *jaeger.Span {
	span := tracer.StartSpan("payload")
	span.LogKV("payload", strings.Repeat("x", size))
	return span.(*jaeger.Span)
}

func TestMaxSizeOfLongNumbers(t *testing.T) {
	n := int64(math.MinInt64)
	for part, span := range map[string]*wire.Span{
		"span":       {TraceIdLow: n, TraceIdHigh: n, SpanId: n, ParentSpanId: n, Flags: math.MinInt32, StartTime: n, Duration: n},
		"references": {References: slices.Repeat([]*wire.SpanRef{{RefType: 1, TraceIdLow: n, TraceIdHigh: n, SpanId: n}}, 1000)},
		"tags":       {Tags: slices.Repeat([]*wire.Tag{{VType: 3, VLong: &n}}, 1000)},
		"logs":       {Logs: slices.Repeat([]*wire.Log{{Timestamp: n}}, 1000)},
	} {
		if limit, size := maxSize(span), encodedSize(span); size > limit {
			t.Errorf("%s: got at most %d bytes for %d", part, limit, size)
		}
	}
}

// receive returns the batch in the next packet.
func receive(t *testing.T, conn net.PacketConn) *wire.Batch {
	t.Helper()
	packet := make([]byte, 1<<16)
	if err := conn.SetReadDeadline(time.Now().Add(10 * time.Second)); err != nil {
		t.Fatal(err)
	}
	n, _, err := conn.ReadFrom(packet)
	if err != nil {
		t.Fatal(err)
	}
	if n > utils.UDPPacketMaxLength {
		t.Errorf("got a packet of %d bytes", n)
	}
	buffer := thrift.NewTMemoryBuffer()
	_, _ = buffer.Write(packet[:n])
	protocol := thrift.NewTCompactProtocolConf(buffer, nil)
	var call agent.AgentEmitBatchArgs
	_, _, _, err = protocol.ReadMessageBegin(t.Context())
	if err := errors.Join(err, call.Read(t.Context(), protocol)); err != nil {
		t.Fatal(err)
	}
	return call.Batch
}

// All spans arrive in order, except for those that no packet can hold.
func TestUDPSender(t *testing.T) {
	conn, err := new(net.ListenConfig).ListenPacket(t.Context(), "udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	client, err := utils.NewAgentClientUDP(conn.LocalAddr().String(), 0)
	if err != nil {
		t.Fatal(err)
	}
	s := &udpSender{client: client}

	var want, got []*wire.Span
	var packets, bytes, tooLarge int
	flushed := func(n int, err error) {
		t.Helper()
		switch {
		case errors.Is(err, errTooLarge) && n == 1:
			tooLarge++
			if size := encodedSize(want[len(want)-1]); size < utils.UDPPacketMaxLength-300 {
				t.Errorf("a span of %d bytes is too large", size)
			}
			want = want[:len(want)-1]
		case err != nil:
			t.Fatal(err)
		case n > 0:
			batch := receive(t, conn)
			packets++
			got = append(got, batch.Spans...)
			if n != len(batch.Spans) || batch.Process.ServiceName != "test" || *batch.SeqNo != int64(packets) ||
				batch.Stats.TooLargeDroppedSpans != int64(tooLarge) {
				t.Fatalf("%d spans are flushed, got %d, number %v, %v", n, len(batch.Spans), *batch.SeqNo, batch.Stats)
			}
		}
	}
	tracer, _ := tracetest.NewJaeger(t, jaeger.NewConstSampler(true))
	random := rand.New(rand.NewPCG(1, 2))
	for i := range 2000 {
		span := startSpan(tracer, random)
		switch i % 50 {
		case 0:
			span = startFlags(tracer)
		case 1: // about as large as a packet
			span = startPayload(tracer, 64_500+i/4)
		}
		built := jaeger.BuildJaegerThrift(span)
		size := encodedSize(built)
		if limit := maxSize(built); size > limit {
			t.Fatalf("got at most %d bytes for a span of %d bytes: %v", limit, size, built)
		}
		want, bytes = append(want, built), bytes+size
		flushed(s.Append(span))
	}
	flushed(s.Flush())
	flushed(s.Flush()) // nothing
	for i := range min(len(want), len(got)) {
		if !want[i].Equals(got[i]) {
			t.Fatalf("span %d: got %v, want %v", i, got[i], want[i])
		}
	}
	if len(got) != len(want) || tooLarge == 0 || packets > 2*bytes/utils.UDPPacketMaxLength {
		t.Errorf("got %d of %d spans of %d bytes in %d packets, %d are too large", len(got), len(want), bytes, packets, tooLarge)
	}

	_ = s.Close()
	_, _ = s.Append(startPayload(tracer, 1))
	if n, err := s.Flush(); n != 1 || err == nil || s.stats.FailedToEmitSpans != 1 {
		t.Errorf("got %d spans, error %v, %v after Close", n, err, s.stats)
	}
}

// The agent is told of the spans that the queue drops.
func TestUDPSenderCountsDroppedSpans(t *testing.T) {
	client, err := utils.NewAgentClientUDP("127.0.0.1:9", 0)
	if err != nil {
		t.Fatal(err)
	}
	udp := &udpSender{client: client}
	s := newSettings([]Option{WithSender(udp)})
	reporter, err := s.newReporter(&config.ReporterConfig{QueueSize: 1}, jaeger.NullLogger, nil)
	if err != nil {
		t.Fatal(err)
	}
	reporter.Close() // nothing takes spans out of the queue any more
	tracer, _ := tracetest.NewJaeger(t, jaeger.NewConstSampler(true))
	span := startPayload(tracer, 1)
	for range 3 {
		reporter.Report(span)
	}
	_, _ = udp.Append(span)
	_, _ = udp.Flush()
	if n := udp.stats.FullQueueDroppedSpans; n != 2 {
		t.Errorf("got %d dropped spans, want 2", n)
	}
}
