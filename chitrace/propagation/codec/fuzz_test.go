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
	"github.com/opentracing-contrib/go-chi/internal/tracetest"
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

// FuzzExtract checks what holds for any input: no panic, no log line, one of the
// known errors, limited baggage, the same from any carrier, and a context that
// goes on as valid headers and comes back.
func FuzzExtract(f *testing.F) {
	for _, seed := range []string{
		"uber-trace-id: 1:2:0:1\nuberctx-user: a%20b",
		"uber-trace-id: a1ce929d0e0e4736a3ce929d0e0e4736%3A00f067aa0ba902b7%3Awhatever%3Aff",
		"jaeger-debug-id: 1\njaeger-baggage: a=1,b, c=2=3",
		"uber-trace-id: 1:2:0:1\n~~~~~~~~~~~~uberctx-a: % \n~~~~~~~~~~~~jaeger-baggage: a=1,\nuberctx-b: 1",
		"traceparent: " + exampleTraceparent + "\ntracestate: rojo=1,congo= 2 \ntracestate: \nbaggage: a=%20;p;q=1 , b=2",
		"traceparent: cc-" + exampleTraceID + "-" + exampleParentID + "-02-more",
		"traceparent: " + exampleTraceparent + "\n~~~~~~~~~~~~tracestate: a=1,\n~~~~~~~~~~~~baggage: a=1;b,",
		"x-b3-traceid: " + b3Trace + "\nx-b3-spanid: " + b3Span + "\nx-b3-parentspanid: " + b3Parent + "\nx-b3-sampled: 1\nbaggage-user: a",
		"x-b3-traceid: " + b3Trace[16:] + "\nx-b3-spanid: " + b3Span + "\nx-b3-flags: 1",
		"b3: " + b3Trace + "-" + b3Span + "-d-" + b3Parent + "\nbaggage-user: a",
		"b3: " + b3Trace + "-" + b3Span + "-1\n~~~~~~~~~~~~baggage-a: 1\n~~~~~~~~~~~baggage-b: 1 1",
		"traceparent: malformed\nuber-trace-id: 1:2:0:1",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, in string) {
		var lines header.Lines
		tracetest.ForeachLine(in, lines.Set)
		for name, c := range every {
			checkExtract(t, name, c, lines)
		}
	})
}

func checkExtract(t *testing.T, name string, c codec.Codec, carrier header.Lines) {
	t.Helper()
	before := logged.Len()
	sc, err := c.Extract(carrier)
	h := http.Header{}
	_ = carrier.ForeachKey(func(name, value string) error { h.Add(name, value); return nil })
	if other, otherErr := c.Extract(httpHeaders(h)); !errors.Is(otherErr, err) || !equalIDs(sc, other) {
		t.Errorf("%s: got %v, %v, but from an http.Header %v, %v", name, sc, err, other, otherErr)
	}
	if logged.Len() > before {
		t.Errorf("%s: logged %q", name, logged.Bytes()[before:])
	}
	if err != nil {
		if !errors.Is(err, errNotFound) && !errors.Is(err, errCorrupted) {
			t.Errorf("%s: unknown error %v", name, err)
		}
		return
	}
	size := 0
	for key, value := range baggageOf(sc) {
		size += len(key) + len(value)
	}
	if n := len(baggageOf(sc)); n > 64 || size > 3*header.Budget { // what is no UTF-8 grows
		t.Errorf("%s: %d items of baggage, %d bytes", name, n, size)
	}
	if !sc.IsValid() {
		_ = sc.Flags() // panics for lack of a sampling state
		return
	}
	out := inject(t, c, sc)
	checkHeader(t, out)
	for _, ids := range []string{"Traceparent", "Uber-Trace-Id", "B3", "X-B3-Traceid", "X-B3-Spanid"} {
		if name == "Composite" && out[ids] == nil {
			t.Errorf("no %s in %.300v", ids, out)
		}
	}
	if again := extract(t, c, httpHeaders(out)); !equalIDs(again, sc) || again.IsSampled() != sc.IsSampled() {
		t.Errorf("%s: %v came back as %v", name, sc, again)
	}
}

// FuzzRoundTrip injects any context that an application can come to have, and
// checks that it arrives. Baggage may arrive as the format has it, or not at all.
func FuzzRoundTrip(f *testing.F) {
	for _, value := range []string{"jane doe", "100%, ö\r\n", "a\r\nX-Evil: 1", "\x00", "\x7f", "\xff", `a,b;c=d"e\`, " a ", ""} {
		f.Add(uint64(1), ^uint64(0), uint64(3), uint64(4), true, true, "Key", value)
	}
	for _, key := range []string{"", "x:\r\nevil", "kéy", "no token"} {
		f.Add(uint64(0), uint64(2), uint64(3), uint64(0), false, false, key, "v")
	}
	f.Add(uint64(0), uint64(0), uint64(1), uint64(0), true, false, "user", "v") // no trace id
	f.Fuzz(func(t *testing.T, high, low, span, parent uint64, sampled, debug bool, key, value string) {
		sc := jaeger.NewSpanContext(jaeger.TraceID{High: high, Low: low}, jaeger.SpanID(span), jaeger.SpanID(parent),
			sampled, map[string]string{key: value})
		if debug = debug && value != ""; debug {
			sc = contextOf(t, fmt.Sprintf("%v:%v:%v:3", sc.TraceID(), sc.SpanID(), sc.ParentID())).WithBaggageItem(key, value)
		}
		small := len(key)+3*len(value) <= header.Budget/2 // within the budget for sure
		for name, c := range every {
			out := inject(t, c, sc)
			checkHeader(t, out)
			if !sc.IsValid() {
				if len(out) > 0 {
					t.Errorf("%s: wrote %v without ids", name, out)
				}
				continue
			}
			again := extract(t, c, httpHeaders(out))
			if !equalIDs(again, sc) || again.IsSampled() != sc.IsSampled() || again.IsDebug() && !debug {
				t.Errorf("%s: %v came back as %v, by %v", name, sc, again, out)
			}
			if got, want := baggageOf(again), arrives(name, key, value); small && name != "Composite" && !maps.Equal(got, want) {
				t.Errorf("%s: baggage came back as %q, want %q, by %v", name, got, want, out)
			}
		}
	})
}

// arrives returns what arrives of an item. W3C encodes whatever makes no valid
// header. In the other formats that is not sent.
func arrives(format, key, value string) map[string]string {
	encoded := value
	switch format {
	case "W3C":
		if !header.IsName(key) {
			return nil
		}
		return map[string]string{key: strings.ToValidUTF8(value, "\ufffd")}
	case "Jaeger":
		encoded = url.QueryEscape(value)
	}
	if !header.IsItemKey(key) || !header.IsValue(encoded) {
		return nil
	}
	return map[string]string{strings.ToLower(key): value}
}
