package service_test

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"regexp"
	"testing"

	"github.com/opentracing/opentracing-go/mocktracer"

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
