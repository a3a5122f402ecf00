package chitrace_test

import (
	"errors"
	"io"
	"net/http"
	"testing"

	"github.com/opentracing/opentracing-go"

	"github.com/opentracing-contrib/go-chi/chitrace"
	"github.com/opentracing-contrib/go-chi/internal/tracetest"
)

// Whatever a tracer does, the request is served, a panic goes on as it was, and
// a span that was started is finished and then closed for the handler.
func TestFaultyTracerBreaksNoRequest(t *testing.T) {
	for _, fault := range tracetest.Faults {
		for _, panicked := range []any{nil, "the handler's"} {
			t.Run(fault.Method+" "+fault.Mode, func(t *testing.T) {
				tracer := tracetest.NewFaulty(fault)
				var caught any
				var kept *http.Request
				h := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
					kept = r
					chitrace.SetOperationName(r.Context(), "mine")
					chitrace.LogError(r.Context(), errors.New("oops"))
					if panicked != nil {
						panic(panicked)
					}
					_, _ = io.WriteString(w, "served")
				})
				trace := chitrace.Middleware(tracer, chitrace.WithResponseContext())
				resp := get(t, tracetest.Serve(t, catch(&caught)(trace(h))), "GET /", "Mockpfx-Ids-Traceid: 4", "Mockpfx-Ids-Spanid: 5", "Mockpfx-Ids-Sampled: true")
				if caught != panicked || panicked == nil && (resp == nil || resp.Body != "served") {
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

func TestNoopTracer(t *testing.T) {
	srv := tracetest.Serve(t, router()(chitrace.Middleware(opentracing.NoopTracer{})))
	if resp := get(t, srv, "GET /users/7", everything...); resp.Body != "ok" {
		t.Errorf("got %+v", resp)
	}
}
