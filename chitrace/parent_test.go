package chitrace_test

import (
	"bytes"
	"context"
	"log"
	"net/http"
	"testing"

	"github.com/opentracing/opentracing-go"
	"github.com/opentracing/opentracing-go/mocktracer"
	"github.com/uber/jaeger-client-go"

	"github.com/opentracing-contrib/go-chi/chitrace"
	"github.com/opentracing-contrib/go-chi/internal/active"
	"github.com/opentracing-contrib/go-chi/internal/tracetest"
)

// A corrupt context is a new root, and the request proceeds. Beside its error
// the mock tracer returns a context of zeros.
func TestMockParent(t *testing.T) {
	const traceID, sampled = "Mockpfx-Ids-Traceid: 4", "Mockpfx-Ids-Sampled: true"
	for spanID, want := range map[string]int{"5": 5, "": 0, "x": 0} {
		span := trace(t, router(), "GET /", nil, traceID, "Mockpfx-Ids-Spanid: "+spanID, sampled)
		if joined := span.SpanContext.TraceID == 4; span.ParentID != want || joined != (want != 0) || span.SpanContext.TraceID == 0 {
			t.Errorf("%q: got trace %d, parent %d, want %d", spanID, span.SpanContext.TraceID, span.ParentID, want)
		}
	}
}

func TestJaegerParent(t *testing.T) {
	tests := []struct {
		name       string
		headers    []string
		wantParent jaeger.SpanID
	}{
		{"none", nil, 0},
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
			tracer, reporter := tracetest.NewJaeger(t, always)
			if resp := get(t, tracetest.Serve(t, chitrace.Middleware(tracer)(ok)), "GET /", tt.headers...); resp.StatusCode != http.StatusOK {
				t.Errorf("got status %d", resp.StatusCode)
			}
			sc := onlyJaegerSpan(t, reporter).SpanContext()
			if sc.ParentID() != tt.wantParent || !sc.IsValid() {
				t.Errorf("got %v, want parent %v", sc, tt.wantParent)
			}
		})
	}
}

// What Jaeger's client cannot parse of its baggage header it prints to the
// standard logger.
func TestMalformedBaggage(t *testing.T) {
	var printed bytes.Buffer
	before := log.Writer()
	log.SetOutput(&printed)
	t.Cleanup(func() { log.SetOutput(before) })
	for header, want := range map[string]string{
		"a=1, user=7 ,b=2": "7", "user=%2537": "%37", "user,user=7": "7", "user=7=8": "", "user%0A=7,forged%0Aline": "7",
	} {
		tracer, _ := tracetest.NewJaeger(t, always)
		h := http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			if got := opentracing.SpanFromContext(r.Context()).BaggageItem("user"); got != want {
				t.Errorf("%q: got user %q, want %q", header, got, want)
			}
		})
		get(t, tracetest.Serve(t, chitrace.Middleware(tracer)(h)), "GET /", "Jaeger-Baggage: "+header)
	}
	if printed.Len() != 0 {
		t.Errorf("printed %q", printed.String())
	}
}

func TestPublicEndpoint(t *testing.T) {
	yes := chitrace.WithPublicEndpoint(func(*http.Request) bool { return true })
	no := chitrace.WithPublicEndpoint(func(*http.Request) bool { return false })
	tests := []struct {
		name       string
		opts       []chitrace.Option
		wantPublic bool
	}{
		{"default", nil, false},
		{"picked by none", options(no, no), false},
		{"picked by the first", options(yes, no), true},
		{"picked by the last", options(no, yes), true},
		{"nil", options(no, chitrace.WithPublicEndpoint(nil)), true},
		{"panics", options(chitrace.WithPublicEndpoint(func(*http.Request) bool { panic("no") })), true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tracer, reporter := tracetest.NewJaeger(t, always)
			var baggage string
			h := http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
				span := chitrace.SpanFromRequest(r)
				baggage = span.BaggageItem("tenant") + span.BaggageItem("user")
			})
			get(t, tracetest.Serve(t, chitrace.Middleware(tracer, tt.opts...)(h)), "GET /", everything...)
			sc := onlyJaegerSpan(t, reporter).SpanContext()
			if public := sc.TraceID().Low != 4 && sc.ParentID() == 0; public != tt.wantPublic {
				t.Errorf("got %v", sc)
			}
			if want := map[bool]string{false: "acme7"}[tt.wantPublic]; baggage != want {
				t.Errorf("got baggage %q, want %q", baggage, want)
			}
		})
	}
}

// A transport lets no context of a caller through that is not trusted, whether or
// not the request has a span.
func TestUntrustedCallerIsTold(t *testing.T) {
	public := chitrace.WithPublicEndpoint(func(r *http.Request) bool { return r.URL.Path == "/public" })
	none := chitrace.WithFilter(func(*http.Request) bool { return false })
	traces := map[string]middlewareFunc{
		"traced":       chitrace.Middleware(mocktracer.New(), public),
		"left out":     chitrace.Middleware(mocktracer.New(), public, none),
		"no-op tracer": chitrace.Middleware(opentracing.NoopTracer{}, public),
		"broken":       chitrace.Middleware(tracetest.NewFaulty(tracetest.Fault{Method: "StartSpan", Mode: tracetest.Panics}), public),
	}
	for name, trace := range traces {
		for path, want := range map[string]bool{"/public": true, "/internal": false} {
			var got bool
			get(t, tracetest.Serve(t, trace(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
				got = active.CallerIsUntrusted(context.WithoutCancel(r.Context()))
			}))), "GET "+path)
			if got != want {
				t.Errorf("%s, %s: got %t, want %t", name, path, got, want)
			}
		}
	}
}
