package chitrace_test

import (
	"maps"
	"net/http"
	"slices"
	"testing"

	"github.com/opentracing/opentracing-go"
	"github.com/opentracing/opentracing-go/ext"
	"github.com/uber/jaeger-client-go"

	"github.com/opentracing-contrib/go-chi/chitrace"
	"github.com/opentracing-contrib/go-chi/internal/tracetest"
)

// observer sees what an observer of Jaeger's tracer does, of sampled spans and
// others: it is how Jaeger's rpcmetrics count requests. Its zero value is ready
// for one span.
type observer struct {
	startName string
	startTags map[string]any
	name      string
	renamed   int
	tags      map[string]any
	finished  int
}

func (o *observer) OnStartSpan(_ opentracing.Span, name string, options opentracing.StartSpanOptions) (jaeger.ContribSpanObserver, bool) {
	o.startName, o.name = name, name
	o.startTags, o.tags = maps.Clone(options.Tags), maps.Clone(options.Tags)
	return o, true
}

func (o *observer) OnSetOperationName(name string) {
	o.name = name
	o.renamed++
}

func (o *observer) OnSetTag(key string, value any)     { o.tags[key] = value }
func (o *observer) OnFinish(opentracing.FinishOptions) { o.finished++ }

// A span that is not sampled costs next to nothing, and yet can be counted.
func TestNotSampled(t *testing.T) {
	tests := []struct {
		name     string
		handler  http.HandlerFunc
		headers  []string
		wantTags map[string]any // beside span.kind
	}{
		{"root", ok, nil, map[string]any{"http.status_code": uint16(200)}},
		{"root, error", text(503, ""), nil, map[string]any{"http.status_code": uint16(503), "error": true}},
		{"root, panic", blowUp(0, "oops"), nil, map[string]any{"http.status_code": uint16(500), "error": true}},
		{"root, abort", giveUp(0, abort), nil, map[string]any{"http.aborted": true}},
		{"child, error", text(503, ""), []string{unsampledParent}, map[string]any{"http.status_code": uint16(503), "error": true}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			observer := &observer{}
			tracer, reporter := tracetest.NewJaeger(t, never, jaeger.TracerOptions.ContribObserver(observer))
			computed := 0
			h := nested(tt.handler, chitrace.Middleware(tracer,
				chitrace.WithURL(func(*http.Request) string { computed++; return "url" }),
				chitrace.WithRequestHeaders("User-Agent"), chitrace.WithResponseHeaders("Content-Type"), chitrace.WithURLParams("orgID"),
				chitrace.WithTags(opentracing.Tags{"version": "1"}),
			))
			get(t, tracetest.Serve(t, h), nestedRequest, tt.headers...)

			if reporter.SpansSubmitted() != 0 || computed != 0 {
				t.Errorf("%d spans sampled, %d URLs computed, want none", reporter.SpansSubmitted(), computed)
			}
			start := map[string]any{"span.kind": ext.SpanKindRPCServerEnum, "version": "1"}
			if !maps.Equal(observer.startTags, start) {
				t.Errorf("started with %v, want %v", observer.startTags, start)
			}
			maps.Copy(start, tt.wantTags)
			if !maps.Equal(observer.tags, start) {
				t.Errorf("ended with %v, want %v", observer.tags, start)
			}
			if observer.name != "GET "+nestedRoute || observer.finished != 1 {
				t.Errorf("%q finished %d times", observer.name, observer.finished)
			}
		})
	}
}

// A root starts with its route's name. A span below a
// sampled parent has all that is known of the request from the start.
func TestStart(t *testing.T) {
	const route = "GET /users/{userID}"
	root := []string{"span.kind"}
	described := []string{"component", "http.method", "http.url", "http.request.header.user-agent"}
	tests := []struct {
		name     string
		headers  []string
		opts     []chitrace.Option
		wantName string
		wantTags []string
	}{
		{"root", nil, nil, route, root},
		{"root of a debug id", []string{"Jaeger-Debug-Id: me"}, nil, route, root},
		{"root without look-up", nil, options(chitrace.WithoutRouteLookup()), "HTTP GET", root},
		{"unsampled parent", []string{unsampledParent}, nil, "HTTP GET", root},
		{"sampled parent", []string{sampledParent}, nil, "HTTP GET", append(slices.Clone(described), root...)},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			observer := &observer{}
			tracer, _ := tracetest.NewJaeger(t, always, jaeger.TracerOptions.ContribObserver(observer))
			trace := chitrace.Middleware(tracer, append(tt.opts, chitrace.WithRequestHeaders("User-Agent"))...)
			get(t, tracetest.Serve(t, trace(api())), "GET /users/7", tt.headers...)
			if observer.startName != tt.wantName {
				t.Errorf("started as %q, want %q", observer.startName, tt.wantName)
			}
			slices.Sort(tt.wantTags)
			if started := slices.Sorted(maps.Keys(observer.startTags)); !slices.Equal(started, tt.wantTags) {
				t.Errorf("started with %v, want %v", started, tt.wantTags)
			}
			if renamed := observer.renamed != 0; observer.name != route || renamed != (tt.wantName != route) {
				t.Errorf("ended as %q, after %d changes", observer.name, observer.renamed)
			}
			if tt.name == "unsampled parent" {
				return
			}
			for _, key := range append(described, "http.route", "http.response_size") {
				if observer.tags[key] == nil {
					t.Errorf("ended without %s", key)
				}
			}
		})
	}
}
