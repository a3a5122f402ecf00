package header

import (
	"maps"
	"net/http"
	"slices"
	"testing"
)

// stale has a header of every family, as spelled by all sorts of proxies, and
// some that only look like it.
func stale() http.Header {
	h := http.Header{}
	for _, name := range []string{
		"Uber-Trace-Id", "uberctx-tenant", "Uberctx-", "Jaeger-Debug-Id", "Jaeger-Baggage",
		"Traceparent", "TRACESTATE", "Baggage",
		"b3", "X-B3-Traceid", "x-b3-sampled", "baggage-tenant",
		"Ot-Tracer-Traceid", "Ot-Baggage-Tenant", "X-Ot-Span-Context",
		"Mockpfx-Ids-Traceid", "Mockpfx-Baggage-Tenant",
		"X-Datadog-Trace-Id", "Elastic-Apm-Traceparent", "Sw8", "sw8-correlation",
		"X-Trace", "x-trace", "X-B3", "Uber", "Ot", "",
	} {
		h[name] = []string{"stale"}
	}
	return h
}

func TestWrittenFamiliesAreReplaced(t *testing.T) {
	jaeger := []string{"Uber-Trace-Id", "uberctx-tenant", "Uberctx-", "Jaeger-Debug-Id", "Jaeger-Baggage"}
	w3c := []string{"Traceparent", "TRACESTATE", "Baggage"}
	b3 := []string{"b3", "X-B3-Traceid", "x-b3-sampled", "baggage-tenant"}
	tests := []struct {
		name     string
		written  []string
		wantGone []string // stale headers that are not copied
	}{
		{"Jaeger", []string{"Uber-Trace-Id"}, jaeger},
		{"Jaeger baggage alone", []string{"Uberctx-User"}, jaeger},
		{"W3C", []string{"Traceparent"}, w3c},
		{"W3C with baggage", []string{"Traceparent", "Baggage"}, w3c},
		{"W3C baggage alone", []string{"Baggage"}, []string{"Baggage"}},
		{"B3", []string{"X-B3-Traceid", "X-B3-Spanid"}, b3},
		{"B3 in one", []string{"B3"}, b3},
		{"composite", []string{"Uber-Trace-Id", "B3"}, append(slices.Clone(jaeger), b3...)},
		{"basictracer", []string{"Ot-Tracer-Traceid"}, []string{"Ot-Tracer-Traceid", "Ot-Baggage-Tenant", "X-Ot-Span-Context"}},
		{"mocktracer", []string{"Mockpfx-Ids-Traceid"}, []string{"Mockpfx-Ids-Traceid", "Mockpfx-Baggage-Tenant"}},
		{"Datadog", []string{"X-Datadog-Parent-Id"}, []string{"X-Datadog-Trace-Id"}},
		{"Elastic", []string{"Elastic-Apm-Traceparent"}, []string{"Elastic-Apm-Traceparent"}},
		{"SkyWalking", []string{"Sw8"}, []string{"Sw8", "sw8-correlation"}},
		{"of no family", []string{"X-Trace"}, []string{"X-Trace", "x-trace"}},
		{"nothing", nil, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, want := http.Header{}, stale()
			for _, name := range tt.wantGone {
				delete(want, name)
			}
			for _, name := range tt.written {
				got[name] = []string{"new"}
				want[name] = []string{"new"}
			}
			Copy(got, stale(), Written(got))
			if !maps.EqualFunc(got, want, slices.Equal) {
				t.Errorf("got  %v\nwant %v", got, want)
			}
		})
	}
}

func TestCopyWithoutAny(t *testing.T) {
	got := http.Header{}
	Copy(got, stale(), Any)
	want := http.Header{"X-Trace": {"stale"}, "x-trace": {"stale"}, "X-B3": {"stale"}, "Uber": {"stale"}, "Ot": {"stale"}, "": {"stale"}}
	if !maps.EqualFunc(got, want, slices.Equal) {
		t.Errorf("got  %v\nwant %v", got, want)
	}
}

func TestCopyNeverReplaces(t *testing.T) {
	got := http.Header{"Traceparent": {"new"}}
	Copy(got, http.Header{"Traceparent": {"stale"}, "traceparent": {"stale"}, "Accept": {"*/*"}}, 0)
	if want := (http.Header{"Traceparent": {"new"}, "Accept": {"*/*"}}); !maps.EqualFunc(got, want, slices.Equal) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestAppendingToACopy(t *testing.T) {
	values := append(make([]string, 0, 2), "a")
	src, dst := http.Header{"Accept": values}, http.Header{}
	Copy(dst, src, 0)
	dst.Add("Accept", "b")
	if got := values[:2][1]; got != "" {
		t.Errorf("the source's values got %q", got)
	}
}
