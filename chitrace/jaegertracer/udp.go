package jaegertracer

import (
	"context"
	"errors"
	"sync/atomic"

	"github.com/uber/jaeger-client-go"
	"github.com/uber/jaeger-client-go/thrift"
	wire "github.com/uber/jaeger-client-go/thrift-gen/jaeger"
	"github.com/uber/jaeger-client-go/utils"
	"github.com/uber/jaeger-lib/metrics"
)

var errTooLarge = errors.New("span is too large")

// udpSender sends spans to an agent, with half the work of the client's own sender: that
// one encodes a span for its size, and again to send it.
type udpSender struct {
	client  *utils.AgentClientUDP
	process *wire.Process
	room    int // for the spans of a packet, in bytes
	spans   []*wire.Span
	size    int // of spans, at most
	packets int64
	stats   wire.ClientStats
	dropped droppedSpans // by the reporter's queue
}

// droppedSpans is the reporter's counter of dropped spans. It keeps their number for the
// statistics in each packet, since the client tells that number to its own sender only.
type droppedSpans struct {
	metrics.Counter
	n atomic.Int64
}

// Inc implements [metrics.Counter].
func (d *droppedSpans) Inc(delta int64) {
	d.n.Add(delta)
	d.Counter.Inc(delta)
}

// Append implements [jaeger.Transport].
func (s *udpSender) Append(span *jaeger.Span) (flushed int, err error) {
	if s.process == nil {
		s.process = jaeger.BuildJaegerProcessThrift(span)
		s.room = utils.UDPPacketMaxLength - packetOverhead - encodedSize(s.process)
	}
	next := jaeger.BuildJaegerThrift(span)
	size := maxSize(next)
	if size > s.room {
		size = encodedSize(next)
	}
	if size > s.room {
		s.stats.TooLargeDroppedSpans++
		return 1, errTooLarge
	}
	if s.size+size > s.room {
		flushed, err = s.Flush()
	}
	s.spans = append(s.spans, next)
	s.size += size
	return flushed, err
}

// Flush implements [jaeger.Transport].
func (s *udpSender) Flush() (int, error) {
	n := len(s.spans)
	if n == 0 {
		return 0, nil
	}
	s.packets++
	s.stats.FullQueueDroppedSpans = s.dropped.n.Load()
	err := s.client.EmitBatch(context.Background(),
		&wire.Batch{Process: s.process, Spans: s.spans, SeqNo: &s.packets, Stats: &s.stats})
	if err != nil {
		s.stats.FailedToEmitSpans += int64(n)
	}
	clear(s.spans)
	s.spans, s.size = s.spans[:0], 0
	return n, err
}

// Close implements [io.Closer].
func (s *udpSender) Close() error { return s.client.Close() }

// The bytes that Thrift's compact protocol takes at most, without those of the strings. The
// start of a field and the end of a struct take 1 byte, a number up to 10, a length up to 5.
const (
	packetOverhead = 70 // as in the client
	spanOverhead   = 100
	refSize        = 36
	logOverhead    = 19
	tagOverhead    = 20
)

// maxSize returns an upper bound of the encoded size of a span.
func maxSize(span *wire.Span) int {
	n := spanOverhead + len(span.OperationName) + refSize*len(span.References) + maxTagsSize(span.Tags)
	for _, l := range span.Logs {
		n += logOverhead + maxTagsSize(l.Fields)
	}
	return n
}

func maxTagsSize(tags []*wire.Tag) (n int) {
	for _, t := range tags {
		n += tagOverhead + len(t.Key) + len(t.GetVStr()) + len(t.VBinary)
	}
	return n
}

// encodedSize encodes s to return its size.
func encodedSize(s thrift.TStruct) int {
	buffer := thrift.NewTMemoryBuffer()
	_ = s.Write(context.Background(), thrift.NewTCompactProtocolConf(buffer, nil))
	return buffer.Len()
}
