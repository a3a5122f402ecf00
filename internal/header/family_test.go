package header

import (
	"slices"
	"strings"
	"testing"
)

func TestOf(t *testing.T) {
	tests := []struct {
		want         Family
		ids, baggage []string
	}{
		{Jaeger, []string{"Uber-Trace-Id", "Jaeger-Debug-Id"}, []string{"Uberctx-Tenant", "Uberctx-", "Jaeger-Baggage"}},
		{TraceContext, []string{"Traceparent", "Tracestate"}, nil},
		{Baggage, nil, []string{"Baggage"}},
		{B3, []string{"B3", "X-B3-Traceid"}, []string{"Baggage-Tenant"}},
		{OpenTracing, []string{"Ot-Tracer-Spanid", "X-Ot-Span-Context"}, []string{"Ot-Baggage-Tenant"}},
		{Mock, []string{"Mockpfx-Ids-Traceid"}, []string{"Mockpfx-Baggage-Tenant"}},
		{Datadog, []string{"X-Datadog-Trace-Id", "X-Datadog-Tags"}, nil},
		{Elastic, []string{"Elastic-Apm-Traceparent"}, nil},
		{SkyWalking, []string{"Sw8", "Sw8-X"}, []string{"Sw8-Correlation"}},
		{0, []string{"", "Bag", "B3x", "X-B3", "Uber", "Ot", "Sw80", "Elastic-Apm", "Jaeger", "Mockpfx", "Tracer", "X-Request-Id"}, nil},
	}
	for _, tt := range tests {
		for i, name := range slices.Concat(tt.ids, tt.baggage) {
			wantBaggage := i >= len(tt.ids)
			for _, name := range []string{name, strings.ToLower(name), strings.ToUpper(name)} {
				if got := Of(name); got != tt.want || got&Any != got {
					t.Errorf("Of(%q) = %b, want %b", name, got, tt.want)
				}
				if got := IsBaggage(name); got != wantBaggage {
					t.Errorf("IsBaggage(%q) = %t, want %t", name, got, wantBaggage)
				}
			}
		}
	}
}
