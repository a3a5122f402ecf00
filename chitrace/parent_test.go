package chitrace_test

import (
	"context"
	"fmt"
	"net/http"
	"testing"

	"github.com/opentracing/opentracing-go"
	"github.com/opentracing/opentracing-go/mocktracer"
	"github.com/uber/jaeger-client-go"

	"github.com/opentracing-contrib/go-chi/chitrace"
	"github.com/opentracing-contrib/go-chi/internal/active"
	"github.com/opentracing-contrib/go-chi/internal/tracetest"
)

// mockParent returns a parent as the mock tracer's headers have it.
func mockParent(spanID string) []string {
	return []string{"Mockpfx-Ids-Traceid: 4", "Mockpfx-Ids-Spanid: " + spanID, "Mockpfx-Ids-Sampled: true"}
}

// A corrupt context is a new root, and the request proceeds. Beside its error
// the mock tracer returns a context of zeros.
func TestMockParent(t *testing.T) {
	for spanID, want := range map[string]int{"5": 5, "": 0, "x": 0} {
		span := trace(t, router(), "GET /", nil, mockParent(spanID)...)
		if joined := span.SpanContext.TraceID == 4; span.ParentID != want || joined != (want != 0) || span.SpanContext.TraceID == 0 {
			t.Errorf("%q: got trace %d, parent %d, want %d", spanID, span.SpanContext.TraceID, span.ParentID, want)
		}
	}
}

func TestJaegerParent(t *testing.T) {
	for header, want := range map[string]jaeger.SpanID{
		"Uber-Trace-Id: 4%3A5%3A0%3A1": 5,
		"Uber-Trace-Id: garbage":       0,
		"Uber-Trace-Id: 0:0:0:0":       0,
		"Uberctx-Tenant: acme":         0,
	} {
		if sc := traceJaeger(t, always, around(ok), "GET /", nil, header).SpanContext(); sc.ParentID() != want || !sc.IsValid() {
			t.Errorf("%s: got %v, want parent %v", header, sc, want)
		}
	}
}

// From a caller that is not trusted nothing counts: no ids, sampled flag, debug id or
// baggage.
func TestPublicEndpoint(t *testing.T) {
	yes := chitrace.WithPublicEndpoint(func(*http.Request) bool { return true })
	no := chitrace.WithPublicEndpoint(func(*http.Request) bool { return false })
	for name, tt := range map[string]struct {
		opts       []chitrace.Option
		wantPublic bool
	}{
		"default":             {nil, false},
		"picked by none":      {options(no, no), false},
		"picked by the first": {options(yes, no), true},
		"picked by the last":  {options(no, yes), true},
		"nil":                 {options(no, chitrace.WithPublicEndpoint(nil)), true},
		"panics":              {options(chitrace.WithPublicEndpoint(func(*http.Request) bool { panic("no") })), true},
	} {
		t.Run(name, func(t *testing.T) {
			span := traceJaeger(t, never, around(ok), "GET /", tt.opts,
				"Uber-Trace-Id: 4:5:0:3", "Uberctx-Tenant: acme", "Jaeger-Baggage: user=7", "Jaeger-Debug-Id: me")
			want := "trace 4: true, parent 5, tenant acme, user 7, sampled: true"
			if tt.wantPublic {
				want = "trace 4: false, parent 0, tenant , user , sampled: false"
			}
			if got := fmt.Sprintf("trace 4: %t, parent %d, tenant %s, user %s, sampled: %t", span.SpanContext().TraceID().Low == 4,
				span.SpanContext().ParentID(), span.BaggageItem("tenant"), span.BaggageItem("user"), span.sampled); got != want {
				t.Errorf("got %s, want %s", got, want)
			}
		})
	}
}

// A transport lets no context of a caller through that is not trusted, whether or
// not the request has a span.
func TestUntrustedCallerIsTold(t *testing.T) {
	public := chitrace.WithPublicEndpoint(func(r *http.Request) bool { return r.URL.Path == "/public" })
	for name, trace := range map[string]mw{
		"traced":       chitrace.Middleware(mocktracer.New(), public),
		"left out":     chitrace.Middleware(mocktracer.New(), public, leaveOut),
		"no-op tracer": chitrace.Middleware(opentracing.NoopTracer{}, public),
		"broken":       chitrace.Middleware(tracetest.NewFaulty(tracetest.Fault{Method: "StartSpan", Mode: tracetest.Panics}), public),
	} {
		for path, want := range map[string]bool{"/public": true, "/internal": false} {
			var got bool
			resp := get(t, trace(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
				got = active.CallerIsUntrusted(context.WithoutCancel(r.Context()))
			})), "GET "+path)
			if got != want || resp.StatusCode != http.StatusOK {
				t.Errorf("%s, %s: got %t, want %t, response %v", name, path, got, want, resp)
			}
		}
	}
}
