package chitrace_test

import (
	"net/http"
	"testing"

	"github.com/opentracing/opentracing-go/mocktracer"
	"github.com/uber/jaeger-client-go"

	"github.com/opentracing-contrib/go-chi/chitrace"
	"github.com/opentracing-contrib/go-chi/internal/tracetest"
)

func TestParent(t *testing.T) {
	tests := []struct {
		name       string
		headers    []string
		wantParent int // 0: a new root
	}{
		{"none", nil, 0},
		{"a context", []string{"Mockpfx-Ids-Traceid: 4", "Mockpfx-Ids-Spanid: 5", "Mockpfx-Ids-Sampled: true"}, 5},
		{"half a context", []string{"Mockpfx-Ids-Traceid: 4"}, 0},
		{"no numbers", []string{"Mockpfx-Ids-Traceid: x", "Mockpfx-Ids-Spanid: 5"}, 0},
		{"broken flag", []string{"Mockpfx-Ids-Traceid: 4", "Mockpfx-Ids-Spanid: 5", "Mockpfx-Ids-Sampled: perhaps"}, 0},
		{"empty", []string{"Mockpfx-Ids-Traceid: ", "Mockpfx-Ids-Spanid: "}, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tracer := mocktracer.New()
			if resp := get(t, tracetest.Serve(t, chitrace.Middleware(tracer)(ok)), "GET /", tt.headers...); resp.StatusCode != http.StatusOK {
				t.Errorf("got status %d", resp.StatusCode)
			}
			span := tracetest.OnlySpan(t, tracer)
			if span.ParentID != tt.wantParent {
				t.Errorf("got parent %d, want %d", span.ParentID, tt.wantParent)
			}
			if joined := span.SpanContext.TraceID == 4; joined != (tt.wantParent != 0) || span.SpanContext.TraceID == 0 {
				t.Errorf("got trace %d", span.SpanContext.TraceID)
			}
		})
	}
}

func TestJaegerParent(t *testing.T) {
	tests := []struct {
		name       string
		headers    []string
		wantParent jaeger.SpanID
	}{
		{"sampled", []string{"Uber-Trace-Id: 4:5:0:1"}, 5},
		{"encoded", []string{"Uber-Trace-Id: 4%3A5%3A0%3A1"}, 5},
		{"garbage", []string{"Uber-Trace-Id: garbage"}, 0},
		{"empty", []string{"Uber-Trace-Id: "}, 0},
		{"zero", []string{"Uber-Trace-Id: 0:0:0:0"}, 0},
		{"too long", []string{"Uber-Trace-Id: 123456789012345678901234567890123:5:0:1"}, 0},
		{"bad flags", []string{"Uber-Trace-Id: 4:5:0:-1"}, 0},
		{"only baggage", []string{"Uberctx-Tenant: acme"}, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tracer, reporter := newJaeger(t, always)
			if resp := get(t, tracetest.Serve(t, chitrace.Middleware(tracer)(ok)), "GET /", tt.headers...); resp.StatusCode != http.StatusOK {
				t.Errorf("got status %d", resp.StatusCode)
			}
			sc := spanContext(t, onlyJaegerSpan(t, reporter))
			if sc.ParentID() != tt.wantParent || !sc.IsValid() {
				t.Errorf("got %v, want parent %v", sc, tt.wantParent)
			}
		})
	}
}

// everything is all that a caller can send to a Jaeger tracer.
var everything = []string{
	"Uber-Trace-Id: 4:5:0:1", "Uberctx-Tenant: acme", "Jaeger-Baggage: user=7", "Jaeger-Debug-Id: me",
}

func TestPublicEndpoint(t *testing.T) {
	yes := func(*http.Request) bool { return true }
	no := func(*http.Request) bool { return false }
	panics := func(*http.Request) bool { panic("no") }
	tests := []struct {
		name       string
		opts       []chitrace.Option
		wantPublic bool
	}{
		{"default", nil, false},
		{"nil", []chitrace.Option{chitrace.WithPublicEndpoint(nil)}, true},
		{"not picked", []chitrace.Option{chitrace.WithPublicEndpoint(no)}, false},
		{"picked", []chitrace.Option{chitrace.WithPublicEndpoint(yes)}, true},
		{"panics", []chitrace.Option{chitrace.WithPublicEndpoint(panics)}, true},
		{"picked, then nil", []chitrace.Option{chitrace.WithPublicEndpoint(yes), chitrace.WithPublicEndpoint(nil)}, true},
		{"not picked, then nil", []chitrace.Option{chitrace.WithPublicEndpoint(no), chitrace.WithPublicEndpoint(nil)}, true},
		{"picked by the first", []chitrace.Option{chitrace.WithPublicEndpoint(yes), chitrace.WithPublicEndpoint(no)}, true},
		{"picked by the second", []chitrace.Option{chitrace.WithPublicEndpoint(no), chitrace.WithPublicEndpoint(yes)}, true},
		{"picked by none", []chitrace.Option{chitrace.WithPublicEndpoint(no), chitrace.WithPublicEndpoint(no)}, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tracer, reporter := newJaeger(t, always)
			var tenant, user string
			h := http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
				span := chitrace.SpanFromRequest(r)
				tenant, user = span.BaggageItem("tenant"), span.BaggageItem("user")
			})
			get(t, tracetest.Serve(t, chitrace.Middleware(tracer, tt.opts...)(h)), "GET /", everything...)
			sc := spanContext(t, onlyJaegerSpan(t, reporter))
			if public := sc.TraceID().Low != 4 && sc.ParentID() == 0; public != tt.wantPublic {
				t.Errorf("got %v", sc)
			}
			if public := tenant+user == ""; public != tt.wantPublic {
				t.Errorf("got baggage %q and %q", tenant, user)
			}
			if !tt.wantPublic && (tenant != "acme" || user != "7") {
				t.Errorf("got baggage %q and %q", tenant, user)
			}
		})
	}
}

// Neither the sampled flag nor the debug id of a caller forces a public endpoint
// to sample.
func TestPublicEndpointSampling(t *testing.T) {
	for _, force := range []string{"Uber-Trace-Id: 4:5:0:1", "Uber-Trace-Id: 4:5:0:3", "Jaeger-Debug-Id: me"} {
		for _, public := range []bool{false, true} {
			tracer, reporter := newJaeger(t, never)
			trace := chitrace.Middleware(tracer, chitrace.WithPublicEndpoint(func(*http.Request) bool { return public }))
			get(t, tracetest.Serve(t, trace(ok)), "GET /", force)
			if sampled := reporter.SpansSubmitted() == 1; sampled == public {
				t.Errorf("%s: sampled %t, public %t", force, sampled, public)
			}
		}
	}
}
