package chitrace_test

import (
	"net/http"
	"testing"

	"github.com/go-chi/chi/v5"
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

// A parent as Jaeger's header has it.
const (
	sampledParent   = "Uber-Trace-Id: 4:5:0:1"
	unsampledParent = "Uber-Trace-Id: 4:5:0:0"
)

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
		{"another method", "POST /any", plain, "GET /any", nil, nil, false},
		{"nested", "GET /v1/orgs/{orgID}/teams/{teamID}", plain, "GET /v1/orgs/1/teams/2", nil, nil, true},
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
		{"sampled parent, public", "GET /healthz", plain, "GET /users/7", options(public), []string{sampledParent}, false},
		{"unsampled parent, public", "GET /users/{userID}", plain, "GET /users/7", options(public), []string{unsampledParent}, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tracer, reporter := newJaeger(t, perOperation(tt.strategy, false))
			get(t, tracetest.Serve(t, tt.build(chitrace.Middleware(tracer, tt.opts...))), tt.request, tt.headers...)
			if got := reporter.SpansSubmitted() == 1; got != tt.want {
				t.Errorf("sampled: %t, want %t", got, tt.want)
			}
		})
	}
}

// searched is a router that counts how often it is asked for a route.
type searched struct {
	*chi.Mux
	searches int
}

func (s *searched) Find(rctx *chi.Context, method, path string) string {
	s.searches++
	return s.Mux.Find(rctx, method, path)
}

func TestRouteLookups(t *testing.T) {
	tests := []struct {
		name    string
		headers []string
		opts    []chitrace.Option
		want    int
	}{
		{"root", nil, nil, 1},
		{"root, unsampled", nil, nil, 1},
		{"root of a debug id", []string{"Jaeger-Debug-Id: me"}, nil, 1},
		{"sampled parent", []string{sampledParent}, nil, 0},
		{"unsampled parent", []string{unsampledParent}, nil, 0},
		{"without look-up", nil, options(chitrace.WithoutRouteLookup()), 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tracer, _ := newJaeger(t, always)
			r := &searched{Mux: chi.NewRouter()}
			api(r.Mux)
			get(t, tracetest.Serve(t, chitrace.Middleware(tracer, tt.opts...)(r)), "GET /v1/users/7", tt.headers...)
			if r.searches != tt.want {
				t.Errorf("asked %d times, want %d", r.searches, tt.want)
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
			tracer, reporter := newJaeger(t, tt.sampler, jaeger.TracerOptions.ContribObserver(observer))
			r := chi.NewRouter()
			r.Use(chitrace.Middleware(tracer))
			r.Get("/u/{id}", func(w http.ResponseWriter, r *http.Request) {
				ext.SamplingPriority.Set(opentracing.SpanFromContext(r.Context()), tt.priority)
				w.WriteHeader(http.StatusServiceUnavailable)
			})
			get(t, tracetest.Serve(t, r), "GET /u/7", tt.headers...)
			if got := reporter.SpansSubmitted() == 1; got != tt.want {
				t.Fatalf("sampled: %t, want %t", got, tt.want)
			}
			if got := observer.tags["http.method"]; got != tt.wantBefore {
				t.Errorf("got http.method=%v, want %v", got, tt.wantBefore)
			}
			if _, got := observer.tags["http.route"]; got != tt.want {
				t.Errorf("got http.route: %t, want %t", got, tt.want)
			}
			if _, got := observer.tags["http.response_size"]; got != tt.want {
				t.Errorf("got http.response_size: %t, want %t", got, tt.want)
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
	for _, name := range []string{"mine", "another"} {
		tracer, reporter := newJaeger(t, perOperation("mine", true))
		h := http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { chitrace.SetOperationName(r.Context(), name) })
		get(t, tracetest.Serve(t, chitrace.Middleware(tracer)(h)), "GET /")
		if name != "mine" {
			if got := reporter.SpansSubmitted(); got != 0 {
				t.Errorf("%d spans sampled, want none", got)
			}
			continue
		}
		tags := onlyJaegerSpan(t, reporter).Tags()
		if tags["http.method"] != "GET" || tags["http.status_code"] != uint16(200) {
			t.Errorf("got %v", tags)
		}
	}
}
