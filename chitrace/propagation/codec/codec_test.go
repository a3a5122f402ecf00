package codec_test

import (
	"bytes"
	"errors"
	"fmt"
	"log"
	"maps"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/opentracing/opentracing-go"
	"github.com/uber/jaeger-client-go"

	"github.com/opentracing-contrib/go-chi/chitrace/propagation/codec"
	"github.com/opentracing-contrib/go-chi/internal/header"
	"github.com/opentracing-contrib/go-chi/internal/tracetest"
)

var (
	errNotFound  = opentracing.ErrSpanContextNotFound
	errCorrupted = opentracing.ErrSpanContextCorrupted
	errCarrier   = opentracing.ErrInvalidCarrier
)

// logged is what the standard logger was given.
var logged bytes.Buffer

func TestMain(m *testing.M) {
	log.SetOutput(&logged)
	code := m.Run()
	if logged.Len() > 0 {
		_, _ = os.Stderr.WriteString("the standard logger was used:\n" + logged.String())
		code = 1
	}
	os.Exit(code)
}

// every names each codec once.
var every = map[string]codec.Codec{
	"Jaeger":    codec.Jaeger(),
	"W3C":       codec.W3C(),
	"B3":        codec.B3(),
	"B3Single":  codec.B3Single(),
	"Composite": codec.Composite(codec.W3C(), codec.Jaeger(), codec.B3(), codec.B3Single()),
}

type httpHeaders = opentracing.HTTPHeadersCarrier

// headers makes a server's headers of pairs of names and values.
func headers(pairs ...string) httpHeaders {
	h := http.Header{}
	for i := 0; i < len(pairs); i += 2 {
		h.Add(pairs[i], pairs[i+1])
	}
	return httpHeaders(h)
}

func inject(t *testing.T, c codec.Codec, sc jaeger.SpanContext) http.Header {
	t.Helper()
	h := http.Header{}
	if err := c.Inject(sc, httpHeaders(h)); err != nil {
		t.Fatalf("Inject: %v", err)
	}
	return h
}

func extract(t *testing.T, c codec.Codec, carrier any) jaeger.SpanContext {
	t.Helper()
	sc, err := c.Extract(carrier)
	if err != nil {
		t.Fatalf("Extract(%v): %v", carrier, err)
	}
	return sc
}

// wantExtracted checks what Extract returned: a context that prints so, or that
// error and no context.
func wantExtracted(t *testing.T, sc jaeger.SpanContext, err error, want string, wantErr error) {
	t.Helper()
	if !errors.Is(err, wantErr) {
		t.Fatalf("got %v, %v, want %v", sc, err, wantErr)
	}
	if wantErr != nil && sc.IsValid() {
		t.Errorf("got %v beside the error", sc)
	}
	if got := sc.String(); wantErr == nil && got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// lineTest has the lines of one header, and the line that goes on for them.
type lineTest struct {
	name  string
	lines []string
	want  string // empty: the context is corrupt, whatever the baggage
}

func runLines(t *testing.T, c codec.Codec, header string, tests []lineTest) {
	t.Helper()
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			carrier := httpHeaders{header: tt.lines, "Uberctx-K": {"v"}, "Baggage": {"k=v"}}
			if tt.want == "" {
				sc, err := c.Extract(carrier)
				wantExtracted(t, sc, err, "", errCorrupted)
				return
			}
			if got := inject(t, c, extract(t, c, carrier)).Get(header); got != tt.want {
				t.Errorf("sent %q, want %q", got, tt.want)
			}
		})
	}
}

// contextOf returns the context that Jaeger's client prints so.
func contextOf(t *testing.T, state string) jaeger.SpanContext {
	t.Helper()
	sc, err := jaeger.ContextFromString(state)
	if err != nil {
		t.Fatal(err)
	}
	return sc
}

// newTracer returns a Jaeger tracer with the codec, and where its spans end up.
func newTracer(t *testing.T, c codec.Codec, sampled bool) (opentracing.Tracer, *jaeger.InMemoryReporter) {
	t.Helper()
	return tracetest.NewJaeger(t, jaeger.NewConstSampler(sampled),
		jaeger.TracerOptions.Injector(opentracing.HTTPHeaders, c),
		jaeger.TracerOptions.Extractor(opentracing.HTTPHeaders, c))
}

func baggageOf(sc jaeger.SpanContext) map[string]string {
	items := map[string]string{}
	sc.ForeachBaggageItem(func(key, value string) bool {
		items[key] = value
		return true
	})
	return items
}

// sampled is a context that no format has to shorten.
func sampled(baggage map[string]string) jaeger.SpanContext {
	return jaeger.NewSpanContext(jaeger.TraceID{High: 0xa1, Low: 0xb2}, 0xc3, 0xd4, true, baggage)
}

func equalIDs(a, b jaeger.SpanContext) bool {
	return a.TraceID() == b.TraceID() && a.SpanID() == b.SpanID()
}

func TestCarriers(t *testing.T) {
	same := func(carrier any) func() (to, from any) { return func() (to, from any) { return carrier, carrier } }
	want := sampled(map[string]string{"user": "a b"})
	for codecName, c := range every {
		var written header.Writer
		h := http.Header{}
		r := header.NewReader(h)
		for carrierName, carrier := range map[string]func() (to, from any){
			"TextMapCarrier":   same(opentracing.TextMapCarrier{}),
			"no map":           same(&header.Lines{}),
			"the middleware's": func() (to, from any) { return &written, &r },
		} {
			t.Run(codecName+"/"+carrierName, func(t *testing.T) {
				to, from := carrier()
				if err := c.Inject(want, to); err != nil {
					t.Fatalf("Inject: %v", err)
				}
				written.AddTo(h)
				got := extract(t, c, from)
				if !equalIDs(got, want) || !got.IsSampled() || got.IsDebug() {
					t.Errorf("got %v of %v, want %v", got, to, want)
				}
				if !maps.Equal(baggageOf(got), baggageOf(want)) {
					t.Errorf("got baggage %v of %v, want %v", baggageOf(got), to, baggageOf(want))
				}
			})
		}
	}
}

type brokenReader struct{}

func (brokenReader) ForeachKey(func(name, value string) error) error { return errors.New("broken") }

func TestWrongCarriers(t *testing.T) {
	for name, c := range every {
		for _, carrier := range []any{
			nil, 1, "traceparent", &http.Request{}, httpHeaders(nil), http.Header(nil), opentracing.TextMapCarrier(nil),
		} {
			if err := c.Inject(sampled(nil), carrier); !errors.Is(err, errCarrier) {
				t.Errorf("%s: inject into %T: %v, want %v", name, carrier, err, errCarrier)
			}
		}
		for _, carrier := range []any{nil, 1, "traceparent", http.Header{}} {
			if _, err := c.Extract(carrier); !errors.Is(err, errCarrier) {
				t.Errorf("%s: extract from %T: %v, want %v", name, carrier, err, errCarrier)
			}
		}
		if _, err := c.Extract(brokenReader{}); !errors.Is(err, errCorrupted) {
			t.Errorf("%s: extract from a failing carrier: %v, want %v", name, err, errCorrupted)
		}
	}
}

func TestNothingFound(t *testing.T) {
	for name, c := range every {
		for _, carrier := range []any{
			headers(),
			headers("Accept", "*/*", "Traceparents", "x", "Trace-Parent", "x", "X-B3", "0"),
			headers("baggage", "malformed", "jaeger-baggage", "malformed"),
			httpHeaders(nil),
			opentracing.TextMapCarrier{"": "x", "uberctx-": "x", "baggage-": "x"},
			header.Lines{},
		} {
			if sc, err := c.Extract(carrier); !errors.Is(err, errNotFound) || sc.IsValid() {
				t.Errorf("%s: extract from %v: %v, %v, want %v", name, carrier, sc, err, errNotFound)
			}
		}
	}
}

// An http.Header that a program filled by hand is not keyed canonically.
func TestNamesInAnyCase(t *testing.T) {
	want := sampled(map[string]string{"user": "a"})
	for name, c := range every {
		for _, inCase := range []func(string) string{strings.ToUpper, strings.ToLower} {
			carrier := httpHeaders{}
			for key, values := range inject(t, c, want) {
				carrier[inCase(key)] = values
			}
			if got := extract(t, c, carrier); !equalIDs(got, want) || len(baggageOf(got)) != 1 {
				t.Errorf("%s: got %v with %v of %v", name, got, baggageOf(got), carrier)
			}
		}
	}
	var lines header.Lines
	lines.Set("TraceState", "a=1")
	lines.Set("Traceparent", exampleTraceparent)
	lines.Set("TRACESTATE", "b=2")
	out := inject(t, codec.W3C(), extract(t, codec.W3C(), lines))
	if got, want := out.Get("tracestate"), "a=1,b=2"; got != want {
		t.Errorf("tracestate %q, want %q", got, want)
	}
}

// A proxy forwards what it received, an inbound debug flag included.
func TestInjectReplaces(t *testing.T) {
	stale := func() httpHeaders {
		return headers("Accept", "*/*",
			"traceparent", exampleTraceparent, "tracestate", "stale=1", "baggage", "stale=1",
			"uber-trace-id", "1:2:0:3", "uberctx-stale", "1", "jaeger-debug-id", "stale", "jaeger-baggage", "stale=1",
			"b3", b3Trace+"-"+b3Span+"-d", "x-b3-traceid", b3Trace, "x-b3-spanid", b3Span,
			"x-b3-parentspanid", b3Span, "x-b3-flags", "1", "baggage-stale", "1")
	}
	sc := jaeger.NewSpanContext(jaeger.TraceID{Low: 7}, 8, 0, false, nil)
	for name, families := range map[string]header.Family{
		"Jaeger":    header.Jaeger,
		"W3C":       header.TraceContext | header.Baggage,
		"B3":        header.B3,
		"B3Single":  header.B3,
		"Composite": header.Any,
	} {
		got, text, want := stale(), opentracing.TextMapCarrier{}, inject(t, every[name], sc)
		for name, values := range stale() {
			text[strings.ToUpper(name)] = values[0]
			if header.Of(name)&families == 0 {
				want[name] = values
			}
		}
		other := http.Header(stale())
		if err := errors.Join(every[name].Inject(sc, got), every[name].Inject(sc, other), every[name].Inject(sc, text)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		tracetest.WantHeader(t, http.Header(got), want)
		tracetest.WantHeader(t, other, want)
		if len(text) != len(want) {
			t.Errorf("%s: got %v, want %v", name, text, want)
		}
	}
}

// Formats with a header for each item write few, and none under a name that
// gateways refuse. The others travel in W3C's list.
func TestNumberOfItems(t *testing.T) {
	received := headers("traceparent", exampleTraceparent, "uber-trace-id", "1:2:0:1", "b3", b3Trace+"-"+b3Span)
	many := map[string]string{"sentry_trace": "v", "a.b": "v"}
	var ofJaeger, ofB3 []string // the names of the first items
	for i := range 100 {
		key := fmt.Sprintf("key%03d", i)
		many[key] = "v"
		received.Set("Uberctx-"+key, "v")
		received.Set("Baggage-"+key, "v")
		received["Baggage"] = append(received["Baggage"], key+"=v")
		if i < 16 {
			ofJaeger = append(ofJaeger, "Uberctx-K"+key[1:])
			ofB3 = append(ofB3, "Baggage-K"+key[1:])
		}
	}
	for name, want := range map[string]struct {
		headers []string
		list    int // number of items
	}{
		"Jaeger":    {ofJaeger, 0},
		"W3C":       {nil, 64},
		"B3":        {ofB3, 0},
		"B3Single":  {ofB3, 0},
		"Composite": {slices.Concat(ofB3, ofJaeger), 64},
	} {
		if n := len(baggageOf(extract(t, every[name], received))); n != 64 {
			t.Errorf("%s: took %d items, want 64", name, n)
		}
		sent := inject(t, every[name], sampled(many))
		if n := strings.Count(sent.Get("Baggage"), "="); n != want.list {
			t.Errorf("%s: sent a list of %d items, want %d", name, n, want.list)
		}
		maps.DeleteFunc(sent, func(name string, _ []string) bool { return !header.IsBaggage(name) || name == "Baggage" })
		if got := slices.Sorted(maps.Keys(sent)); !slices.Equal(got, want.headers) {
			t.Errorf("%s: sent items %v, want %v", name, got, want.headers)
		}
	}
	list := headers("jaeger-baggage", strings.Join(received["Baggage"], ","))
	if n := len(baggageOf(extract(t, codec.Jaeger(), list))); n != 64 {
		t.Errorf("took %d items of a list, want 64", n)
	}
	both := codec.Composite(codec.Jaeger(), codec.W3C())
	if n := len(baggageOf(extract(t, both, httpHeaders(inject(t, both, sampled(many)))))); n != 64 {
		t.Errorf("took %d items of those in two formats, want 64", n)
	}
}
