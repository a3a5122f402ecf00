package transparency

import (
	"context"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/opentracing/opentracing-go"
	"github.com/uber/jaeger-client-go"
	"go.opentelemetry.io/contrib/propagators/b3"
	oteljaeger "go.opentelemetry.io/contrib/propagators/jaeger"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/trace"

	"github.com/opentracing-contrib/go-chi/chitrace/propagation/codec"
	"github.com/opentracing-contrib/go-chi/e2e/transparency/internal/draw"
)

// format is one of our codecs, and the propagator of OpenTelemetry's that reads
// and writes the same headers.
type format struct {
	name  string
	codec codec.Codec
	otel  propagation.TextMapPropagator
}

var formats = []format{
	{"Jaeger", codec.Jaeger(), oteljaeger.Jaeger{}},
	{"W3C", codec.W3C(), propagation.TraceContext{}},
	{"B3", codec.B3(), b3.New(b3.WithInjectEncoding(b3.B3MultipleHeader))},
	{"B3Single", codec.B3Single(), b3.New(b3.WithInjectEncoding(b3.B3SingleHeader))},
}

// TestHeaders has our codecs and OpenTelemetry's propagators read the same
// headers, and each read what the other writes.
func TestHeaders(t *testing.T) {
	hunt(t, func(s *draw.Source) (faults []fault, shown string) {
		f := draw.One(s, formats...)
		h := vector(s, f.name)
		shown = f.name + "\n" + lines(h)
		got, want := f.ours(h), f.theirs(h)
		if onPurpose(f.name, h) != "" {
			return nil, shown
		}
		if got != want {
			faults = append(faults, faultf("headers read by "+f.name, "got %v, OpenTelemetry %v", got, want))
		}
		if got.valid {
			faults = append(faults, f.roundTrip(h, got)...)
		}
		return faults, shown
	})
}

// reading is what somebody made of headers.
type reading struct {
	valid          bool
	trace, span    string
	sampled, debug bool
	state          string
}

func (f format) ours(h http.Header) reading {
	sc, err := f.codec.Extract(opentracing.HTTPHeadersCarrier(h))
	if err != nil || !sc.IsValid() {
		return reading{}
	}
	return f.readingOf(sc)
}

func (f format) readingOf(sc jaeger.SpanContext) reading {
	out := make(http.Header)
	_ = f.codec.Inject(sc, opentracing.HTTPHeadersCarrier(out))
	return reading{
		valid: true,
		trace: fmt.Sprintf("%016x%016x", sc.TraceID().High, sc.TraceID().Low), span: fmt.Sprintf("%016x", uint64(sc.SpanID())),
		sampled: sc.IsSampled(), debug: sc.IsDebug(), state: out.Get("Tracestate"),
	}
}

func (f format) theirs(h http.Header) reading {
	ctx := f.otel.Extract(context.Background(), propagation.HeaderCarrier(h))
	sc := trace.SpanContextFromContext(ctx)
	if !sc.IsValid() {
		return reading{}
	}
	out := make(http.Header)
	f.otel.Inject(ctx, propagation.HeaderCarrier(out))
	debug := strings.HasSuffix(out.Get("B3"), "-d") || out.Get("X-B3-Flags") == "1" || strings.HasSuffix(out.Get("Uber-Trace-Id"), ":3")
	return reading{
		valid: true, trace: sc.TraceID().String(), span: sc.SpanID().String(),
		sampled: sc.IsSampled(), debug: debug, state: sc.TraceState().String(),
	}
}

// roundTrip has OpenTelemetry read what we write.
func (f format) roundTrip(h http.Header, want reading) (faults []fault) {
	sc, err := f.codec.Extract(opentracing.HTTPHeadersCarrier(h))
	if err != nil {
		return []fault{faultf("headers read twice by "+f.name, "%v", err)}
	}
	out := make(http.Header)
	if err := f.codec.Inject(sc, opentracing.HTTPHeadersCarrier(out)); err != nil {
		return []fault{faultf("headers written by "+f.name, "%v", err)}
	}
	if got := f.theirs(out); got != want {
		return []fault{faultf("headers written by "+f.name, "OpenTelemetry reads %v, want %v, in\n%s", got, want, lines(out))}
	}
	return nil
}

// onPurpose returns why we do not read a header as OpenTelemetry does.
func onPurpose(format string, h http.Header) string {
	for _, d := range readDifferently {
		if d.format == format && d.header(h) {
			return d.why
		}
	}
	return ""
}

// readDifferently are the headers that we read in another way on purpose.
var readDifferently = []struct {
	format, why string
	header      func(h http.Header) bool
}{
	{"Jaeger", "OpenTelemetry takes a sign, or more than a byte of flags", matches("Uber-Trace-Id", `:([+-][0-9a-fA-F]*|[0-9a-fA-F]{3,})$`)},
	{"Jaeger", "Jaeger's clients write a colon as %3A at times", matches("Uber-Trace-Id", `%`)},
	{"Jaeger", "Jaeger's clients read ids in upper case", matches("Uber-Trace-Id", `^[^:]*[A-F]|^[^:]*:[^:]*[A-F]`)},
	{"Jaeger", "Jaeger's clients need flags", matches("Uber-Trace-Id", `:$`)},
	{"W3C", "version 00 ends after the flags, without a dash", matches("Traceparent", `^00-.*-$`)},
	{"W3C", "receivers ignore flags that they do not know", matches("Traceparent", `^00-.*-(0[4-9a-f]|[1-9a-f].)$`)},
	{"W3C", "level 2 lets a tracestate's key have any number of @, and start with a digit", matches("Tracestate", `@|(^|,) *[0-9]`)},
	{"W3C", "an empty member of a tracestate may be white space", matches("Tracestate", `(^|,)[ \t]+(,|$)`)},
	{"W3C", "a key that is there twice is left to those it belongs to", twice},
	{"B3", "nobody reads the parent's id, zero or not", zeroParent},
	{"B3Single", "OpenTelemetry counts characters, whatever stands for a dash", misplacedDash},
	{"B3", "OpenTelemetry counts characters, whatever stands for a dash", misplacedDash},
	{"B3Single", "nobody reads the parent's id, zero or not", zeroParent},
	{"B3", "Jaeger's own propagator reads short ids, and those in upper case", looseIDs},
	{"B3Single", "Jaeger's own propagator reads short ids, and those in upper case", looseIDs},
}

var strictID = regexp.MustCompile(`^(|[0-9a-f]{16}|[0-9a-f]{32})$`)

func looseIDs(h http.Header) bool {
	ids := []string{h.Get("X-B3-Traceid"), h.Get("X-B3-Spanid"), h.Get("X-B3-Parentspanid")}
	for i, part := range strings.Split(h.Get("B3"), "-") {
		if i != 2 { // the decision
			ids = append(ids, part)
		}
	}
	return slices.ContainsFunc(ids, func(id string) bool { return !strictID.MatchString(strings.TrimSpace(id)) })
}

func twice(h http.Header) bool {
	seen := make(map[string]bool)
	for member := range strings.SplitSeq(h.Get("Tracestate"), ",") {
		key, _, _ := strings.Cut(strings.TrimSpace(member), "=")
		if seen[key] {
			return true
		}
		seen[key] = true
	}
	return false
}

var b3Layout = regexp.MustCompile(`^[^-]+-[^-]{16}(-[^-](-[^-]{16})?)?$`)

func misplacedDash(h http.Header) bool {
	return h.Get("B3") != "" && !b3Layout.MatchString(h.Get("B3"))
}

func zeroParent(h http.Header) bool {
	return strings.HasSuffix(h.Get("B3"), "-0000000000000000") || h.Get("X-B3-Parentspanid") == "0000000000000000"
}

// matches returns a condition on the value of a header.
func matches(name, pattern string) func(h http.Header) bool {
	compiled := regexp.MustCompile(pattern)
	return func(h http.Header) bool { return compiled.MatchString(h.Get(name)) }
}
