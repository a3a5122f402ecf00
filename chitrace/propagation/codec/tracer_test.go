package codec_test

import (
	"net/http"
	"testing"

	"github.com/opentracing/opentracing-go"
	"github.com/opentracing/opentracing-go/ext"
	"github.com/uber/jaeger-client-go"

	"github.com/opentracing-contrib/go-chi/chitrace/propagation/codec"
)

func newTracer(t *testing.T, c codec.Codec, sampler jaeger.Sampler, reporter jaeger.Reporter) opentracing.Tracer {
	t.Helper()
	tracer, closer := jaeger.NewTracer("test", sampler, reporter,
		jaeger.TracerOptions.Injector(opentracing.HTTPHeaders, c),
		jaeger.TracerOptions.Extractor(opentracing.HTTPHeaders, c))
	t.Cleanup(func() { _ = closer.Close() })
	return tracer
}

func injectSpan(t *testing.T, span opentracing.Span) http.Header {
	t.Helper()
	h := http.Header{}
	if err := span.Tracer().Inject(span.Context(), opentracing.HTTPHeaders, headersOf(h)); err != nil {
		t.Fatalf("Inject: %v", err)
	}
	return h
}

// startServer starts the span of a request with those headers.
func startServer(t *testing.T, tracer opentracing.Tracer, carrier opentracing.HTTPHeadersCarrier) opentracing.Span {
	t.Helper()
	parent, err := tracer.Extract(opentracing.HTTPHeaders, carrier)
	if err != nil {
		t.Fatalf("Extract: %v", err)
	}
	return tracer.StartSpan("server", ext.RPCServerOption(parent))
}

// What came with the caller reaches every span below, however it descends.
func TestStateDescends(t *testing.T) {
	tracer := newTracer(t, codec.W3C(), jaeger.NewConstSampler(false), jaeger.NewNullReporter())
	server := startServer(t, tracer, headers(
		"traceparent", "00-"+exampleTraceID+"-"+exampleParentID+"-03",
		"tracestate", "rojo=1,congo=2",
		"baggage", "k=v;p"))
	child := tracer.StartSpan("child", opentracing.ChildOf(server.Context()))
	grandchild := tracer.StartSpan("grandchild", opentracing.FollowsFrom(child.Context()))
	grandchild.SetBaggageItem("l", "w")
	otherRoot := tracer.StartSpan("other")

	seen := map[string]bool{exampleParentID: true}
	for name, span := range map[string]opentracing.Span{"server": server, "child": child, "grandchild": grandchild} {
		h := injectSpan(t, span)
		traceparent := h.Get("traceparent")
		if got, want := traceparent[:36]+traceparent[52:], "00-"+exampleTraceID+"--03"; got != want {
			t.Errorf("%s: traceparent %q, want %q around the parent id", name, traceparent, want)
		}
		if id := traceparent[36:52]; seen[id] {
			t.Errorf("%s: parent id %q was another span's", name, id)
		} else {
			seen[id] = true
		}
		if got, want := h.Get("tracestate"), "rojo=1,congo=2"; got != want {
			t.Errorf("%s: tracestate %q, want %q", name, got, want)
		}
		want := "k=v;p"
		if name == "grandchild" {
			want += ",l=w"
		}
		if got := h.Get("baggage"); got != want {
			t.Errorf("%s: baggage %q, want %q", name, got, want)
		}
	}

	h := injectSpan(t, otherRoot)
	if got := h.Get("traceparent"); len(h) != 1 || got[53:] != "00" {
		t.Errorf("another trace: got %v, want a traceparent alone, with no flags", h)
	}
}
