package chitrace_test

import (
	"maps"
	"net/http"
	"testing"

	"github.com/go-chi/chi/v5"
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
		{"child", ok, []string{unsampledParent}, map[string]any{"http.status_code": uint16(200)}},
		{"child, error", text(503, ""), []string{unsampledParent}, map[string]any{"http.status_code": uint16(503), "error": true}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			observer := &observer{}
			tracer, reporter := newJaeger(t, never, jaeger.TracerOptions.ContribObserver(observer))
			computed := 0
			r := chi.NewRouter()
			r.Use(chitrace.Middleware(tracer,
				chitrace.WithURL(func(*http.Request) string { computed++; return "url" }),
				chitrace.WithRequestHeaders("User-Agent"), chitrace.WithResponseHeaders("Content-Type"), chitrace.WithURLParams("id"),
				chitrace.WithTags(opentracing.Tags{"version": "1"}),
			))
			r.Get("/u/{id}", tt.handler)
			get(t, tracetest.Serve(t, r), "GET /u/7", tt.headers...)

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
			if observer.name != "GET /u/{id}" || observer.finished != 1 {
				t.Errorf("%q finished %d times", observer.name, observer.finished)
			}
		})
	}
}

// A span below a sampled parent has all that is known of the request from the
// start, and any other root its name.
func TestStart(t *testing.T) {
	tests := []struct {
		name     string
		headers  []string
		opts     []chitrace.Option
		wantName string
		wantTags []string
	}{
		{"root", nil, nil, "GET /u/{id}", []string{"span.kind"}},
		{"root without look-up", nil, options(chitrace.WithoutRouteLookup()), "HTTP GET", []string{"span.kind"}},
		{"child", []string{sampledParent}, nil, "HTTP GET", []string{"span.kind", "component", "http.method", "http.url", "http.request.header.user-agent"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			observer := &observer{}
			tracer, _ := newJaeger(t, always, jaeger.TracerOptions.ContribObserver(observer))
			r := chi.NewRouter()
			r.Use(chitrace.Middleware(tracer, append(tt.opts, chitrace.WithRequestHeaders("User-Agent"))...))
			r.Get("/u/{id}", ok)
			get(t, tracetest.Serve(t, r), "GET /u/7", tt.headers...)
			if observer.startName != tt.wantName {
				t.Errorf("started as %q, want %q", observer.startName, tt.wantName)
			}
			if len(observer.startTags) != len(tt.wantTags) {
				t.Errorf("started with %v, want %v", observer.startTags, tt.wantTags)
			}
			for _, key := range tt.wantTags {
				if observer.startTags[key] == nil {
					t.Errorf("started without %s", key)
				}
			}
			if renamed := observer.renamed != 0; observer.name != "GET /u/{id}" || renamed != (tt.wantName != observer.name) {
				t.Errorf("ended as %q, after %d changes", observer.name, observer.renamed)
			}
			// Both kinds of span have the same tags in the end.
			for _, key := range []string{"component", "http.method", "http.url", "http.request.header.user-agent", "http.route", "http.response_size"} {
				if observer.tags[key] == nil {
					t.Errorf("ended without %s", key)
				}
			}
		})
	}
}
