package header

import (
	"bytes"
	"fmt"
	"log"
	"net/http"
	"os"
	"strings"
	"testing"

	"github.com/opentracing/opentracing-go"
	"github.com/uber/jaeger-client-go"

	"github.com/opentracing-contrib/go-chi/internal/tracetest"
)

// newOwnNames returns a Jaeger tracer whose headers have names of their own.
func newOwnNames(tb testing.TB) opentracing.Tracer {
	tb.Helper()
	propagator := jaeger.NewHTTPHeaderPropagator((&jaeger.HeadersConfig{
		TraceContextHeaderName:   "acme-trace",
		TraceBaggageHeaderPrefix: "acme-ctx-",
		JaegerBaggageHeader:      "acme-baggage",
		JaegerDebugHeader:        "acme-debug",
	}).ApplyDefaults(), *jaeger.NewNullMetrics())
	tracer, _ := tracetest.NewJaeger(tb, jaeger.NewConstSampler(true),
		jaeger.TracerOptions.Injector(opentracing.HTTPHeaders, propagator),
		jaeger.TracerOptions.Extractor(opentracing.HTTPHeaders, propagator))
	return tracer
}

// What jaeger-client-go cannot parse of a list it prints, under whatever name
// the list comes.
func TestOwnNamesPrintNothing(t *testing.T) {
	var printed bytes.Buffer
	log.SetOutput(&printed)
	defer log.SetOutput(os.Stderr)
	tracer := newOwnNames(t)
	var e Extractor
	for _, tt := range []struct{ list, want string }{
		{"role=user", "user"}, {"x,role=user,", "user"}, {strings.Repeat(",", 6000), ""}, {"%zz", ""}, {"plain", ""}, {"a=b=c", ""},
	} {
		r := NewReader(http.Header{"Acme-Trace": {"1:2:0:1"}, "Acme-Ctx-Tenant": {"acme%2C"}, "Acme-Baggage": {tt.list}, "X-Other": {tt.list}})
		sc, _ := e.Extract(tracer, &r).(jaeger.SpanContext)
		items := map[string]string{}
		sc.ForeachBaggageItem(func(key, value string) bool { items[key] = value; return true })
		if !sc.IsValid() || items["tenant"] != "acme," || items["role"] != tt.want {
			t.Errorf("%.20q: got %v with %v", tt.list, sc, items)
		}
	}
	if printed.Len() > 0 {
		t.Errorf("printed %.200q", printed.String())
	}
}

// Jaeger makes a tag of a debug id, which has to be valid UTF-8.
func TestDebugIDIsText(t *testing.T) {
	for value, want := range map[string]string{"d": "d", "d%20": "d%20", "\xff": "", "%ff": "", "é": "é", "%zz": "%zz"} {
		for _, name := range []string{"Jaeger-Debug-Id", "Acme-Debug"} {
			if got := read(t, http.Header{name: {value}}).Get(name); got != want {
				t.Errorf("%s: read %q of %q, want %q", name, got, value, want)
			}
		}
	}
}

// A client may send any number of names. Those of the tracer stay known, and each
// is still read.
func TestNamesAreBounded(t *testing.T) {
	tracer := newOwnNames(t)
	var e Extractor
	for i := range 1000 {
		r := NewReader(http.Header{"Acme-Baggage": {"role=user"}, "Acme-Trace": {"1:2:0:1"}, fmt.Sprintf("X-%d", i): {"v"}})
		sc, _ := e.Extract(tracer, &r).(jaeger.SpanContext)
		if known := len(e.names.load().kinds); !sc.IsValid() || known > 2*maxNames {
			t.Fatalf("got %v, and %d names are known", sc, known)
		}
	}
	if got := e.names.get("acme-baggage"); got != kindList {
		t.Errorf("got kind %d, want %d", got, kindList)
	}
}

// Few lines of a header are read, however many there are.
func TestLinesAreBounded(t *testing.T) {
	lines := make([]string, 60_000)
	for name, h := range map[string]http.Header{
		"ids":     {"Traceparent": lines},
		"baggage": {"Baggage": lines},
		"other":   {"X-Other": lines},
	} {
		r := NewReader(h)
		got := 0
		_ = r.ForeachKey(func(string, string) error { got++; return nil })
		if got > maxLines {
			t.Errorf("%s: read %d lines, want at most %d", name, got, maxLines)
		}
	}
}
