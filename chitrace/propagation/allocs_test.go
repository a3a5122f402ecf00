//go:build !race

package propagation_test

import (
	"io"
	"net/http"
	"testing"

	"github.com/opentracing/opentracing-go"
	"github.com/uber/jaeger-client-go"

	"github.com/opentracing-contrib/go-chi/chitrace/propagation"
	"github.com/opentracing-contrib/go-chi/chitrace/propagation/codec"
)

// reuse is a base that allocates nothing: each response is the last one, over.
type reuse struct{ resp http.Response }

func (b *reuse) RoundTrip(*http.Request) (*http.Response, error) {
	b.resp = http.Response{StatusCode: http.StatusOK, ContentLength: -1, Body: b}
	return &b.resp, nil
}

func (*reuse) Read([]byte) (int, error) { return 0, io.EOF }
func (*reuse) Close() error             { return nil }

// TestAllocations counts what tracing costs with a real tracer and a request as
// clients send it. Four are ours: the call, its context, and the header's map (2). A
// sampled span has its http.url besides (2). The rest is the tracer's, or made for it as
// the API wants it: contexts and tags of the span, and what it injects. The last
// codec is what jaegertracer.New sets up.
func TestAllocations(t *testing.T) {
	w3c, both := codec.W3C(), codec.Composite(codec.W3C(), codec.Jaeger())
	for _, tt := range []struct {
		name       string
		codec      codec.Codec // nil: the client's own
		sampled    bool
		withParent bool
		want       float64
		opts       []propagation.Option
	}{
		{"filtered out", nil, true, true, 0, options(propagation.WithFilter(no))},
		{"not sampled", nil, false, false, 14, nil},
		{"not sampled, with a parent", nil, false, true, 16, nil},
		{"sampled", nil, true, false, 19, nil},
		{"sampled, with a parent", nil, true, true, 19, nil},
		{"W3C, not sampled, with a parent", w3c, false, true, 13, nil},
		{"W3C, sampled, with a parent", w3c, true, true, 16, nil},
		{"W3C and Jaeger, not sampled, with a parent", both, false, true, 14, nil},
		{"W3C and Jaeger, sampled, with a parent", both, true, true, 17, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var injectors []jaeger.TracerOption
			if tt.codec != nil {
				injectors = append(injectors, jaeger.TracerOptions.Injector(opentracing.HTTPHeaders, tt.codec))
			}
			tracer, closer := jaeger.NewTracer("test", jaeger.NewConstSampler(tt.sampled), jaeger.NewNullReporter(), injectors...)
			t.Cleanup(func() { _ = closer.Close() })
			r := newRequest(t, http.MethodGet, "http://example.com/v1/users/42?page=1", "")
			r.Header = http.Header{"Accept": {"*/*"}, "Authorization": {"x"}, "Content-Type": {"x"}, "User-Agent": {"x"}}
			if tt.withParent {
				r = r.WithContext(opentracing.ContextWithSpan(t.Context(), tracer.StartSpan("parent")))
			}
			transport := propagation.NewTransport(new(reuse), append(tt.opts, propagation.WithTracer(tracer))...)

			got := testing.AllocsPerRun(100, func() {
				resp, err := transport.RoundTrip(r)
				if err != nil {
					t.Fatal(err)
				}
				_, _ = io.Copy(io.Discard, resp.Body)
				_ = resp.Body.Close()
			})
			if got != tt.want {
				t.Errorf("%v allocations, want %v", got, tt.want)
			}
		})
	}
}
