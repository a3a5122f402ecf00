package codec_test

import (
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/uber/jaeger-client-go"

	"github.com/opentracing-contrib/go-chi/chitrace/propagation/codec"
	"github.com/opentracing-contrib/go-chi/internal/header"
)

// checkHeader holds what was injected to the rules of net/http's transport,
// which refuses the whole request otherwise.
func checkHeader(t *testing.T, h http.Header) {
	t.Helper()
	for name, lines := range h {
		if !header.IsName(name) || !header.IsValue(strings.Join(lines, "")) {
			t.Errorf("invalid header %q: %q", name, lines)
		}
	}
	var wire strings.Builder
	_ = h.Write(&wire)
	if wire.Len() > header.Budget {
		t.Errorf("%d bytes of headers, more than %d", wire.Len(), header.Budget)
	}
}

// parseLines reads "name: value" lines, the way to give a fuzz target several
// headers in one string. Each tilde at the start of a line doubles the value, so
// that a short string passes the limits.
func parseLines(s string) (lines header.Lines) {
	for line := range strings.SplitSeq(s, "\n") {
		name, value, _ := strings.Cut(line, ": ")
		tildes := len(name) - len(strings.TrimLeft(name, "~"))
		lines.Set(name[tildes:], strings.Repeat(value, 1<<min(tildes, 12)))
	}
	return lines
}

// fuzzExtract checks what holds for any input: no panic, no log line, one of the
// known errors, limited baggage, the same from any carrier, and a context that
// goes on as valid headers and comes back.
func fuzzExtract(f *testing.F, c codec.Codec, seeds ...string) {
	f.Helper()
	for _, seed := range seeds {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, in string) {
		carrier := parseLines(in)
		before := logged.Len()
		sc, err := c.Extract(carrier)
		h := http.Header{}
		_ = carrier.ForeachKey(func(name, value string) error { h.Add(name, value); return nil })
		if other, otherErr := c.Extract(headersOf(h)); !errors.Is(otherErr, err) || !equalIDs(sc, other) {
			t.Errorf("got %v, %v, but from an http.Header %v, %v", sc, err, other, otherErr)
		}
		if logged.Len() > before {
			t.Errorf("logged %q", logged.Bytes()[before:])
		}
		if err != nil {
			if !errors.Is(err, errNotFound) && !errors.Is(err, errCorrupted) {
				t.Errorf("unknown error %v", err)
			}
			return
		}
		size := 0
		for key, value := range baggageOf(sc) {
			size += len(key) + len(value)
		}
		if n := len(baggageOf(sc)); n > 64 || size > 3*header.Budget { // what is no UTF-8 grows
			t.Errorf("%d items of baggage, %d bytes", n, size)
		}
		if !sc.IsValid() {
			_ = sc.Flags() // panics for lack of a sampling state
			return
		}
		out := inject(t, c, sc)
		checkHeader(t, out)
		again := extract(t, c, headersOf(out))
		if !equalIDs(again, sc) || again.IsSampled() != sc.IsSampled() {
			t.Errorf("%v came back as %v", sc, again)
		}
	})
}

func FuzzJaegerExtract(f *testing.F) {
	fuzzExtract(f, codec.Jaeger(),
		"uber-trace-id: 1:2:0:1\nuberctx-user: a%20b",
		"uber-trace-id: a1ce929d0e0e4736a3ce929d0e0e4736%3A00f067aa0ba902b7%3Awhatever%3Aff",
		"jaeger-debug-id: 1\njaeger-baggage: a=1,b, c=2=3",
		"uber-trace-id: 1:2:0:1\n~~~~~~~~~~~~uberctx-a: % \n~~~~~~~~~~~~jaeger-baggage: a=1,\nuberctx-b: 1")
}

func FuzzW3CExtract(f *testing.F) {
	fuzzExtract(f, codec.W3C(),
		"traceparent: "+exampleTraceparent+"\ntracestate: rojo=1,congo= 2 \ntracestate: \nbaggage: a=%20;p;q=1 , b=2",
		"traceparent: cc-"+exampleTraceID+"-"+exampleParentID+"-02-more",
		"baggage: a=1",
		"traceparent: "+exampleTraceparent+"\n~~~~~~~~~~~~tracestate: a=1,\n~~~~~~~~~~~~baggage: a=1;b,")
}

func FuzzB3Extract(f *testing.F) {
	fuzzExtract(f, codec.B3(),
		"x-b3-traceid: "+b3Trace+"\nx-b3-spanid: "+b3Span+"\nx-b3-parentspanid: "+b3Parent+"\nx-b3-sampled: 1\nbaggage-user: a",
		"x-b3-traceid: "+b3Trace[16:]+"\nx-b3-spanid: "+b3Span+"\nx-b3-flags: 1",
		"x-b3-sampled: 0",
		"b3: "+b3Trace+"-"+b3Span+"-d-"+b3Parent+"\nbaggage-user: a",
		"b3: "+b3Trace+"-"+b3Span+"-1\n~~~~~~~~~~~~baggage-a: 1\n~~~~~~~~~~~baggage-b: 1 1")
}

func FuzzCompositeExtract(f *testing.F) {
	fuzzExtract(f, every["Composite"],
		"traceparent: malformed\nuber-trace-id: 1:2:0:1",
		"uberctx-a: 1\nb3: "+b3Trace+"-"+b3Span,
		"uber-trace-id: 1:2:0:1\n~~~~~~~~~~~uberctx-a: 100%\n~~~~~~~~uberctx-b: 100%")
}

// fuzzRoundTrip injects any context that an application can come to have, and
// checks that it arrives. Baggage may arrive as the format has it, or not at all.
func fuzzRoundTrip(f *testing.F, c codec.Codec, arrives func(key, value string) map[string]string) {
	f.Helper()
	f.Add(uint64(0), uint64(1), uint64(2), uint64(0), true, false, "user", "jane doe")
	f.Add(uint64(1), uint64(0), uint64(2), uint64(3), true, true, "Key", "100%, ö\r\n")
	f.Add(uint64(1), ^uint64(0), uint64(2), uint64(3), false, false, "no token", "\x00")
	for _, value := range []string{"a\r\nX-Evil: 1", "\x00", "\x7f", "\xff", `a,b;c=d"e\`, " a ", ""} {
		f.Add(uint64(1), uint64(2), uint64(3), uint64(0), true, false, "key", value)
	}
	for _, key := range []string{"", "x:\r\nevil", "kéy"} {
		f.Add(uint64(1), uint64(2), uint64(3), uint64(0), true, false, key, "v")
	}
	f.Fuzz(func(t *testing.T, high, low, span, parent uint64, sampled, debug bool, key, value string) {
		sc := jaeger.NewSpanContext(jaeger.TraceID{High: high, Low: low}, jaeger.SpanID(span), jaeger.SpanID(parent),
			sampled, map[string]string{key: value})
		if debug = debug && value != ""; debug {
			sc = contextOf(t, fmt.Sprintf("%v:%v:%v:3", sc.TraceID(), sc.SpanID(), sc.ParentID())).WithBaggageItem(key, value)
		}
		out := inject(t, c, sc)
		checkHeader(t, out)
		if !sc.IsValid() {
			if len(out) > 0 {
				t.Errorf("wrote %v without ids", out)
			}
			return
		}
		if len(key)+3*len(value) > header.Budget/2 {
			return // may be beyond the budget
		}
		again := extract(t, c, headersOf(out))
		if !equalIDs(again, sc) || again.IsSampled() != sc.IsSampled() || again.IsDebug() && !debug {
			t.Errorf("%v came back as %v, by %v", sc, again, out)
		}
		if got, want := baggageOf(again), arrives(key, value); !maps.Equal(got, want) {
			t.Errorf("baggage came back as %q, want %q, by %v", got, want, out)
		}
	})
}

// arrivesIf returns what arrives of an item that is encoded as given: what makes
// no header does not.
func arrivesIf(key, encoded, as, value string) map[string]string {
	if !header.IsItemKey(key) || !header.IsValue(encoded) {
		return nil
	}
	return map[string]string{as: value}
}

func FuzzJaegerRoundTrip(f *testing.F) {
	fuzzRoundTrip(f, codec.Jaeger(), func(key, value string) map[string]string {
		return arrivesIf(key, url.QueryEscape(value), strings.ToLower(key), value)
	})
}

// W3C encodes whatever makes no valid header.
func FuzzW3CRoundTrip(f *testing.F) {
	fuzzRoundTrip(f, codec.W3C(), func(key, value string) map[string]string {
		if !header.IsName(key) {
			return nil
		}
		return map[string]string{key: strings.ToValidUTF8(value, "\ufffd")}
	})
}

func FuzzB3RoundTrip(f *testing.F)       { fuzzRoundTrip(f, codec.B3(), arrivesAsB3) }
func FuzzB3SingleRoundTrip(f *testing.F) { fuzzRoundTrip(f, codec.B3Single(), arrivesAsB3) }

func arrivesAsB3(key, value string) map[string]string {
	return arrivesIf(key, value, strings.ToLower(key), value)
}
