package chitrace_test

import (
	"bytes"
	"log"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"

	"github.com/opentracing/opentracing-go"
	"github.com/opentracing/opentracing-go/mocktracer"

	"github.com/opentracing-contrib/go-chi/chitrace"
)

// witness is a tracer that keeps the carriers it was to extract from.
type witness struct {
	*mocktracer.MockTracer
	carriers []any
}

func (w *witness) Extract(format, carrier any) (opentracing.SpanContext, error) {
	w.carriers = append(w.carriers, carrier)
	return w.MockTracer.Extract(format, carrier)
}

// browser is what a browser sends.
var browser = []string{
	"Accept: text/html", "Accept-Encoding: gzip", "Accept-Language: en", "Cookie: session=secret",
	"Referer: https://example.com/", "Sec-Fetch-Mode: navigate", "Upgrade-Insecure-Requests: 1", "User-Agent: Mozilla/5.0",
}

// A tracer gets to see the headers that may be its own, in the concrete type that
// some tracers look for.
func TestCarrier(t *testing.T) {
	tests := []struct {
		name    string
		headers []string
		want    []string // nil: the tracer is not asked at all
	}{
		{"only well-known headers", browser, nil},
		{"one unknown", append(slices.Clone(browser), "X-Request-Id: 1"), []string{"X-Request-Id"}},
		{"trace context", append(slices.Clone(browser), "Traceparent: 00-1-2-01", "Tracestate: a=b"), []string{"Traceparent", "Tracestate"}},
		{"jaeger", append(slices.Clone(browser), "Uber-Trace-Id: 1:2:3:1", "Uberctx-A: b"), []string{"Uber-Trace-Id", "Uberctx-A"}},
		{"b3", append(slices.Clone(browser), "B3: 0", "X-B3-Traceid: 1"), []string{"B3", "X-B3-Traceid"}},
		{"jaeger baggage", []string{"Jaeger-Baggage: a=b"}, []string{"Jaeger-Baggage"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tracer := &witness{MockTracer: mocktracer.New()}
			var seen int
			h := http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { seen = len(r.Header) })
			get(t, serve(t, chitrace.Middleware(tracer)(h)), "GET /", tt.headers...)
			if seen < len(tt.headers) {
				t.Errorf("the handler got %d headers, want all %d", seen, len(tt.headers))
			}
			if tt.want == nil {
				if len(tracer.carriers) != 0 {
					t.Errorf("got %v, want no question", tracer.carriers)
				}
				return
			}
			if len(tracer.carriers) != 1 {
				t.Fatalf("asked %d times, want once", len(tracer.carriers))
			}
			carrier, ok := tracer.carriers[0].(opentracing.HTTPHeadersCarrier)
			if !ok {
				t.Fatalf("got a %T", tracer.carriers[0])
			}
			if got := slices.Sorted(maps.Keys(carrier)); !slices.Equal(got, tt.want) {
				t.Errorf("got %v, want %v", got, tt.want)
			}
		})
	}
}

// What is kept from the tracer is not taken from the handler.
func TestCarrierKeepsTheHeader(t *testing.T) {
	tracer := &witness{MockTracer: mocktracer.New()}
	r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", http.NoBody)
	r.Header = http.Header{"Uber-Trace-Id": {"1:2:3:1"}, "Jaeger-Baggage": {"broken"}, "Accept": {"*/*"}}
	want := r.Header.Clone()
	chitrace.Middleware(tracer)(ok).ServeHTTP(httptest.NewRecorder(), r)
	if !maps.EqualFunc(r.Header, want, slices.Equal) {
		t.Errorf("the header turned into %v", r.Header)
	}
}

// What Jaeger's client cannot parse of its baggage header it prints to the
// standard logger.
func TestMalformedBaggage(t *testing.T) {
	tests := []struct {
		name, header string
		wantUser     string
	}{
		{"well formed", "user=7", "7"},
		{"several", "a=1, user=7 ,b=2", "7"},
		{"escaped", "user%3D7%26%2B", "7&+"},
		{"escaped twice", "user=%2537", "%37"},
		{"no pair", "user", ""},
		{"no pair and a pair", "user,user=7", "7"},
		{"two equal signs", "user=7=8", ""},
		{"broken escape", "user=7%zz", ""},
		{"empty", "", ""},
		{"empty pairs", ",,,user=7,", "7"},
		{"line break", "user%0A=7,forged%0Aline", "7"},
	}
	var printed bytes.Buffer
	before := log.Writer()
	log.SetOutput(&printed)
	t.Cleanup(func() { log.SetOutput(before) })
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			printed.Reset()
			tracer, _ := newJaeger(t, always)
			var user string
			h := http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
				user = opentracing.SpanFromContext(r.Context()).BaggageItem("user")
			})
			get(t, serve(t, chitrace.Middleware(tracer)(h)), "GET /", "Jaeger-Baggage: "+tt.header)
			if user != tt.wantUser {
				t.Errorf("got user %q, want %q", user, tt.wantUser)
			}
			if printed.Len() != 0 {
				t.Errorf("printed %q", printed.String())
			}
		})
	}
}
