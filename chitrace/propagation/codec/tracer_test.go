package codec_test

import (
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
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

// What came with the caller reaches every span below, however it descends.
func TestStateDescends(t *testing.T) {
	tracer := newTracer(t, codec.W3C(), jaeger.NewConstSampler(false), jaeger.NewNullReporter())
	parent, err := tracer.Extract(opentracing.HTTPHeaders, headers(
		"traceparent", "00-"+exampleTraceID+"-"+exampleParentID+"-03",
		"tracestate", "rojo=1,congo=2",
		"baggage", "k=v;p"))
	if err != nil {
		t.Fatal(err)
	}
	server := tracer.StartSpan("server", ext.RPCServerOption(parent))
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

// The state is no baggage: neither the application nor other formats see it.
func TestStateIsHidden(t *testing.T) {
	c := codec.Composite(codec.W3C(), codec.Jaeger(), codec.B3(), codec.B3Single())
	tracer := newTracer(t, c, jaeger.NewConstSampler(true), jaeger.NewNullReporter())
	parent, err := tracer.Extract(opentracing.HTTPHeaders, headers("traceparent", exampleTraceparent, "tracestate", "a=1"))
	if err != nil {
		t.Fatal(err)
	}
	h := injectSpan(t, tracer.StartSpan("server", ext.RPCServerOption(parent)))
	got := slices.Sorted(maps.Keys(h))
	want := []string{"B3", "Traceparent", "Tracestate", "Uber-Trace-Id", "X-B3-Parentspanid", "X-B3-Sampled", "X-B3-Spanid", "X-B3-Traceid"}
	if !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestStatesOfConcurrentRequests(t *testing.T) {
	tracer := newTracer(t, codec.W3C(), jaeger.NewConstSampler(true), jaeger.NewNullReporter())
	var wg sync.WaitGroup
	for _, state := range []string{"a=1", "b=2", "c=3"} {
		parent, err := tracer.Extract(opentracing.HTTPHeaders, headers("traceparent", exampleTraceparent, "tracestate", state))
		if err != nil {
			t.Fatal(err)
		}
		server := tracer.StartSpan("server", ext.RPCServerOption(parent))
		for range 4 {
			wg.Go(func() {
				client := tracer.StartSpan("client", opentracing.ChildOf(server.Context()))
				if got := injectSpan(t, client).Get("tracestate"); got != state {
					t.Errorf("got %q, want %q", got, state)
				}
			})
		}
	}
	wg.Wait()
}

// Two services, a real connection between them.
func TestHops(t *testing.T) {
	for name, c := range every {
		t.Run(name, func(t *testing.T) {
			frontReports, backReports := jaeger.NewInMemoryReporter(), jaeger.NewInMemoryReporter()
			front := newTracer(t, c, jaeger.NewConstSampler(true), frontReports)
			back := newTracer(t, c, jaeger.NewConstSampler(false), backReports)

			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				parent, err := back.Extract(opentracing.HTTPHeaders, headersOf(r.Header))
				if err != nil {
					t.Errorf("Extract: %v", err)
				}
				span := back.StartSpan("server", ext.RPCServerOption(parent))
				defer span.Finish()
				w.Header().Set("user", span.BaggageItem("user"))
			}))
			defer server.Close()

			client := front.StartSpan("client")
			client.SetBaggageItem("user", "jane doe")
			r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, server.URL, http.NoBody)
			if err != nil {
				t.Fatal(err)
			}
			r.Header = injectSpan(t, client)
			res, err := http.DefaultClient.Do(r)
			if err != nil {
				t.Fatal(err)
			}
			_ = res.Body.Close()
			server.Close()
			client.Finish()

			if got := res.Header.Get("user"); got != "jane doe" {
				t.Errorf("baggage %q", got)
			}
			if backReports.SpansSubmitted() != 1 {
				t.Fatal("the decision to sample did not arrive")
			}
			from, _ := client.Context().(jaeger.SpanContext)
			to, _ := backReports.GetSpans()[0].Context().(jaeger.SpanContext)
			if to.TraceID() != from.TraceID() || to.ParentID() != from.SpanID() {
				t.Errorf("got %v, want a child of %v", to, from)
			}
		})
	}
}
