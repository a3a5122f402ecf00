package codec_test

import (
	"maps"
	"strings"
	"testing"

	"github.com/opentracing/opentracing-go"
	"github.com/uber/jaeger-client-go"

	"github.com/opentracing-contrib/go-chi/chitrace/propagation/codec"
)

func TestUberTraceID(t *testing.T) {
	const (
		id15, id16 = "3ce929d0e0e4736", "a3ce929d0e0e4736"
		id32       = "a1ce929d0e0e4736a3ce929d0e0e4736"
		span       = "00f067aa0ba902b7"
		zero       = ":0000000000000000:"
	)
	runLines(t, codec.Jaeger(), "Uber-Trace-Id", []lineTest{
		{"not sampled", []string{id32 + ":" + span + ":0:0"}, id32 + ":" + span + zero + "0"},
		{"debug but not sampled", []string{id32 + ":" + span + ":0:2"}, id32 + ":" + span + zero + "0"},
		{"firehose and sampled", []string{id32 + ":" + span + ":0:9"}, id32 + ":" + span + zero + "9"},
		{"hexadecimal flags", []string{id32 + ":" + span + ":0:b"}, id32 + ":" + span + zero + "b"},
		{"all flags", []string{id32 + ":" + span + ":0:ff"}, id32 + ":" + span + zero + "b"},
		{"flags that decimal would misread", []string{id32 + ":" + span + ":0:10"}, id32 + ":" + span + zero + "0"},
		{"60 bits", []string{id15 + ":" + span + ":0:1"}, "0" + id15 + ":" + span + zero + "1"},
		{"64 bits", []string{id16 + ":" + span + ":0:1"}, id16 + ":" + span + zero + "1"},
		{"short ids", []string{"1:2:3:1"}, "0000000000000001:0000000000000002:0000000000000003:1"},
		{"upper case", []string{strings.ToUpper(id32 + ":" + span + ":0:b")}, id32 + ":" + span + zero + "b"},
		{"with a parent", []string{id32 + ":" + span + ":" + id16 + ":1"}, id32 + ":" + span + ":" + id16 + ":1"},
		{"any parent", []string{"1:2:" + strings.Repeat("x", 250) + ":1"}, "0000000000000001:0000000000000002" + zero + "1"},
		{"no parent", []string{id32 + ":" + span + "::1"}, id32 + ":" + span + zero + "1"},
		{"colons encoded", []string{id32 + "%3A" + span + "%3a0%3A1"}, id32 + ":" + span + zero + "1"},
		{"white space", []string{" \t" + id32 + ":" + span + ":0:1\t "}, id32 + ":" + span + zero + "1"},
		{"the first of several lines", []string{id16 + ":" + span + ":0:1", id32 + ":" + span + ":0:0", "malformed"}, id16 + ":" + span + zero + "1"},

		{"trace id too long", []string{id32 + "0000:" + span + ":0:1"}, ""},
		{"trace id signed", []string{"+1:" + span + ":0:1"}, ""},
		{"trace id all zero", []string{strings.Repeat("0", 32) + ":" + span + ":0:1"}, ""},
		{"span id too long", []string{id32 + ":" + span + "0000:0:1"}, ""},
		{"span id zero", []string{id32 + ":0:0:1"}, ""},
		{"flags of more than a byte", []string{id32 + ":" + span + ":0:100"}, ""},
		{"three parts", []string{id32 + ":" + span + ":1"}, ""},
		{"half an encoding", []string{id32 + ":" + span + ":0:%"}, ""},
		{"empty", []string{""}, ""},
		{"very long", []string{strings.Repeat("1:", 1<<16)}, ""},
	})
}

func TestJaegerBaggage(t *testing.T) {
	type items = map[string]string
	for _, tt := range []struct {
		name    string
		carrier httpHeaders
		want    items
	}{
		{"uberctx", headers("uberctx-User", "a"), items{"user": "a"}},
		{"uberctx encoded", headers("uberctx-user", "a%20b+c%2C%0D%0A"), items{"user": "a b c,\r\n"}},
		{"uberctx not encoded", headers("uberctx-user", "100%"), items{"user": "100%"}},
		{"jaeger-baggage", headers("jaeger-baggage", "a=1, b=2 , c = 3"), items{"a": "1", "b": "2", "c": " 3"}},
		{"jaeger-baggage encoded", headers("jaeger-baggage", "Key%3Da%20b%2C+l%3Dc"), items{"Key": "a b", "l": "c"}},
		{"jaeger-baggage of an encoded percent sign", headers("jaeger-baggage", "a=100%25"), items{"a": "100%"}},
		{"jaeger-baggage half well-formed", headers("jaeger-baggage", "a,b=2,c=3=4,=5,,"), items{"b": "2"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			sc := extract(t, codec.Jaeger(), tt.carrier)
			if got := baggageOf(sc); !maps.Equal(got, tt.want) {
				t.Errorf("got %q, want %q", got, tt.want)
			}
			if sc.IsValid() || sc.IsSampled() || sc.Flags() != 0 {
				t.Errorf("got %v, want baggage alone", sc)
			}
		})
	}
}

func TestJaegerDebugID(t *testing.T) {
	both := codec.Composite(codec.W3C(), codec.Jaeger())
	for _, tt := range []struct {
		name    string
		carrier httpHeaders
		want    string // the tag of the trace's first span; empty: none
	}{
		{"alone", headers("jaeger-debug-id", "ticket-1"), "ticket-1"},
		{"encoded", headers("Jaeger-Debug-Id", "ticket%201"), "ticket 1"},
		{"the first of two", headers("jaeger-debug-id", "1", "jaeger-debug-id", "2"), "1"},
		{"with baggage", headers("jaeger-debug-id", "1", "uberctx-a", "1"), "1"},
		{"with W3C baggage", headers("jaeger-debug-id", "1", "baggage", "a=1"), "1"},
		{"empty", headers("jaeger-debug-id", " "), ""},
		{"of invalid UTF-8", headers("jaeger-debug-id", "a\xff"), ""},
		{"longer", headers("jaeger-debug-id", strings.Repeat("x", 257)), ""},
		{"with a trace", headers("jaeger-debug-id", "1", "uber-trace-id", "1:2:0:0"), ""},
		{"with a trace of W3C", headers("jaeger-debug-id", "1", "traceparent", exampleTraceparent[:53]+"00"), ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			tracer, reporter := newTracer(t, both, false)
			parent, _ := tracer.Extract(opentracing.HTTPHeaders, tt.carrier)
			tracer.StartSpan("GET /", opentracing.ChildOf(parent)).Finish()

			got := ""
			for _, span := range reporter.GetSpans() { // none if not sampled
				got, _ = span.(*jaeger.Span).Tags()["jaeger-debug-id"].(string)
			}
			if n := reporter.SpansSubmitted(); got != tt.want || n > 0 != (tt.want != "") {
				t.Errorf("got %q of %d spans, want %q", got, n, tt.want)
			}
		})
	}
}
