package chitrace_test

import (
	"maps"
	"net/http"
	"slices"
	"testing"

	"github.com/opentracing/opentracing-go"
	"github.com/opentracing/opentracing-go/ext"
	"github.com/uber/jaeger-client-go"
	"github.com/uber/jaeger-client-go/thrift-gen/sampling"

	"github.com/opentracing-contrib/go-chi/chitrace"
	"github.com/opentracing-contrib/go-chi/internal/tracetest"
)

// unreadable is an error that nobody may read.
type unreadable struct{ t *testing.T }

func (u unreadable) Error() string { u.t.Error("read"); return "" }

// A span that is not sampled costs next to nothing, and yet can be counted. Nothing
// is read for it that nobody will see.
func TestNotSampled(t *testing.T) {
	const route = "/orgs/{id}"
	failed := map[string]any{"http.status_code": uint16(503), "error": true}
	panicked := map[string]any{"http.status_code": uint16(500), "error": true}
	set := func(_ http.ResponseWriter, r *http.Request) {
		chitrace.SetTag(r.Context(), "tag", unreadable{t})
		chitrace.LogError(r.Context(), unreadable{t})
	}
	for name, tt := range map[string]struct {
		handler  http.HandlerFunc
		headers  []string
		wantTags map[string]any // beside those of the start
	}{
		"root":                      {ok, nil, map[string]any{"http.status_code": uint16(200)}},
		"root, error":               {text(503, ""), nil, failed},
		"root, panic":               {blowUp(unreadable{t}), nil, panicked},
		"root, abort":               {abort, nil, map[string]any{"http.aborted": true}},
		"root, SetTag and LogError": {steps(set, ok), nil, map[string]any{"http.status_code": uint16(200), "error": true}},
		"root, LogError and error":  {steps(set, text(503, "")), nil, failed},
		"child, error":              {text(503, ""), []string{unsampledParent}, failed},
	} {
		t.Run(name, func(t *testing.T) {
			span := traceJaeger(t, never, on(route, tt.handler), "GET /orgs/1", options(
				chitrace.WithURL(func(*http.Request) string { t.Error("asked for a URL"); return "" }),
				chitrace.WithRequestHeaders("User-Agent"), chitrace.WithResponseHeaders("Content-Type"), chitrace.WithURLParams("id"),
				chitrace.WithTags(opentracing.Tags{"version": "1"}),
			), tt.headers...)
			want := map[string]any{"span.kind": ext.SpanKindRPCServerEnum, "version": "1"}
			if !maps.Equal(span.startTags, want) {
				t.Errorf("started with %v, want %v", span.startTags, want)
			}
			maps.Copy(want, tt.wantTags)
			if span.sampled || !maps.Equal(span.tags, want) {
				t.Errorf("sampled: %t, ended with %v, want %v", span.sampled, span.tags, want)
			}
			if got := span.OperationName(); got != "GET "+route {
				t.Errorf("got name %q", got)
			}
		})
	}
}

// A root starts with its route's name. A span below a sampled parent has all that is
// known of the request from the start.
func TestStart(t *testing.T) {
	const route = "GET /users/{userID}"
	root := []string{"span.kind"}
	described := []string{"component", "http.method", "http.request.header.user-agent", "http.url"}
	for name, tt := range map[string]struct {
		headers  []string
		opts     []chitrace.Option
		wantName string
		wantTags []string
	}{
		"root":                 {nil, nil, route, root},
		"root of a debug id":   {[]string{"Jaeger-Debug-Id: me"}, nil, route, root},
		"root without look-up": {nil, options(chitrace.WithoutRouteLookup()), "HTTP GET", root},
		"unsampled parent":     {[]string{unsampledParent}, nil, "HTTP GET", root},
		"sampled parent":       {[]string{sampledParent}, nil, "HTTP GET", append(slices.Clone(described), root...)},
	} {
		t.Run(name, func(t *testing.T) {
			span := traceJaeger(t, always, around(api()), "GET /users/7", append(tt.opts, chitrace.WithRequestHeaders("User-Agent")), tt.headers...)
			if started := slices.Sorted(maps.Keys(span.startTags)); span.startName != tt.wantName || !slices.Equal(started, tt.wantTags) {
				t.Errorf("started as %q with %v, want %q, %v", span.startName, started, tt.wantName, tt.wantTags)
			}
			if renamed := span.renamed != 0; span.OperationName() != route || renamed != (tt.wantName != route) {
				t.Errorf("ended as %q, after %d changes", span.OperationName(), span.renamed)
			}
			for _, key := range append(described, "http.route", "http.response_size") {
				if span.sampled && span.tags[key] == nil {
					t.Errorf("ended without %s", key)
				}
			}
		})
	}
}

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
	for name, tt := range map[string]struct {
		strategy string
		build    buildFunc
		request  string
		opts     []chitrace.Option
		headers  []string
		want     bool
	}{
		"its route":               {"GET /users/{userID}", plain, "GET /users/7", nil, nil, true},
		"another route":           {"GET /healthz", plain, "GET /users/7", nil, nil, false},
		"around the router":       {"GET /v1/users/{userID}", around(api()), "GET /v1/users/7", nil, nil, true},
		"in a group with a mount": {"GET /v1/u/{id}", groupWithMount(), "GET /v1/u/7", nil, nil, true},
		"answered early":          {"GET /users/{userID}", router(answer(401)), "GET /users/7", nil, nil, true},
		"404 in a mount":          {"GET /api/*", plain, "GET /api/nowhere", nil, nil, true},
		"404":                     {"HTTP GET", plain, "GET /nowhere", nil, nil, true},
		"the user's name":         {"my /users/{userID}", plain, "GET /users/7", options(custom), nil, true},
		"without look-up":         {"GET /users/{userID}", plain, "GET /users/7", options(chitrace.WithoutRouteLookup()), nil, false},
		"sampled parent":          {"GET /healthz", plain, "GET /users/7", nil, []string{sampledParent}, true},
		"unsampled parent":        {"GET /users/{userID}", plain, "GET /users/7", nil, []string{unsampledParent}, false},
		"only baggage":            {"GET /users/{userID}", plain, "GET /users/7", nil, []string{"Uberctx-Tenant: acme"}, true},
		"debug id":                {"GET /healthz", plain, "GET /users/7", nil, []string{"Jaeger-Debug-Id: me"}, true},
		"untrusted caller":        {"GET /users/{userID}", plain, "GET /users/7", options(chitrace.WithPublicEndpoint(nil)), []string{unsampledParent}, true},
	} {
		t.Run(name, func(t *testing.T) {
			if got := traceJaeger(t, perOperation(tt.strategy, false), tt.build, tt.request, tt.opts, tt.headers...).sampled; got != tt.want {
				t.Errorf("sampled: %t, want %t", got, tt.want)
			}
		})
	}
}

// A handler may force a span to be kept; what came of the request is on it then.
func TestSamplingPriority(t *testing.T) {
	for name, tt := range map[string]struct {
		sampler    jaeger.Sampler
		priority   uint16
		headers    []string
		wantBefore any // http.method
		want       bool
	}{
		"forced":                            {never, 1, nil, nil, true},
		"forced below an unsampled parent":  {never, 1, []string{unsampledParent}, nil, true},
		"suppressed":                        {always, 0, nil, "GET", false},
		"suppressed below a sampled parent": {always, 0, []string{sampledParent}, "GET", false},
	} {
		t.Run(name, func(t *testing.T) {
			span := traceJaeger(t, tt.sampler, on("/", func(w http.ResponseWriter, r *http.Request) {
				ext.SamplingPriority.Set(opentracing.SpanFromContext(r.Context()), tt.priority)
				chitrace.SetTag(r.Context(), "error", true)
				w.WriteHeader(http.StatusServiceUnavailable)
			}), "GET /", nil, tt.headers...)
			_, hasRoute := span.tags["http.route"]
			_, hasSize := span.tags["http.response_size"]
			if span.sampled != tt.want || hasRoute != tt.want || hasSize != tt.want {
				t.Errorf("sampled: %t, got http.route: %t, http.response_size: %t, want %t", span.sampled, hasRoute, hasSize, tt.want)
			}
			if span.tags["http.method"] != tt.wantBefore || span.tags["http.status_code"] != uint16(503) || span.tags["error"] != true {
				t.Errorf("got %v", span.tags)
			}
		})
	}
}

// An observer may force a span to be kept, too. It then has all of its tags.
func TestSamplingPriorityOfAnObserver(t *testing.T) {
	opts := options(chitrace.WithTags(opentracing.Tags{"team": "net"}),
		chitrace.WithSpanObserver(func(span opentracing.Span, _ *http.Request) { ext.SamplingPriority.Set(span, 1) }))
	for name, headers := range map[string][]string{"a root": nil, "below an unsampled parent": {unsampledParent}} {
		tracer, reporter := tracetest.NewJaeger(t, never)
		get(t, around(api())(chitrace.Middleware(tracer, opts...)), "GET /users/7", headers...)
		tags := reporter.GetSpans()[0].(*jaeger.Span).Tags()
		for _, key := range []string{"span.kind", "team", "component", "http.method", "http.url", "http.route", "http.status_code"} {
			if tags[key] == nil {
				t.Errorf("%s: got %v without %s", name, tags, key)
			}
		}
	}
}

// A sampler may put its decision off until the span has its final name. It gets
// the tags of the start all the same.
func TestLateDecision(t *testing.T) {
	span := traceJaeger(t, perOperation("mine", true), around(named("mine")), "GET /", nil)
	if tags := span.Tags(); !span.sampled || tags["http.method"] != "GET" || tags["http.status_code"] != uint16(200) {
		t.Errorf("sampled: %t, got %v", span.sampled, tags)
	}
}
