package opentelemetry

import (
	"context"
	"fmt"
	"time"

	"github.com/uber/jaeger-client-go"
	"go.opentelemetry.io/otel/sdk/resource"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
)

const (
	// maxBatchSpans and exportTimeout are the defaults of the SDK's batch processor.
	maxBatchSpans = 512
	exportTimeout = 30 * time.Second
	// maxBatchBytes keeps a batch below 4 MiB, the limit of an OTLP receiver by gRPC.
	// A span of more than maxSpanBytes is dropped.
	maxBatchBytes = 2 << 20
	maxSpanBytes  = 1 << 20
)

// sender collects spans, and exports them in batches.
type sender struct {
	config
	exporter sdktrace.SpanExporter

	spans []sdktrace.ReadOnlySpan
	bytes int // the estimated size of the spans on the wire

	resource *resource.Resource // of the tracer of the first span
}

// NewSender returns a sender for jaegertracer.WithSender, or for
// [jaeger.NewRemoteReporter], that exports finished spans with exporter. The reporter
// queues the spans, flushes the sender, and counts and logs its failures: a span that the
// exporter fails to send counts as an error, and a span that ends while the queue is full
// counts as dropped. No request waits for the exporter.
//
// A batch has at most 512 spans and about 2 MiB. The exporter decides what to do if a
// collector is down or busy. Its context ends after 30 seconds. A span of more than
// 1 MiB is dropped without the rest of its batch, and counts as an error. Invalid UTF-8
// is replaced by U+FFFD.
//
// Tags become attributes of the same type. Values of types that OpenTelemetry does not
// have become text: an integer above the largest int64 in decimals, bytes in base64,
// others as [fmt] prints them with %+v. The tag span.kind becomes the span's kind.
// error=true becomes its status, described by the tag otel.status_description, or else
// by the message of the last log with event=error. A log becomes an event with the name
// in its field event, or "log". References other than the parent become links. A debug
// span has the attribute debug=true.
//
// Use a sender for one tracer only. Close exports the remaining spans. It does not shut
// exporter down, since an SDK in the same process may use it as well: do that after the
// tracer is closed. Nil options are ignored.
func NewSender(exporter sdktrace.SpanExporter, opts ...Option) jaeger.Transport {
	s := &sender{exporter: exporter}
	for _, o := range opts {
		if o != nil {
			o.apply(&s.config)
		}
	}
	return s
}

// Append implements [jaeger.Transport].
func (s *sender) Append(span *jaeger.Span) (failed int, err error) {
	converted, size, err := s.convert(span)
	switch {
	case err != nil:
		return 1, err
	case size > maxSpanBytes:
		return 1, fmt.Errorf("span of %d bytes, the limit is %d", size, maxSpanBytes)
	}
	var flushed int
	if s.bytes+size > maxBatchBytes {
		flushed, err = s.Flush()
	}
	s.spans = append(s.spans, converted)
	s.bytes += size
	if err == nil && len(s.spans) == maxBatchSpans {
		return s.Flush()
	}
	return flushed, err
}

// convert returns the span in the exporter's form, and its estimated size on the wire. It
// returns an error if a value panics when it is printed.
func (s *sender) convert(span *jaeger.Span) (_ sdktrace.ReadOnlySpan, size int, err error) {
	defer recoverAs(&err, "converting it")
	if s.resource == nil {
		s.resource = s.resourceOf(span)
	}
	c := converter{span: span, conventions: s.conventions}
	stub := c.convert()
	stub.Resource = s.resource
	return stub.Snapshot(), c.bytes, nil
}

// Flush implements [jaeger.Transport].
func (s *sender) Flush() (flushed int, err error) {
	if len(s.spans) == 0 {
		return 0, nil
	}
	defer recoverAs(&err, "the exporter")
	spans := s.spans
	s.spans, s.bytes = nil, 0 // The exporter may keep the slice.
	flushed = len(spans)
	ctx, cancel := context.WithTimeout(context.Background(), exportTimeout)
	defer cancel()
	return flushed, s.exporter.ExportSpans(ctx, spans)
}

// Close implements [io.Closer]. The reporter calls Flush first.
func (s *sender) Close() error {
	_, err := s.Flush()
	return err
}

// recoverAs sets err if there is a panic. It has to be deferred.
func recoverAs(err *error, who string) {
	if v := recover(); v != nil {
		*err = fmt.Errorf("panic in %s: %v", who, v)
	}
}
