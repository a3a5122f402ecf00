package codec

import (
	"fmt"
	"strings"

	"github.com/opentracing/opentracing-go"
	"github.com/uber/jaeger-client-go"
	"github.com/uber/jaeger-client-go/zipkin"
)

// B3 returns the codec of Zipkin's X-B3-* headers.
//
// It reads both encodings of B3, the single header first, as the specification
// has it: a receiver can't know what its callers send. Of several lines of one
// header the first counts. Baggage is read and written as Jaeger's Zipkin
// propagator does: a header baggage-{key} per item, keys in lower case, values
// as they are.
//
// A jaeger.SpanContext can express neither a deferred decision, which becomes
// "not sampled" as in Jaeger's Zipkin propagator, nor a decision without ids:
// that is reported as not found, and the sampler of the tracer decides.
func B3() Codec {
	return codec{b3Format{zipkin.NewZipkinB3HTTPHeaderPropagator()}}
}

// B3Single returns the codec of Zipkin's single b3 header. It reads what B3
// reads, and carries baggage as B3 does.
func B3Single() Codec {
	return codec{b3SingleFormat{b3Format{zipkin.NewZipkinB3HTTPHeaderPropagator()}}}
}

// The headers of B3, as indices of b3Names and as zipkin.Propagator spells them.
const (
	b3Single = iota
	b3TraceID
	b3SpanID
	b3ParentID
	b3Sampled
	b3Flags
)

const (
	b3SingleName   = "b3"
	b3TraceIDName  = "x-b3-traceid"
	b3SpanIDName   = "x-b3-spanid"
	b3ParentIDName = "x-b3-parentspanid"
	b3SampledName  = "x-b3-sampled"
	b3FlagsName    = "x-b3-flags"

	b3Prefix        = "x-b3-"
	b3BaggagePrefix = "baggage-" // zipkin.Propagator's default
)

var b3Names = [...]string{
	b3Single:   "B3",
	b3TraceID:  "X-B3-Traceid",
	b3SpanID:   "X-B3-Spanid",
	b3ParentID: "X-B3-Parentspanid",
	b3Sampled:  "X-B3-Sampled",
	b3Flags:    "X-B3-Flags",
}

type b3Format struct{ propagator zipkin.Propagator }

// owns covers both encodings: receivers prefer a stale single header to fresh
// multiple ones.
func (b3Format) owns(name string) bool {
	_, multiple := cutPrefixFold(name, b3Prefix)
	_, item := cutPrefixFold(name, b3BaggagePrefix)
	return multiple || item || strings.EqualFold(name, b3SingleName)
}

func (f b3Format) write(sc jaeger.SpanContext, w opentracing.TextMapWriter) {
	if sc.IsDebug() {
		w = debugWriter{w}
	}
	// Its one error is that of the carrier, and that has been checked.
	_ = f.propagator.Inject(sc, &baggageWriter{w, b3BaggagePrefix, newBudget()})
}

// debugWriter says debug in place of sampled; zipkin.Propagator knows no debug.
type debugWriter struct{ opentracing.TextMapWriter }

// Set implements opentracing.TextMapWriter.
func (w debugWriter) Set(name, value string) {
	if name == b3SampledName {
		name, value = b3FlagsName, "1"
	}
	w.TextMapWriter.Set(name, value)
}

type b3SingleFormat struct{ b3Format }

func (f b3SingleFormat) write(sc jaeger.SpanContext, w opentracing.TextMapWriter) {
	state := "0"
	switch {
	case sc.IsDebug():
		state = "d"
	case sc.IsSampled():
		state = "1"
	}
	value := sc.TraceID().String() + "-" + sc.SpanID().String() + "-" + state
	if sc.ParentID() != 0 {
		value += "-" + sc.ParentID().String()
	}
	w.Set(b3SingleName, value)

	items := baggageWriter{w, b3BaggagePrefix, newBudget()}
	sc.ForeachBaggageItem(func(key, value string) bool {
		items.Set(b3BaggagePrefix+key, value)
		return true
	})
}

// Extract implements jaeger.Extractor.
func (f b3Format) Extract(carrier any) (jaeger.SpanContext, error) {
	var values [len(b3Names)][]string
	if err := read(carrier, b3Names[:], values[:]); err != nil {
		return jaeger.SpanContext{}, err
	}
	fields, err := parseB3(&values)
	if err != nil {
		return jaeger.SpanContext{}, err
	}
	headers := lines{{b3TraceIDName, fields.traceID}, {b3SpanIDName, fields.spanID}}
	if fields.sampled {
		headers.add(b3SampledName, "1")
	}
	if fields.parentID != "" {
		headers.add(b3ParentIDName, fields.parentID)
	}
	if err := headers.addB3Baggage(carrier); err != nil {
		return jaeger.SpanContext{}, err
	}
	sc, err := f.propagator.Extract(headers)
	if err == nil && fields.debug {
		sc = withDebug(sc)
	}
	return sc, err
}

func (l *lines) addB3Baggage(carrier any) error {
	left := newBudget()
	err := carrier.(opentracing.TextMapReader).ForeachKey(func(name, value string) error {
		key, ok := cutPrefixFold(name, b3BaggagePrefix)
		if ok && key != "" && left.take(len(key)+len("=")+len(value)) {
			l.add(strings.ToLower(name), value)
		}
		return nil
	})
	if err != nil {
		return opentracing.ErrSpanContextCorrupted
	}
	return nil
}

// withDebug sets Jaeger's debug flag, which only a parsed context can have.
func withDebug(sc jaeger.SpanContext) jaeger.SpanContext {
	debug, _ := jaeger.ContextFromString(fmt.Sprintf("%v:%v:%v:%d",
		sc.TraceID(), sc.SpanID(), sc.ParentID(), jaegerSampled|jaegerDebug))
	sc.ForeachBaggageItem(func(key, value string) bool {
		debug = debug.WithBaggageItem(key, value)
		return true
	})
	return debug
}
