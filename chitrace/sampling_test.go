package chitrace_test

import (
	"net/http"
	"testing"

	"github.com/opentracing/opentracing-go"
	"github.com/opentracing/opentracing-go/ext"
	"github.com/uber/jaeger-client-go"
	"github.com/uber/jaeger-client-go/thrift-gen/sampling"

	"github.com/opentracing-contrib/go-chi/chitrace"
	"github.com/opentracing-contrib/go-chi/internal/tracetest"
)

// perOperation takes the spans of that name and no others. A name beyond the
// one operation that it keeps gets the default probability, of none. Late, it
// decides when the span is named again.
func perOperation(name string, late bool) jaeger.Sampler {
	return jaeger.NewPerOperationSampler(jaeger.PerOperationSamplerParams{
		MaxOperations:            1,
		OperationNameLateBinding: late,
		Strategies: &sampling.PerOperationSamplingStrategies{
			PerOperationStrategies: []*sampling.OperationSamplingStrategy{
				{Operation: name, ProbabilisticSampling: &sampling.ProbabilisticSamplingStrategy{SamplingRate: 1}},
			},
		},
	})
}

// Jaeger decides when the span starts, by the name that it starts with.
func TestPerOperationSampling(t *testing.T) {
	plain := router()
	custom := chitrace.WithOperationName(func(route string, _ *http.Request) string { return "my " + route })
	public := chitrace.WithPublicEndpoint(func(*http.Request) bool { return true })
	tests := []struct {
		name     string
		strategy string
		build    func(trace middlewareFunc) http.Handler
		request  string
		opts     []chitrace.Option
		headers  []string
		want     bool
	}{
		{"its route", "GET /users/{userID}", plain, "GET /users/7", nil, nil, true},
		{"another route", "GET /healthz", plain, "GET /users/7", nil, nil, false},
		{"around the router", "GET /v1/users/{userID}", around, "GET /v1/users/7", nil, nil, true},
		{"in a group with a mount", "GET /v1/u/{id}", groupWithMount(), "GET /v1/u/7", nil, nil, true},
		{"answered early", "GET /users/{userID}", router(answer(401)), "GET /users/7", nil, nil, true},
		{"404 in a mount", "GET /api/*", plain, "GET /api/nowhere", nil, nil, true},
		{"404", "HTTP GET", plain, "GET /nowhere", nil, nil, true},
		{"the user's name", "my /users/{userID}", plain, "GET /users/7", options(custom), nil, true},
		{"without look-up", "GET /users/{userID}", plain, "GET /users/7", options(chitrace.WithoutRouteLookup()), nil, false},
		{"sampled parent", "GET /healthz", plain, "GET /users/7", nil, []string{sampledParent}, true},
		{"unsampled parent", "GET /users/{userID}", plain, "GET /users/7", nil, []string{unsampledParent}, false},
		{"only baggage", "GET /users/{userID}", plain, "GET /users/7", nil, []string{"Uberctx-Tenant: acme"}, true},
		{"debug id", "GET /healthz", plain, "GET /users/7", nil, []string{"Jaeger-Debug-Id: me"}, true},
		{"debug id, public", "GET /healthz", plain, "GET /users/7", options(public), []string{"Jaeger-Debug-Id: me"}, false},
		{"debug flag, public", "GET /healthz", plain, "GET /users/7", options(public), []string{"Uber-Trace-Id: 4:5:0:3"}, false},
		{"sampled parent, public", "GET /healthz", plain, "GET /users/7", options(public), []string{sampledParent}, false},
		{"unsampled parent, public", "GET /users/{userID}", plain, "GET /users/7", options(public), []string{unsampledParent}, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tracer, reporter := tracetest.NewJaeger(t, perOperation(tt.strategy, false))
			get(t, tracetest.Serve(t, tt.build(chitrace.Middleware(tracer, tt.opts...))), tt.request, tt.headers...)
			if got := reporter.SpansSubmitted() == 1; got != tt.want {
				t.Errorf("sampled: %t, want %t", got, tt.want)
			}
		})
	}
}

// A handler may force a span to be kept; what came of the request is on it then.
func TestSamplingPriority(t *testing.T) {
	tests := []struct {
		name       string
		sampler    jaeger.Sampler
		priority   uint16
		headers    []string
		wantBefore any // http.method
		want       bool
	}{
		{"forced", never, 1, nil, nil, true},
		{"forced below an unsampled parent", never, 1, []string{unsampledParent}, nil, true},
		{"suppressed", always, 0, nil, "GET", false},
		{"suppressed below a sampled parent", always, 0, []string{sampledParent}, "GET", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			observer := &observer{}
			tracer, reporter := tracetest.NewJaeger(t, tt.sampler, jaeger.TracerOptions.ContribObserver(observer))
			h := nested(func(w http.ResponseWriter, r *http.Request) {
				ext.SamplingPriority.Set(opentracing.SpanFromContext(r.Context()), tt.priority)
				w.WriteHeader(http.StatusServiceUnavailable)
			}, chitrace.Middleware(tracer))
			get(t, tracetest.Serve(t, h), nestedRequest, tt.headers...)
			if got := reporter.SpansSubmitted() == 1; got != tt.want {
				t.Fatalf("sampled: %t, want %t", got, tt.want)
			}
			if got := observer.tags["http.method"]; got != tt.wantBefore {
				t.Errorf("got http.method=%v, want %v", got, tt.wantBefore)
			}
			for _, key := range []string{"http.route", "http.response_size"} {
				if _, got := observer.tags[key]; got != tt.want {
					t.Errorf("got %s: %t, want %t", key, got, tt.want)
				}
			}
			if observer.tags["http.status_code"] != uint16(503) || observer.tags["error"] != true {
				t.Errorf("got %v", observer.tags)
			}
		})
	}
}

// A sampler may put its decision off until the span has its final name. It gets
// the tags of the start all the same.
func TestLateDecision(t *testing.T) {
	tracer, reporter := tracetest.NewJaeger(t, perOperation("mine", true))
	h := http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { chitrace.SetOperationName(r.Context(), "mine") })
	get(t, tracetest.Serve(t, chitrace.Middleware(tracer)(h)), "GET /")
	tags := onlyJaegerSpan(t, reporter).Tags()
	if tags["http.method"] != "GET" || tags["http.status_code"] != uint16(200) {
		t.Errorf("got %v", tags)
	}
}
