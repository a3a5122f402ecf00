package service_test

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/uber/jaeger-client-go"

	"github.com/opentracing-contrib/go-chi/example/internal/service"
)

// serve answers one request, and returns its status, what was logged of it and
// its span.
func serve(t *testing.T, sampled bool, handler func(env service.Env) http.HandlerFunc) (int, logs, *jaeger.Span) {
	t.Helper()
	lines := make(logs, 10)
	env := service.NewEnv(service.NewLog(lines))
	reporter := jaeger.NewInMemoryReporter()
	tracer, closer := jaeger.NewTracer("test", jaeger.NewConstSampler(sampled), reporter)
	t.Cleanup(func() { _ = closer.Close() })
	env.Tracer = tracer
	router := service.NewRouter(env)
	router.Get("/", handler(env))
	server := httptest.NewServer(router)
	defer server.Close()

	status, _ := get(t, server.URL)
	server.Close() // From here on everything is logged and reported.
	close(lines)
	if !sampled {
		return status, lines, nil
	}
	return status, lines, reporter.GetSpans()[0].(*jaeger.Span)
}

// checkLeads checks that the line has the ids of the span.
func checkLeads(t *testing.T, line map[string]any, span *jaeger.Span) {
	t.Helper()
	sc := span.SpanContext()
	if line["trace_id"] != sc.TraceID().String() || line["span_id"] != sc.SpanID().String() || line["sampled"] != true {
		t.Errorf("got %v, want it to lead to %v", line, sc)
	}
}

func TestLogLeadsToTheTrace(t *testing.T) {
	_, lines, span := serve(t, true, func(env service.Env) http.HandlerFunc {
		return func(_ http.ResponseWriter, r *http.Request) {
			env.Log.InfoContext(r.Context(), "from the handler")
		}
	})
	checkLeads(t, lines.wait(t, "from the handler"), span)
	line := lines.wait(t, "request")
	checkLeads(t, line, span)
	if line["status"] != 200.0 || line["method"] != "GET" || line["path"] != "/" {
		t.Errorf("got %v, want the request", line)
	}
}

func TestLogSaysWhatIsNotSampled(t *testing.T) {
	_, lines, _ := serve(t, false, func(service.Env) http.HandlerFunc {
		return func(http.ResponseWriter, *http.Request) {}
	})
	if line := lines.wait(t, "request"); line["trace_id"] == nil || line["sampled"] != false {
		t.Errorf("got %v, want the ids of a trace that is not sampled", line)
	}
}

func TestPanicIsOneLineThatLeadsToItsTrace(t *testing.T) {
	status, lines, span := serve(t, true, func(service.Env) http.HandlerFunc {
		return func(http.ResponseWriter, *http.Request) { panic("oops") }
	})
	if status != http.StatusInternalServerError {
		t.Errorf("got %d, want 500", status)
	}
	line := lines.wait(t, "panic")
	checkLeads(t, line, span)
	if line["value"] != "oops" || line["stack"] == "" {
		t.Errorf("got %v, want the panic", line)
	}
	line = lines.wait(t, "request")
	checkLeads(t, line, span)
	if line["status"] != 500.0 {
		t.Errorf("got %v, want the request to have failed", line)
	}
	if got := span.Logs(); len(got) != 1 {
		t.Errorf("the span has the logs %v, want the panic", got)
	}
}
