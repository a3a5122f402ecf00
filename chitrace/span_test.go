package chitrace_test

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"

	"github.com/opentracing/opentracing-go/mocktracer"

	"github.com/opentracing-contrib/go-chi/chitrace"
	"github.com/opentracing-contrib/go-chi/internal/tracetest"
)

func TestUntraced(t *testing.T) {
	r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", http.NoBody)
	if got := chitrace.SpanFromRequest(r); got != nil {
		t.Errorf("got %v", got)
	}
	chitrace.SetOperationName(r.Context(), "name")
	chitrace.SetTag(r.Context(), "tag", true)
	chitrace.LogError(r.Context(), errors.New("oops"))
}

// A goroutine that outlives the handler reaches nothing any more: the span may
// be another request's by then.
func TestAfterFinish(t *testing.T) {
	tracer := mocktracer.New()
	requests := make(chan *http.Request, 1)
	h := http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { requests <- r })
	get(t, tracetest.Serve(t, chitrace.Middleware(tracer)(h)), "GET /")

	r := <-requests
	if got := chitrace.SpanFromRequest(r); got != nil {
		t.Errorf("got %v", got)
	}
	chitrace.SetOperationName(r.Context(), "too late")
	chitrace.SetTag(r.Context(), "late", true)
	chitrace.LogError(r.Context(), errors.New("too late"))
	span := tracetest.OnlySpan(t, tracer)
	if span.OperationName != "HTTP GET" || span.Tag("late") != nil || span.Tag("error") != nil || len(span.Logs()) != 0 {
		t.Errorf("changed after its end: %v %v %v", span, span.Tags(), span.Logs())
	}
}

// While the handler runs, others may use its span; run with the race detector.
func TestGoroutines(t *testing.T) {
	tracer := mocktracer.New()
	logged := make(chan struct{})
	done := make(chan struct{})
	h := http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		go func() {
			defer close(done)
			for i := 0; chitrace.SpanFromRequest(r) != nil; i++ {
				chitrace.SetOperationName(r.Context(), "busy")
				chitrace.LogError(r.Context(), errors.New("busy"))
				if i == 0 {
					close(logged)
				}
			}
		}()
		<-logged
	})
	get(t, tracetest.Serve(t, chitrace.Middleware(tracer)(h)), "GET /")
	<-done
	span := tracetest.OnlySpan(t, tracer)
	if span.OperationName != "busy" || len(span.Logs()) == 0 {
		t.Errorf("got name %q and %d logs", span.OperationName, len(span.Logs()))
	}
}

func TestLogError(t *testing.T) {
	for name, err := range map[string]error{"<nil>": (*url.Error)(nil), "no disk": errors.New("no disk"), "": nil} {
		h := http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { chitrace.LogError(r.Context(), err) })
		span := traceOne(t, h, "GET /")
		tracetest.WantTag(t, span, "http.status_code", uint16(200))
		if err == nil {
			if tracetest.WantTag(t, span, "error", nil); len(span.Logs()) != 0 {
				t.Errorf("logged %v", span.Logs())
			}
			continue
		}
		tracetest.WantTag(t, span, "error", true)
		tracetest.WantLog(t, span, map[string]string{
			"event": "error", "error.kind": fmt.Sprintf("%T", err), "message": name, "error.object": name,
		})
	}
}

// A URL in an error keeps its token to itself.
func TestErrorsHideSecrets(t *testing.T) {
	failed := &url.Error{Op: "Get", URL: "https://u:SECRET@pay.example/charge?access_token=SECRET", Err: errors.New("refused")}
	span := traceOne(t, http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		chitrace.LogError(r.Context(), fmt.Errorf("cannot pay: %w", failed))
	}), "GET /")
	tracetest.WantLog(t, span, map[string]string{"message": `cannot pay: Get "https://pay.example/charge": refused`})
	var caught any
	span = trace(t, func(trace middlewareFunc) http.Handler { return catch(&caught)(trace(blowUp(0, failed))) }, "GET /", nil)
	tracetest.WantLog(t, span, map[string]string{"message": `Get "https://pay.example/charge": refused`})
}
