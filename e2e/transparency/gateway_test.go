package transparency

import (
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/go-chi/chi/v5"
	"github.com/opentracing/opentracing-go"
	"github.com/uber/jaeger-client-go"

	"github.com/opentracing-contrib/go-chi/chitrace"
	"github.com/opentracing-contrib/go-chi/chitrace/propagation"
	"github.com/opentracing-contrib/go-chi/chitrace/propagation/codec"
)

// A stranger's trace in every format, by the codecs that read it.
var strangers = map[string]http.Header{
	"Jaeger": {
		"Uber-Trace-Id": {"5ec5ec5ec5ec5ec5:5ec5ec5ec5ec5ec5:0:1"}, "Uberctx-Tenant": {"stranger"},
		"Jaeger-Baggage": {"user=stranger"}, "Jaeger-Debug-Id": {"stranger"},
	},
	"W3C": {
		"Traceparent": {"00-5ec5ec5ec5ec5ec55ec5ec5ec5ec5ec5-5ec5ec5ec5ec5ec5-01"}, "Tracestate": {"a=stranger"},
		"Baggage": {"tenant=stranger"},
	},
	"B3": {
		"X-B3-Traceid": {"5ec5ec5ec5ec5ec5"}, "X-B3-Spanid": {"5ec5ec5ec5ec5ec5"}, "X-B3-Parentspanid": {"5ec5ec5ec5ec5ec6"},
		"B3": {"5ec5ec5ec5ec5ec5-5ec5ec5ec5ec5ec5-1"}, "Baggage-Tenant": {"stranger"},
	},
	"of others": {
		"X-Datadog-Trace-Id": {"5ec"}, "X-Datadog-Tags": {"stranger"}, "Elastic-Apm-Traceparent": {"5ec"},
		"X-Ot-Span-Context": {"5ec"}, "Ot-Tracer-Traceid": {"5ec"}, "Ot-Baggage-Tenant": {"stranger"},
		"Sw8": {"stranger"}, "Sw8-Correlation": {"stranger"},
	},
}

// What a public endpoint ignored does not go on behind it, in any format that the
// tracer writes; to a third party nothing goes on in any format.
func TestGateway(t *testing.T) {
	tests := []struct {
		name    string
		codec   codec.Codec
		formats []string // that it writes
	}{
		{"Jaeger", codec.Jaeger(), []string{"Jaeger"}},
		{"W3C", codec.W3C(), []string{"W3C"}},
		{"B3", codec.B3(), []string{"B3"}},
		{"B3Single", codec.B3Single(), []string{"B3"}},
		{"Composite", codec.Composite(codec.W3C(), codec.Jaeger(), codec.B3()), []string{"W3C", "Jaeger", "B3"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, own := throughGateway(t, tt.codec)
			if !strings.Contains(fmt.Sprint(got), own) {
				t.Errorf("our trace %s does not go on: %v", own, got)
			}
			for _, format := range tt.formats {
				wantNothingOf(t, got, strangers[format])
			}
		})
		t.Run(tt.name+" to a third party", func(t *testing.T) {
			got, own := throughGateway(t, tt.codec, propagation.WithInjectFilter(func(*http.Request) bool { return false }))
			if strings.Contains(fmt.Sprint(got), own) {
				t.Errorf("our trace %s leaves: %v", own, got)
			}
			for _, headers := range strangers {
				wantNothingOf(t, got, headers)
			}
		})
	}
}

// throughGateway sends a stranger's request through a reverse proxy on a public
// endpoint. It returns the headers that arrive behind the proxy, and the id of
// the proxy's trace.
func throughGateway(t *testing.T, c codec.Codec, opts ...propagation.Option) (got http.Header, traceID string) {
	t.Helper()
	behind := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { got = r.Header }))
	t.Cleanup(behind.Close)
	target, err := url.Parse(behind.URL)
	if err != nil {
		t.Fatal(err)
	}
	tracer, closer := jaeger.NewTracer("gateway", jaeger.NewConstSampler(true), jaeger.NewNullReporter(),
		jaeger.TracerOptions.Extractor(opentracing.HTTPHeaders, c), jaeger.TracerOptions.Injector(opentracing.HTTPHeaders, c))
	t.Cleanup(func() { _ = closer.Close() })

	proxy := httputil.NewSingleHostReverseProxy(target)
	proxy.Transport = propagation.NewTransport(nil, opts...)
	r := chi.NewRouter()
	r.Use(chitrace.Middleware(tracer, chitrace.WithPublicEndpoint(nil)))
	r.Handle("/*", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		traceID = chitrace.SpanFromRequest(r).Context().(jaeger.SpanContext).TraceID().String()
		proxy.ServeHTTP(w, r)
	}))
	gateway := httptest.NewServer(r)
	t.Cleanup(gateway.Close)

	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, gateway.URL, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	for _, headers := range strangers {
		maps.Copy(req.Header, headers)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	if err := resp.Body.Close(); err != nil {
		t.Fatal(err)
	}
	return got, traceID
}

// wantNothingOf fails if one of the stranger's headers arrived as it was sent.
func wantNothingOf(t *testing.T, got, stranger http.Header) {
	t.Helper()
	for name, values := range stranger {
		if slices.Equal(got[name], values) {
			t.Errorf("%s: %s passed the gateway", name, values[0])
		}
	}
}
