package header

import (
	"net/http"
	"strings"
	"testing"
)

func TestOf(t *testing.T) {
	tests := []struct {
		name        string
		want        Family
		wantBaggage bool
	}{
		{"Uber-Trace-Id", Jaeger, false},
		{"Uberctx-Tenant", Jaeger, true},
		{"Uberctx-", Jaeger, true},
		{"Jaeger-Debug-Id", Jaeger, false},
		{"Jaeger-Baggage", Jaeger, true},
		{"Traceparent", TraceContext, false},
		{"Tracestate", TraceContext, false},
		{"Baggage", Baggage, true},
		{"B3", B3, false},
		{"X-B3-Traceid", B3, false},
		{"Baggage-Tenant", B3, true},
		{"Ot-Tracer-Spanid", OpenTracing, false},
		{"Ot-Baggage-Tenant", OpenTracing, true},
		{"X-Ot-Span-Context", OpenTracing, false},
		{"Mockpfx-Ids-Traceid", Mock, false},
		{"Mockpfx-Baggage-Tenant", Mock, true},
		{"X-Datadog-Trace-Id", Datadog, false},
		{"X-Datadog-Tags", Datadog, false},
		{"Elastic-Apm-Traceparent", Elastic, false},
		{"Sw8", SkyWalking, false},
		{"Sw8-X", SkyWalking, false},
		{"Sw8-Correlation", SkyWalking, true},

		{"", 0, false},
		{"Bag", 0, false},
		{"B3x", 0, false},
		{"X-B3", 0, false},
		{"Uber", 0, false},
		{"Ot", 0, false},
		{"Sw80", 0, false},
		{"Elastic-Apm", 0, false},
		{"Jaeger", 0, false},
		{"Mockpfx", 0, false},
		{"Tracer", 0, false},
		{"X-Request-Id", 0, false},
	}
	for _, tt := range tests {
		for _, name := range []string{tt.name, strings.ToLower(tt.name), strings.ToUpper(tt.name)} {
			if got := Of(name); got != tt.want {
				t.Errorf("Of(%q) = %b, want %b", name, got, tt.want)
			}
			if got := IsBaggage(name); got != tt.wantBaggage {
				t.Errorf("IsBaggage(%q) = %t, want %t", name, got, tt.wantBaggage)
			}
		}
		if tt.want&Any != tt.want {
			t.Errorf("Any leaves out %q", tt.name)
		}
	}
}

// The families' headers are no well-known ones: those would never be read.
func TestTracersHeadersAreRead(t *testing.T) {
	for name := range lowerNames {
		if isWellKnown(name) {
			t.Errorf("%s is passed by", name)
		}
	}
}

// Names of a mixed spelling are not usual: they cost an allocation.
func TestUsualNames(t *testing.T) {
	for canonical, lower := range lowerNames {
		if http.CanonicalHeaderKey(lower) != canonical || canonicalName(lower) != canonical || lowerName(canonical) != lower {
			t.Errorf("%q and %q are not the same header", canonical, lower)
		}
	}
}

func TestFamilyAllocs(t *testing.T) {
	allocs := testing.AllocsPerRun(100, func() {
		for _, name := range []string{"Uberctx-Tenant", "X-Datadog-Trace-Id", "X-Request-Id", "baggage-a", "X-Forwarded-For"} {
			Of(name)
			IsBaggage(name)
			isWellKnown(name)
		}
	})
	if allocs != 0 {
		t.Errorf("%v allocations", allocs)
	}
}
