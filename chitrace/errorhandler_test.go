package chitrace_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/opentracing/opentracing-go"
	"github.com/opentracing/opentracing-go/mocktracer"

	"github.com/opentracing-contrib/go-chi/chitrace"
	"github.com/opentracing-contrib/go-chi/internal/tracetest"
)

// Every recovered panic reaches the error handler, and no request fails
// for it.
func TestErrorHandler(t *testing.T) {
	panics := func(*http.Request) bool { panic("boom") }
	tests := []struct {
		name   string
		tracer opentracing.Tracer
		opt    chitrace.Option
		want   string
	}{
		{"filter", nil, chitrace.WithFilter(panics), "chitrace: the filter panicked: boom"},
		{"name", nil, chitrace.WithOperationName(func(string, *http.Request) string { panic("boom") }), "chitrace: the operation name function panicked: boom"},
		{"URL", nil, chitrace.WithURL(func(*http.Request) string { panic("boom") }), "chitrace: the URL function panicked: boom"},
		{"observer", nil, chitrace.WithSpanObserver(func(opentracing.Span, *http.Request) { panic("boom") }), "chitrace: the span observer panicked: boom"},
		{"status", nil, chitrace.WithErrorStatus(func(int) bool { panic("boom") }), "chitrace: the error status function panicked: boom"},
		{"public endpoint", nil, chitrace.WithPublicEndpoint(panics), "chitrace: the public endpoint function panicked: boom"},
		{"tracer", tracetest.NewFaulty(tracetest.Fault{Method: "StartSpan", Mode: tracetest.Panics}), nil, "chitrace: the tracer panicked: faulty"},
		{"finish", tracetest.NewFaulty(tracetest.Fault{Method: "Finish", Mode: tracetest.Panics}), nil, "chitrace: the tracer panicked: faulty"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if tt.tracer == nil {
				tt.tracer = mocktracer.New()
			}
			var told []string
			trace := chitrace.Middleware(tt.tracer, tt.opt, chitrace.WithErrorHandler(func(err error) { told = append(told, err.Error()) }))
			if resp := get(t, tracetest.Serve(t, trace(ok)), "GET /"); resp == nil || resp.StatusCode != http.StatusOK {
				t.Errorf("got %+v", resp)
			}
			if len(told) == 0 || strings.Join(told, "\n") != strings.Repeat(tt.want+"\n", len(told)-1)+tt.want {
				t.Errorf("told %q, want %q", told, tt.want)
			}
		})
	}
}
