package chitrace_test

import (
	"errors"
	"net/http"
	"slices"
	"testing"

	"github.com/opentracing/opentracing-go"
	"github.com/opentracing/opentracing-go/mocktracer"

	"github.com/opentracing-contrib/go-chi/chitrace"
	"github.com/opentracing-contrib/go-chi/internal/tracetest"
)

// Every recovered panic reaches the error handler, and no request fails
// for it.
func TestErrorHandler(t *testing.T) {
	const boom = "boom"
	mock := mocktracer.New()
	panics := func(*http.Request) bool { panic(boom) }
	tests := []struct {
		want   string
		tracer opentracing.Tracer
		opt    chitrace.Option
	}{
		{"the filter panicked: boom", mock, chitrace.WithFilter(panics)},
		{"the operation name function panicked: boom", mock, chitrace.WithOperationName(func(string, *http.Request) string { panic(boom) })},
		{"the URL function panicked: boom", mock, chitrace.WithURL(func(*http.Request) string { panic(boom) })},
		{"the span observer panicked: boom", mock, chitrace.WithSpanObserver(func(opentracing.Span, *http.Request) { panic(boom) })},
		{"the error status function panicked: boom", mock, chitrace.WithErrorStatus(func(int) bool { panic(boom) })},
		{"the public endpoint function panicked: boom", mock, chitrace.WithPublicEndpoint(panics)},
		{"the tracer panicked: faulty", tracetest.NewFaulty(tracetest.Fault{Method: "StartSpan", Mode: tracetest.Panics}), nil},
		{"the tracer panicked: faulty", tracetest.NewFaulty(tracetest.Fault{Method: "Finish", Mode: tracetest.Panics}), nil},
	}
	for _, tt := range tests {
		t.Run(tt.want, func(t *testing.T) {
			var told []string
			trace := chitrace.Middleware(tt.tracer, tt.opt, chitrace.WithErrorHandler(func(err error) { told = append(told, err.Error()) }))
			if resp := get(t, trace(ok), "GET /"); resp == nil || resp.StatusCode != http.StatusOK {
				t.Errorf("got %+v", resp)
			}
			if told = slices.Compact(told); !slices.Equal(told, []string{"chitrace: " + tt.want}) {
				t.Errorf("told %q", told)
			}
		})
	}
}

// Whatever a tracer does, the request is served, a panic goes on as it was, and
// a span that was started is finished and then closed for the handler.
func TestFaultyTracerBreaksNoRequest(t *testing.T) {
	for _, fault := range tracetest.Faults {
		for _, panicked := range []any{nil, "the handler's"} {
			t.Run(fault.Method+" "+fault.Mode, func(t *testing.T) {
				tracer := tracetest.NewFaulty(fault)
				var caught any
				var kept *http.Request
				h := chitrace.Middleware(tracer, chitrace.WithResponseContext())(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
					kept = r
					chitrace.SetOperationName(r.Context(), "mine")
					chitrace.LogError(r.Context(), errors.New("oops"))
					if panicked != nil {
						panic(panicked)
					}
					ok(w, r)
				}))
				resp := get(t, catch(&caught)(h), "GET /", mockParent("5")...)
				if caught != panicked || panicked == nil && (resp == nil || resp.Body != "ok") {
					t.Errorf("got %+v, panic %v", resp, caught)
				}
				tracer.WantFinished(t)
				if got := chitrace.SpanFromRequest(kept); got != nil {
					t.Errorf("got %v after the end", got)
				}
			})
		}
	}
}
