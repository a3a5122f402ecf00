package codec_test

import (
	"errors"
	"maps"
	"net/http"
	"strings"
	"testing"

	"github.com/opentracing-contrib/go-chi/chitrace/propagation/codec"
	"github.com/opentracing-contrib/go-chi/internal/tracetest"
)

const (
	b3Trace  = "80f198ee56343ba864fe8b2a57d3eff7"
	b3Span   = "e457b5a2e4d86bd1"
	b3Parent = "05e3ac9a4f6e3b90"
)

func TestB3Extract(t *testing.T) {
	const (
		ids  = b3Trace + "-" + b3Span
		root = ids2 + ":0000000000000000:"
	)
	multiple := func(more ...string) httpHeaders {
		return headers(append(more, "X-B3-TraceId", b3Trace, "X-B3-SpanId", b3Span)...)
	}
	single := func(lines ...string) httpHeaders {
		return httpHeaders{"B3": lines}
	}
	for _, tt := range []struct {
		name    string
		carrier httpHeaders
		want    string
		wantErr error
	}{
		{"multiple: specification", multiple("X-B3-ParentSpanId", b3Parent, "X-B3-Sampled", "1"), ids2 + ":" + b3Parent + ":1", nil},
		{"multiple: defer", multiple(), root + "0", nil},
		{"multiple: deny", multiple("X-B3-Sampled", "0"), root + "0", nil},
		{"multiple: true", multiple("X-B3-Sampled", "true"), root + "1", nil},
		{"multiple: debug and deny", multiple("X-B3-Flags", "1", "X-B3-Sampled", "0"), root + "3", nil},
		{"multiple: empty headers", multiple("X-B3-ParentSpanId", "", "X-B3-Sampled", "", "B3", " "), root + "0", nil},
		{"multiple: a parent of zeros", multiple("X-B3-ParentSpanId", "0000000000000000"), root + "0", nil},
		{"multiple: white space", headers("X-B3-TraceId", " "+b3Trace+"\t", "X-B3-SpanId", " "+b3Span, "X-B3-Sampled", " 1 "), root + "1", nil},
		{"multiple: the first of several lines", multiple("X-B3-Sampled", "1", "X-B3-Sampled", "0", "X-B3-Sampled", "malformed"), root + "1", nil},

		{"multiple: short ids in upper case", headers("X-B3-TraceId", strings.ToUpper(b3Trace[1:]), "X-B3-SpanId", "E4"), "0" + b3Trace[1:] + ":00000000000000e4:0000000000000000:0", nil},
		{"multiple: trace id too long", headers("X-B3-TraceId", b3Trace+"0", "X-B3-SpanId", b3Span), "", errCorrupted},
		{"multiple: trace id zero", headers("X-B3-TraceId", "0", "X-B3-SpanId", b3Span), "", errCorrupted},
		{"multiple: span id no number", headers("X-B3-TraceId", b3Trace, "X-B3-SpanId", b3Span[1:]+":"), "", errCorrupted},
		{"multiple: trace id missing", headers("X-B3-SpanId", b3Span), "", errCorrupted},
		{"multiple: span id missing", headers("X-B3-TraceId", b3Trace, "X-B3-Sampled", "1"), "", errCorrupted},
		{"multiple: sampled of the single header", multiple("X-B3-Sampled", "d"), "", errCorrupted},
		{"multiple: parent alone", headers("X-B3-ParentSpanId", b3Parent), "", errCorrupted},
		{"multiple: deny alone", headers("X-B3-Sampled", "0"), "", errNotFound},
		{"multiple: debug alone", headers("X-B3-Flags", "1"), "", errNotFound},

		{"single: specification", single(ids + "-1-" + b3Parent), ids2 + ":" + b3Parent + ":1", nil},
		{"single: defer", single(ids), root + "0", nil},
		{"single: deny", single(ids + "-0"), root + "0", nil},
		{"single: debug", single(ids + "-d"), root + "3", nil},
		{"single: white space", single("\t " + ids + "-1 "), root + "1", nil},
		{"single: the first of several lines", single(ids+"-1", ids+"-0", "malformed"), root + "1", nil},

		{"single: short ids in upper case", single(strings.ToUpper(b3Trace[17:]+"-"+b3Span[1:]) + "-1"), "0" + b3Trace[17:] + ":0" + b3Span[1:] + ":0000000000000000:1", nil},
		{"single: trace id no number", single("." + ids[1:]), "", errCorrupted},
		{"single: span id zero", single(b3Trace + "-0"), "", errCorrupted},
		{"single: span id too long", single(ids + "0"), "", errCorrupted},
		{"single: a traceparent", single("00-" + ids + "-01"), "", errCorrupted},
		{"single: sampled empty", single(ids + "-"), "", errCorrupted},
		{"single: sampled empty before a parent", single(ids + "--" + b3Parent), "", errCorrupted},
		{"single: sampled missing before a parent", single(ids + "-" + b3Parent), "", errCorrupted},
		{"single: parent in upper case", single(ids + "-1-" + strings.ToUpper(b3Parent)), ids2 + ":" + b3Parent + ":1", nil},
		{"single: parent empty", single(ids + "-1-"), "", errCorrupted},
		{"single: five parts", single(ids + "-1-" + b3Parent + "-1"), "", errCorrupted},
		{"single: deny alone", single("0"), "", errNotFound},
		{"single: debug alone", single("d"), "", errNotFound},
		{"single: empty", single(""), "", errNotFound},

		{"both: single malformed", multiple("b3", ids+"-", "X-B3-Sampled", "1"), root + "1", nil},
		{"both: single a decision", multiple("b3", "0", "X-B3-Sampled", "1"), root + "1", nil},
		{"both: multiple malformed", multiple("b3", ids+"-1", "X-B3-Sampled", "malformed"), root + "1", nil},
		{"both malformed", multiple("b3", "malformed", "X-B3-Sampled", "malformed"), "", errCorrupted},
	} {
		t.Run(tt.name, func(t *testing.T) {
			for _, c := range []codec.Codec{codec.B3(), codec.B3Single()} {
				sc, err := c.Extract(tt.carrier)
				wantExtracted(t, sc, err, tt.want, tt.wantErr)
			}
		})
	}
}

// ids2 is how jaeger.SpanContext prints the ids of the specification's example.
const ids2 = b3Trace + ":" + b3Span

func TestB3Inject(t *testing.T) {
	with := func(more ...string) http.Header {
		return http.Header(headers(append(more, "X-B3-TraceId", b3Trace, "X-B3-SpanId", b3Span)...))
	}
	for _, tt := range []struct {
		name         string
		sc           string
		wantMultiple http.Header
		wantSingle   string
	}{
		{"sampled", ids2 + ":0:1", with("X-B3-Sampled", "1"), b3Trace + "-" + b3Span + "-1"},
		{"not sampled", ids2 + ":0:0", with("X-B3-Sampled", "0"), b3Trace + "-" + b3Span + "-0"},
		{"debug", ids2 + ":0:3", with("X-B3-Flags", "1"), b3Trace + "-" + b3Span + "-d"},
		{"with a parent", ids2 + ":" + b3Parent + ":1", with("X-B3-ParentSpanId", b3Parent, "X-B3-Sampled", "1"), b3Trace + "-" + b3Span + "-1-" + b3Parent},
	} {
		t.Run(tt.name, func(t *testing.T) {
			sc := contextOf(t, tt.sc)
			tracetest.WantHeader(t, inject(t, codec.B3(), sc), tt.wantMultiple)
			tracetest.WantHeader(t, inject(t, codec.B3Single(), sc), http.Header{"B3": {tt.wantSingle}})
		})
	}
}

func TestB3Baggage(t *testing.T) {
	want := map[string]string{"user": "a b", "tenant": "100%"}
	in := headers("b3", b3Trace+"-"+b3Span, "Baggage-User", "a b", "BAGGAGE-TENANT", "100%", "baggage", "no=1", "Baggage-", "no")
	for _, c := range []codec.Codec{codec.B3(), codec.B3Single()} {
		if got := baggageOf(extract(t, c, in)); !maps.Equal(got, want) {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	if _, err := codec.B3().Extract(headers("baggage-user", "a")); !errors.Is(err, errNotFound) {
		t.Errorf("baggage alone: %v, want %v", err, errNotFound)
	}
}
