package header

import (
	"maps"
	"net/http"
	"slices"
	"testing"

	"github.com/opentracing/opentracing-go"
)

var (
	staleJaeger  = []string{"Uber-Trace-Id", "uberctx-tenant", "Uberctx-", "Jaeger-Debug-Id", "Jaeger-Baggage"}
	staleW3C     = []string{"Traceparent", "TRACESTATE", "Baggage"}
	staleB3      = []string{"b3", "X-B3-Traceid", "x-b3-sampled", "baggage-tenant"}
	staleForeign = []string{"X-Trace", "x-trace", "X-B3", ""}
)

// stale has headers of several families, as spelled by all sorts of proxies, and
// some that only look like it.
func stale() http.Header {
	h := http.Header{}
	for _, name := range slices.Concat(staleJaeger, staleW3C, staleB3, staleForeign) {
		h[name] = []string{"stale"}
	}
	return h
}

// send copies src to w, except for those families.
func send(w *Writer, src http.Header, except Family) {
	rules := Rules{Except: except, Extractor: new(Extractor)}
	rules.Copy(w, src, opentracing.NoopTracer{})
}

func TestCopyExceptWritten(t *testing.T) {
	tests := []struct {
		name     string
		written  []string
		wantGone []string // stale headers that are not copied
	}{
		{"Jaeger", []string{"Uber-Trace-Id"}, staleJaeger},
		{"Jaeger baggage alone", []string{"Uberctx-User"}, staleJaeger},
		{"W3C", []string{"Traceparent"}, staleW3C},
		{"W3C baggage alone", []string{"Baggage"}, []string{"Baggage"}},
		{"composite", []string{"Uber-Trace-Id", "B3"}, slices.Concat(staleJaeger, staleB3)},
		{"a family that is not stale", []string{"Sw8"}, nil},
		{"of no family", []string{"X-Trace"}, []string{"X-Trace", "x-trace"}},
		{"nothing", nil, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, want := http.Header{}, stale()
			for _, name := range tt.wantGone {
				delete(want, name)
			}
			w := Writer{Header: got}
			for _, name := range tt.written {
				w.Set(name, "new")
				want[name] = []string{"new"}
			}
			send(&w, stale(), w.Families())
			if !maps.EqualFunc(got, want, slices.Equal) {
				t.Errorf("got  %v\nwant %v", got, want)
			}
		})
	}
}

func TestCopyExceptAny(t *testing.T) {
	got := http.Header{}
	send(&Writer{Header: got}, stale(), Any)
	if names := slices.Sorted(maps.Keys(got)); !slices.Equal(names, slices.Sorted(slices.Values(staleForeign))) {
		t.Errorf("got %q, want %q", names, staleForeign)
	}
}
