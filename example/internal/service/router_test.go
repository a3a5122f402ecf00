package service_test

import (
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
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
	for path, wantSpans := range map[string]int{"/healthz": 0, "/": 1} {
		tracer.Reset()
		get(t, server.URL+path)
		if got := tracer.FinishedSpans(); len(got) != wantSpans {
			t.Errorf("%s: got %v, want %d spans", path, got, wantSpans)
		}
	}
}

func TestProbesAreNotCounted(t *testing.T) {
	p := start(t, func(env service.Env) http.Handler { return service.NewRouter(env) })
	defer p.stop()
	get(t, p.url+"/healthz")
	if _, body := get(t, p.metricsURL); strings.Contains(body, "http_server_requests_total") {
		t.Errorf("requests are counted in\n%s", body)
	}
}

// What a service counts is not for its callers.
func TestMetricsHaveAnAddressOfTheirOwn(t *testing.T) {
	p := start(t, func(env service.Env) http.Handler { return service.NewRouter(env) })
	if status, _ := get(t, p.url+"/metrics"); status != http.StatusNotFound {
		t.Errorf("callers get %d, want 404", status)
	}
	if status, _ := get(t, p.metricsURL); status != http.StatusOK {
		t.Errorf("got %d at the address for metrics", status)
	}
	p.stop()
	if _, err := http.Get(p.metricsURL); err == nil { //nolint:noctx,bodyclose // It fails at once.
		t.Error("the metrics outlive the service")
	}
}

// A scraper that asks for OpenMetrics finds the trace of a request beside its
// duration.
func TestExemplars(t *testing.T) {
	p := start(t, func(env service.Env) http.Handler {
		r := service.NewRouter(env)
		r.Get("/up/{id}", func(http.ResponseWriter, *http.Request) {})
		return r
	})
	defer p.stop()
	get(t, p.url+"/up/1")
	id := p.logs.wait(t, "request")["trace_id"]

	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, p.metricsURL, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Accept", "application/openmetrics-text")
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	for _, metric := range []string{"requests_total", "request_duration_seconds_bucket", "response_size_bytes_bucket"} {
		want := fmt.Sprintf(`(?m)^http_server_%s\{.*route="/up/\{id\}".*\} 1(\.0)? # \{trace_id="%s"\}`, metric, id)
		if !regexp.MustCompile(want).Match(body) {
			t.Errorf("there is no %s in\n%s", want, body)
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
	_, body := get(t, p.metricsURL)
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
