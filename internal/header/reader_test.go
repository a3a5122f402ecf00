package header

import (
	"fmt"
	"maps"
	"net/http"
	"runtime"
	"strings"
	"testing"

	"github.com/opentracing/opentracing-go"
	"github.com/uber/jaeger-client-go"

	"github.com/opentracing-contrib/go-chi/internal/tracetest"
)

// browserWith returns the header of a browser's request, with that of the caller.
func browserWith(caller http.Header) http.Header {
	h := tracetest.BrowserHeader()
	maps.Copy(h, caller)
	return h
}

// read returns what the Reader hands out. It must leave the header as it is.
func read(tb testing.TB, h http.Header) http.Header {
	tb.Helper()
	before := h.Clone()
	r := NewReader(h)
	got := http.Header{}
	err := r.ForeachKey(func(name, value string) error {
		if name != strings.ToLower(name) {
			tb.Errorf("%q is not in lower case", name)
		}
		got.Add(name, value)
		return nil
	})
	if err != nil {
		tb.Error(err)
	}
	tracetest.WantHeader(tb, h, before)
	return got
}

// list returns a baggage list of that many members of ten bytes.
func list(members int) string {
	return strings.TrimSuffix(strings.Repeat("key=value,", members), ",")
}

func TestReader(t *testing.T) {
	type h = http.Header
	long, lines := strings.Repeat("v", Budget), make([]string, 60_000)
	manyIDs := h{"Traceparent": {"00-1-2-01"}}
	for i := range 1000 {
		manyIDs[fmt.Sprintf("X-B3-%d", i)] = []string{"v"}
	}
	escaped := func(members int) string { return strings.ReplaceAll(list(members), ",", "%2C") }
	lower := func(members int) string { return strings.ToLower(escaped(members)) }
	for _, tt := range []struct {
		name         string
		header, want h // a nil want is all of the header
	}{
		{"nothing", h{}, nil},
		{"W3C", h{"Traceparent": {"00-1-2-01"}, "Tracestate": {"a=1", "b=2"}, "Baggage": {"a=1", "b=2"}}, nil},
		{"Jaeger", h{"Uber-Trace-Id": {"1:2:3:1"}, "Uberctx-Tenant": {"acme"}, "Jaeger-Debug-Id": {"d"}}, nil},
		{"B3", h{"B3": {"0"}, "X-B3-Traceid": {"1"}, "Baggage-Tenant": {"acme"}}, nil},
		{"unknown", h{"X-Tenant": {"acme", "umbrella"}}, nil},
		{"X-Ray behind Amazon's balancer", h{"X-Amzn-Trace-Id": {"Root=1-2-3"}}, nil},

		{"exactly the budget", h{"Uberctx-A": {long[:Budget-13]}}, nil},
		{"one byte more", h{"Uberctx-A": {long[:Budget-12]}}, h{}},
		{"no room for a list", h{"Uberctx-A": {long[:Budget-13]}, "Baggage": {list(1000)}}, h{"Uberctx-A": {long[:Budget-13]}}},
		{
			"the largest go first",
			h{"Uberctx-A": {long[:5000]}, "Baggage-B": {long[:4000]}, "Ot-Baggage-C": {"v"}},
			h{"Baggage-B": {long[:4000]}, "Ot-Baggage-C": {"v"}},
		},
		{
			"as many of one size as fit",
			h{"Uberctx-A": {long[:3000], long[:3000], long[:3000]}, "Uberctx-B": {"v"}, "Baggage": {list(1000)}},
			h{"Uberctx-A": {long[:3000], long[:3000]}, "Uberctx-B": {"v"}, "Baggage": {list(214)}},
		},
		{"a list is cut at a member", h{"Baggage": {list(1000), list(1000)}}, h{"Baggage": {list(818)}}}, // 8179 bytes, and 11 for the name
		{
			"a list of which the last member just fits",
			h{"Baggage": {list(1000)}, "Uberctx-A": {"123456789"}},
			h{"Baggage": {list(816)}, "Uberctx-A": {"123456789"}},
		},
		{"a list of one member", h{"Baggage": {"key=" + long}}, h{}},
		{"Jaeger's list", h{"Jaeger-Baggage": {list(1000)}}, h{"Jaeger-Baggage": {list(817)}}},
		{"Jaeger's list, escaped", h{"Jaeger-Baggage": {escaped(1000)}}, h{"Jaeger-Baggage": {escaped(681)}}},
		{"Jaeger's list, escaped in lower case", h{"Jaeger-Baggage": {lower(1000)}}, h{"Jaeger-Baggage": {lower(681)}}},
		{
			"ids have no part in it",
			h{"Traceparent": {"00-1-2-01"}, "Tracestate": {long}, "Baggage-A": {long}},
			h{"Traceparent": {"00-1-2-01"}, "Tracestate": {long}},
		},
		{"ids take no one else's place", manyIDs, nil},
		{"a line that is too long for ids", h{"Uber-Trace-Id": {long + "v", "1:2:3:1"}}, h{"Uber-Trace-Id": {"", "1:2:3:1"}}},
		{
			"a debug id that is too long",
			h{"Jaeger-Debug-Id": {long[:MaxDebugID+1], long[:MaxDebugID]}},
			h{"Jaeger-Debug-Id": {long[:MaxDebugID]}},
		},
		{
			"ids are text, since Jaeger makes a tag of a debug id",
			h{"Jaeger-Debug-Id": {"d", "d%20", "\xff", "%ff", "é", "%zz"}, "Acme-Debug": {"d", "d%20", "\xff", "%ff", "é", "%zz"}},
			h{"Jaeger-Debug-Id": {"d", "d%20", "é", "%zz"}, "Acme-Debug": {"d", "d%20", "é", "%zz"}},
		},
		{
			"headers that may be some tracer's",
			h{"X-Ctx-Id": {"1"}, "X-Ctx-Baggage": {long}, "Baggage-A": {"v"}},
			h{"X-Ctx-Id": {"1"}, "Baggage-A": {"v"}},
		},
		{
			"very many lines",
			h{"Traceparent": lines, "Baggage": lines, "X-Other": lines},
			h{"Traceparent": lines[:maxLines], "Baggage": lines[:maxLines], "X-Other": lines[:maxLines]},
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			want := tt.want
			if want == nil {
				want = tt.header
			}
			r := NewReader(browserWith(tt.header))
			if got := r.Empty(); got != (len(tt.header) == 0) {
				t.Errorf("empty = %t", got)
			}
			tracetest.WantHeader(t, read(t, browserWith(tt.header)), want)
			carrier := http.Header(r.Carrier())
			maps.DeleteFunc(carrier, func(name string, _ []string) bool { return isWellKnown(name) })
			tracetest.WantHeader(t, carrier, want)
		})
	}
}

func TestManyLinesTakeLittleMemory(t *testing.T) {
	h := http.Header{"Baggage": make([]string, 60_000)}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	_ = read(t, h)
	runtime.ReadMemStats(&after)
	if got := after.TotalAlloc - before.TotalAlloc; got > 4<<20 { // of which h.Clone takes 1 MB
		t.Errorf("allocated %d bytes", got)
	}
}

// What jaeger-client-go cannot parse of a list it prints, under whatever name
// the list comes.
func TestListsPrintNothing(t *testing.T) {
	printed := tracetest.CaptureLog(t)
	own := tracetest.NewOwnNames(t)
	usual, _ := tracetest.NewJaeger(t, jaeger.NewConstSampler(true))
	var ofOwn, ofUsual Extractor
	for list, want := range map[string]string{
		"role=user": "user", "x,role=user,": "user", strings.Repeat(",", 6000): "", "%zz": "", "plain": "", "a=b=c": "",
		"a=1, role=7 ,b=2": "7", "x,role=%2537": "%37", "role,role=7": "7", "role=7=8": "", "role%0A=7,forged%0Aline": "7",
	} {
		ofAcme := NewReader(http.Header{
			"Acme-Trace": {"1:2:0:1"}, "Acme-Ctx-Tenant": {"acme%2C"}, "Acme-Baggage": {list}, "X-Other": {list},
		})
		ofUber := NewReader(http.Header{
			"Uber-Trace-Id": {"1:2:0:1"}, "Uberctx-Tenant": {"acme%2C"}, "Jaeger-Baggage": {list},
		})
		for _, extracted := range []opentracing.SpanContext{ofOwn.Extract(own, &ofAcme), ofUsual.Extract(usual, &ofUber)} {
			sc, _ := extracted.(jaeger.SpanContext)
			items := map[string]string{}
			sc.ForeachBaggageItem(func(key, value string) bool { items[key] = value; return true })
			if !sc.IsValid() || items["tenant"] != "acme," || items["role"] != want {
				t.Errorf("%.20q: got %v with %v", list, sc, items)
			}
		}
	}
	if printed.Len() > 0 {
		t.Errorf("printed %.200q", printed.String())
	}
}

// A client may send any number of names. Those of the tracer stay known, and each
// is still read.
func TestNamesAreBounded(t *testing.T) {
	tracer := tracetest.NewOwnNames(t)
	var e Extractor
	e.kindOf(opentracing.NoopTracer{}, "Acme-Baggage", nil) // before there is a tracer
	for i := range 1000 {
		r := NewReader(http.Header{"Acme-Baggage": {"role=user"}, "Acme-Trace": {"1:2:0:1"}, fmt.Sprintf("X-%d", i): {"v"}})
		if i < 100 {
			delete(r.header, "Acme-Baggage")
			delete(r.header, "Acme-Trace")
		}
		sc, _ := e.Extract(tracer, &r).(jaeger.SpanContext)
		if known := len(e.known()); i >= 100 && !sc.IsValid() || known > 2*maxNames {
			t.Fatalf("got %v, and %d names are known", sc, known)
		}
	}
	if got := e.known()["Acme-Baggage"]; got != kindList {
		t.Errorf("got kind %d, want %d", got, kindList)
	}
}

// A tracer may find a context in whatever it is given. That makes no header its own.
func TestReadsEveryHeader(t *testing.T) {
	tracer := fake{extract: func(any) (opentracing.SpanContext, error) { return remote{"1"}, nil }}
	if new(Extractor).Reads(tracer, "X-Tenant", []string{"acme"}) {
		t.Error("X-Tenant counts as the tracer's")
	}
}

func FuzzReader(f *testing.F) {
	for _, lines := range []string{
		"Traceparent: 00-1-2-01\nBaggage: a=b",
		"~~~~~~~~~~~~~Baggage: a=b,\nUberctx-A: b",
		"~~~~~~~~~~~~Jaeger-Baggage: a%3Db%2C\n~~~~~~~~~~~~Baggage-A: b",
		"Jaeger-Baggage: ,,a=b=c,%zz",
		"~~~~~~~~~~~~~~X-Ctx: b\nUber-Trace-Id: 1:2:3:1\n~~~~~~~~~~Jaeger-Debug-Id: d",
	} {
		f.Add(lines)
	}
	tracer, _ := tracetest.NewJaeger(f, jaeger.NewConstSampler(true))
	printed := tracetest.CaptureLog(f)
	f.Fuzz(func(t *testing.T, lines string) {
		h := http.Header{}
		tracetest.ForeachLine(lines, func(name, value string) {
			if IsName(name) { // net/http refuses the others
				h.Add(name, value)
			}
		})
		got := read(t, h)
		r := NewReader(h)
		if r.Empty() && len(got) > 0 {
			t.Errorf("an empty Reader handed out %.100v", got)
		}
		sizes := map[bool]int{} // of baggage, and of headers of no family
		for name, values := range got {
			for _, value := range values {
				if name != "Jaeger-Baggage" && (IsBaggage(name) || Of(name) == 0) {
					sizes[IsBaggage(name)] += size(name, value)
				}
				// A list of Jaeger's may grow threefold when it is escaped again.
				if len(value) > Budget && (name != "Jaeger-Baggage" || len(value) > 3*Budget) {
					t.Errorf("read %d bytes of %q", len(value), name)
				}
			}
		}
		if sizes[true] > Budget || sizes[false] > Budget {
			t.Errorf("read %d bytes of baggage and %d of headers of no family, more than %d", sizes[true], sizes[false], Budget)
		}
		_, _ = tracer.Extract(opentracing.HTTPHeaders, &r)
		_, _ = tracer.Extract(opentracing.HTTPHeaders, r.Carrier())
		if printed.Len() > 0 {
			t.Errorf("Jaeger's client printed %q", printed.String())
			printed.Reset()
		}
	})
}
