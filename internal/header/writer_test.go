package header

import (
	"bytes"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/opentracing/opentracing-go"

	"github.com/opentracing-contrib/go-chi/internal/tracetest"
)

// fake is a tracer that writes and reads by these functions.
type fake struct {
	opentracing.NoopTracer
	inject  func(carrier any) error
	extract func(carrier any) (opentracing.SpanContext, error)
}

func (f fake) Inject(_ opentracing.SpanContext, _, carrier any) error { return f.inject(carrier) }

func (f fake) Extract(_, carrier any) (opentracing.SpanContext, error) { return f.extract(carrier) }

// remote is a span context.
type remote struct{ id string }

func (remote) ForeachBaggageItem(func(k, v string) bool) {}

// writing is a tracer that writes lines, name and value in turns.
func writing(lines ...string) fake {
	return fake{inject: func(carrier any) error {
		for i := 0; i < len(lines); i += 2 {
			carrier.(opentracing.TextMapWriter).Set(lines[i], lines[i+1])
		}
		return nil
	}}
}

// write returns a Writer that the tracer has written sc to.
func write(tracer opentracing.Tracer, sc opentracing.SpanContext) *Writer {
	w := new(Writer)
	w.Inject(tracer, sc)
	return w
}

// headerOf returns the header that w fills.
func headerOf(w *Writer) http.Header {
	h := http.Header{}
	w.AddTo(h)
	return h
}

func TestInject(t *testing.T) {
	type h = http.Header
	long := strings.Repeat("v", Budget)
	const parent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
	for _, tt := range []struct {
		name   string
		tracer fake
		want   h
	}{
		{"nothing", writing(), h{}},
		{
			"names become canonical, and more than have room inline",
			writing("traceparent", "1", "X-B3-TraceId", "2", "odd-one", "3", "d", "4", "e", "5"),
			h{"Traceparent": {"1"}, "X-B3-Traceid": {"2"}, "Odd-One": {"3"}, "D": {"4"}, "E": {"5"}},
		},
		{"the last of a name", writing("a", "1", "A", "2"), h{"A": {"2"}}},
		{
			"what cannot be sent",
			writing("fine", "tab\tand é", "a key", "v", "kéy", "v", "k:", "v", "", "v", "k", "line\nbreak", "l", "\x00", "m", "\x7f"),
			h{"Fine": {"tab\tand é"}},
		},
		{"no room beside the ids", writing("traceparent", long, "uberctx-a", "", "tracestate", "a=b", "x", "y"), h{"Traceparent": {long}}},
		{
			"exactly the budget",
			writing("uberctx-a", long[:Budget-37], "uber-trace-id", "1:2:3:1"),
			h{"Uberctx-A": {long[:Budget-37]}, "Uber-Trace-Id": {"1:2:3:1"}},
		},
		{"one byte more", writing("uberctx-a", long[:Budget-36], "uber-trace-id", "1:2:3:1"), h{"Uber-Trace-Id": {"1:2:3:1"}}},
		{"a list is cut", writing("traceparent", parent, "baggage", list(1000)), h{"Traceparent": {parent}, "Baggage": {list(811)}}},
		{
			"baggage before tracestate",
			writing("traceparent", parent, "tracestate", "a="+long[:8000], "baggage", "key="+long[:200]),
			h{"Traceparent": {parent}, "Tracestate": {"a=" + long[:8000]}},
		},
		{"tracestate before ids", writing("traceparent", parent, "tracestate", "a="+long, "baggage", "key=value"), h{"Traceparent": {parent}}},
		{"headers of no family", writing("x-request-id", "1", "x-ctx-baggage", long), h{"X-Request-Id": {"1"}}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := headerOf(write(tt.tracer, nil))
			tracetest.WantHeader(t, got, tt.want)
			for name := range tt.want { // Adding to one header must not reach another.
				got.Add(name, "added")
				tt.want.Add(name, "added")
			}
			tracetest.WantHeader(t, got, tt.want)
		})
	}
}

// TestInsistence has tracers that take the concrete carrier only.
func TestInsistence(t *testing.T) {
	for name, refuse := range map[string]func() error{
		"error": func() error { return opentracing.ErrInvalidCarrier },
		"panic": func() error { panic("not for me") },
	} {
		t.Run(name, func(t *testing.T) {
			refused := 0
			tracer := fake{
				inject: func(carrier any) error {
					c, ok := carrier.(opentracing.HTTPHeadersCarrier)
					if !ok {
						return refuse()
					}
					c.Set("traceparent", "1")
					return nil
				},
				extract: func(carrier any) (opentracing.SpanContext, error) {
					c, ok := carrier.(opentracing.HTTPHeadersCarrier)
					if !ok {
						refused++
						return nil, refuse()
					}
					return remote{c["Traceparent"][0]}, nil
				},
			}
			if got := headerOf(write(tracer, nil)).Get("Traceparent"); got != "1" {
				t.Errorf("wrote %q, want 1", got)
			}
			var e Extractor
			for range 3 {
				r := NewReader(http.Header{"Traceparent": {"1"}})
				if got := e.Extract(tracer, &r); got != (remote{"1"}) {
					t.Errorf("extracted %v, want 1", got)
				}
			}
			if refused != 1 {
				t.Errorf("the tracer refused %d times, want once", refused)
			}
		})
	}
}

// A header that a tracer panics at does not change how others are read.
func TestPanicOfExtract(t *testing.T) {
	concrete := 0
	tracer := fake{extract: func(carrier any) (opentracing.SpanContext, error) {
		if _, ok := carrier.(opentracing.HTTPHeadersCarrier); ok {
			concrete++
		}
		_ = carrier.(opentracing.TextMapReader).ForeachKey(func(_, value string) error {
			if value == "boom" {
				panic(value)
			}
			return nil
		})
		return remote{"1"}, nil
	}}
	var e Extractor
	bad, good := NewReader(http.Header{"Traceparent": {"boom"}}), NewReader(http.Header{"Traceparent": {"1"}})
	if got := tracetest.PanicOf(func() { e.Extract(tracer, &bad) }); got != "boom" {
		t.Errorf("got %v, want the panic", got)
	}
	if got := e.Extract(tracer, &good); got != (remote{"1"}) || concrete != 1 {
		t.Errorf("got %v and gave the concrete carrier %d times, want it for the panic only", got, concrete)
	}
}

// A tracer that fails or panics after it wrote something is not asked again, and
// what it wrote can be sent.
func TestHeaderAfterAFailure(t *testing.T) {
	for name, fail := range map[string]func() error{
		"error": func() error { return opentracing.ErrUnsupportedFormat },
		"panic": func() error { panic("boom") },
	} {
		calls := 0
		var w Writer
		panicked := tracetest.PanicOf(func() {
			w.Inject(fake{inject: func(carrier any) error {
				calls++
				carrier.(opentracing.TextMapWriter).Set("traceparent", "1")
				carrier.(opentracing.TextMapWriter).Set("a key", "v")
				return fail()
			}}, nil)
		})
		if calls != 1 || (panicked != nil) != (name == "panic") {
			t.Errorf("%s: %d calls, want one; panicked with %v", name, calls, panicked)
		}
		tracetest.WantHeader(t, headerOf(&w), http.Header{"Traceparent": {"1"}})
	}
}

// Of two lines of one size the same one stays, in whatever order a tracer writes them.
func TestLinesOfOneSize(t *testing.T) {
	large := strings.Repeat("v", Budget/2)
	for _, w := range []*Writer{
		write(writing("uberctx-k", large, "baggage-k", large, "fine", "v"), nil),
		write(writing("baggage-k", large, "fine", "v", "uberctx-k", large), nil),
	} {
		if got, want := w.Lines(), (Lines{{"fine", "v"}, {"baggage-k", large}}); !slices.Equal(got, want) {
			t.Errorf("got %.100v, want %.100v", got, want)
		}
	}
}

// A tracer's format with a header for each item of baggage writes few, under names
// that any gateway takes. Without its baggage there are ids alone, whatever the names.
func TestItemsAreLimited(t *testing.T) {
	tracer := tracetest.NewOwnNames(t)
	span := tracer.StartSpan("test").SetBaggageItem("a_b", "v")
	if h := headerOf(write(tracer, span.Context())); len(h) != 1 {
		t.Errorf("wrote %v, want no name that gateways refuse", h)
	}
	lines := []string{"uber-trace-id", "1", "uberctx-a_b", "v"}
	for i := range 30 {
		span.SetBaggageItem(fmt.Sprintf("k%02d", i), fmt.Sprintf("v %02d", i))
		lines = append(lines, fmt.Sprintf("uberctx-k%02d", i), "v", fmt.Sprintf("baggage-k%02d", i), "v")
	}
	lists := writing(append(lines, "x-list", "tenant=acme,k00=v 00")...)
	for prefix, w := range map[string]*Writer{"Acme-Ctx-": write(tracer, span.Context()), "Uberctx-": write(lists, span.Context())} {
		if h := headerOf(w); h[prefix+"K15"] == nil || h[prefix+"K16"] != nil || h[prefix+"A_b"] != nil || len(h) > 2+2*maxItems {
			t.Errorf("wrote %v, want the first 16 items of each format", h)
		}
		w.DropBaggage()
		if h := headerOf(w); len(h) != 1 || h["Acme-Trace"] == nil && h["Uber-Trace-Id"] == nil {
			t.Errorf("left %v, want ids alone", h)
		}
	}
}

// TestIsValue has each byte at each place of a value of two words.
func TestIsValue(t *testing.T) {
	for b := range 256 {
		want := b == '\t' || b >= ' ' && b != 0x7f
		for i := range 16 {
			for _, fill := range []byte{' ', '~', 0x80} {
				value := bytes.Repeat([]byte{fill}, 16)
				value[i] = byte(b)
				if got := IsValue(string(value)); got != want {
					t.Fatalf("%q: got %t, want %t", value, got, want)
				}
			}
		}
	}
}
