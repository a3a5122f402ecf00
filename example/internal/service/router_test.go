package service_test

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"regexp"
	"testing"

	"github.com/opentracing/opentracing-go/mocktracer"
	"github.com/uber/jaeger-client-go"

	"github.com/opentracing-contrib/go-chi/example/internal/service"
)

func TestProbesAreNotTraced(t *testing.T) {
	tracer := mocktracer.New()
	env := service.NewEnv(slog.New(slog.DiscardHandler))
	env.Tracer = tracer
	server := httptest.NewServer(service.NewRouter(env))
	t.Cleanup(server.Close)
	for path, wantSpans := range map[string]int{"/healthz": 0, "/metrics": 0, "/": 1} {
		tracer.Reset()
		get(t, server.URL+path)
		if got := tracer.FinishedSpans(); len(got) != wantSpans {
			t.Errorf("%s: got %v, want %d spans", path, got, wantSpans)
		}
	}
}

func TestMetrics(t *testing.T) {
	p := start(t, func(env service.Env) http.Handler {
		r := service.NewRouter(env)
		r.Get("/up/{id}", func(http.ResponseWriter, *http.Request) {})
		r.Get("/down", func(_ http.ResponseWriter, r *http.Request) {
			req := r.Clone(r.Context())
			req.RequestURI, req.URL.Scheme, req.URL.Host, req.URL.Path = "", "http", r.Host, "/up/1"
			res, err := env.Client().Do(req)
			if err != nil {
				t.Error(err)
				return
			}
			_ = res.Body.Close()
		})
		return r
	})
	defer p.stop()
	get(t, p.url+"/down")
	_, body := get(t, p.url+"/metrics")
	for _, want := range []string{
		`(?m)^http_server_requests\w*\{.*route="/up/\{id\}".*\} 1$`,
		`(?m)^http_client_requests\w*\{.*status_class="2xx".*\} 1$`,
		`(?m)^jaeger_tracer_reporter_queue_length `,
		`(?m)^jaeger_tracer_reporter_spans_total\{result="dropped"\} 0$`,
		`(?m)^jaeger_tracer_finished_spans_total\{sampled="y"\} 3$`,
		`(?m)^go_goroutines `,
	} {
		if !regexp.MustCompile(want).MatchString(body) {
			t.Errorf("there is no %s in\n%s", want, body)
		}
	}
}

func TestPanicIsOneLineThatLeadsToItsTrace(t *testing.T) {
	lines := make(logs, 10)
	reporter := jaeger.NewInMemoryReporter()
	tracer, closer := jaeger.NewTracer("test", jaeger.NewConstSampler(true), reporter)
	env := service.NewEnv(slog.New(slog.NewJSONHandler(lines, nil)))
	env.Tracer = tracer
	router := service.NewRouter(env)
	router.Get("/", func(http.ResponseWriter, *http.Request) { panic("oops") })
	server := httptest.NewServer(router)
	t.Cleanup(server.Close)

	if got, _ := get(t, server.URL); got != http.StatusInternalServerError {
		t.Errorf("got %d, want 500", got)
	}
	span := reporter.GetSpans()[0].(*jaeger.Span)
	id := span.SpanContext().TraceID().String()
	if line := lines.wait(t, "panic"); line["value"] != "oops" || line["stack"] == "" || line["trace_id"] != id {
		t.Errorf("got %v, want the panic of trace %s", line, id)
	}
	if line := lines.wait(t, "request"); line["status"] != 500.0 || line["path"] != "/" || line["trace_id"] != id {
		t.Errorf("got %v, want the request of trace %s", line, id)
	}
	if logs := span.Logs(); len(logs) != 1 {
		t.Errorf("the span has the logs %v, want the panic", logs)
	}
	if err := closer.Close(); err != nil {
		t.Error(err)
	}
}
