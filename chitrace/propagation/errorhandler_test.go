package propagation_test

import (
	"net/http"
	"testing"

	"github.com/opentracing/opentracing-go"
	"github.com/opentracing/opentracing-go/mocktracer"

	"github.com/opentracing-contrib/go-chi/chitrace/propagation"
	"github.com/opentracing-contrib/go-chi/internal/tracetest"
)

// Every panic that is passed by reaches the error handler, and no call fails for
// it.
func TestErrorHandler(t *testing.T) {
	panics := func(*http.Request) bool { panic("boom") }
	tests := []struct {
		name string
		opt  propagation.Option
		want string
	}{
		{"filter", propagation.WithFilter(panics), "propagation: the filter panicked: boom"},
		{"inject filter", propagation.WithInjectFilter(panics), "propagation: the inject filter panicked: boom"},
		{"name", propagation.WithOperationName(func(*http.Request) string { panic("boom") }), "propagation: the operation name function panicked: boom"},
		{"URL", propagation.WithURL(func(*http.Request) string { panic("boom") }), "propagation: the URL function panicked: boom"},
		{"observer", propagation.WithSpanObserver(func(opentracing.Span, *http.Request) { panic("boom") }), "propagation: the span observer panicked: boom"},
		{"status", propagation.WithErrorStatus(func(int) bool { panic("boom") }), "propagation: the error status function panicked: boom"},
		{"tracer", propagation.WithTracer(tracetest.NewFaulty(tracetest.Fault{Method: "StartSpan", Mode: tracetest.Panics})), "propagation: the tracer panicked: faulty"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var told []string
			transport := propagation.NewTransport(respond(200, "ok"), propagation.WithTracer(mocktracer.New()), tt.opt,
				propagation.WithErrorHandler(func(err error) { told = append(told, err.Error()) }))
			resp, err := transport.RoundTrip(newRequest(t.Context(), t, http.MethodGet, "http://example.com"))
			if err != nil {
				t.Fatal(err)
			}
			readAndClose(t, resp)
			if len(told) != 1 || told[0] != tt.want {
				t.Errorf("told %q, want %q", told, tt.want)
			}
		})
	}
}
