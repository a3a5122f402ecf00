package mixed

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/go-chi/chi/v5"
	"github.com/julienschmidt/httprouter"
	"github.com/opentracing/opentracing-go"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/uber/jaeger-client-go"
	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"

	"github.com/opentracing-contrib/go-chi/chitrace"
	"github.com/opentracing-contrib/go-chi/chitrace/jaegertracer"
	"github.com/opentracing-contrib/go-chi/chitrace/metrics"
	chitraceprometheus "github.com/opentracing-contrib/go-chi/chitrace/metrics/prometheus"
	"github.com/opentracing-contrib/go-chi/chitrace/tracelog"
)

// strategies sample the order's route and no other.
const strategies = `{
	"strategyType": "PROBABILISTIC",
	"operationSampling": {
		"defaultSamplingProbability": 0,
		"perOperationStrategies": [
			{"operation": "GET /api/orders/{orderID}", "probabilisticSampling": {"samplingRate": 1}}
		]
	}
}`

// service is the service, and what it tells.
type service struct {
	*httptest.Server
	spans    *jaeger.InMemoryReporter
	registry *prometheus.Registry
	log      *bytes.Buffer

	mu     sync.Mutex
	starts []string // the names that spans start with
}

func newService(t *testing.T, sampler jaeger.Sampler) *service {
	t.Helper()
	s := &service{spans: jaeger.NewInMemoryReporter(), registry: prometheus.NewRegistry(), log: new(bytes.Buffer)}
	tracer, closer := jaeger.NewTracer("mixed", sampler, s.spans)
	t.Cleanup(func() { _ = closer.Close() })
	s.Server = httptest.NewServer(s.handler(tracer))
	t.Cleanup(s.Close)
	return s
}

func (s *service) handler(tracer opentracing.Tracer) http.Handler {
	r := chi.NewRouter()
	r.Use(
		metrics.Middleware(chitraceprometheus.New(s.registry), metrics.WithStatusCode(), metrics.WithTag("tenant", nil)),
		chitrace.Middleware(tracer, chitrace.WithSpanObserver(s.noteStart)),
	)
	r.Mount("/api", s.api())
	r.Mount("/files", fileServer())
	r.Mount("/legacy", legacy())
	return r
}

func (s *service) noteStart(span opentracing.Span, _ *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.starts = append(s.starts, span.(*jaeger.Span).OperationName())
}

// api is a second router, behind a handler that asks for a password.
func (s *service) api() http.Handler {
	r := chi.NewRouter()
	log := zap.New(zapcore.NewCore(zapcore.NewJSONEncoder(zapcore.EncoderConfig{MessageKey: "msg"}), zapcore.AddSync(s.log), zap.InfoLevel))
	r.Get("/orders/{orderID}", func(w http.ResponseWriter, r *http.Request) {
		metrics.SetTag(r.Context(), "tenant", "acme")
		if ids, ok := tracelog.FromContext(r.Context()); ok {
			log.Info("order", zap.String("trace_id", ids.TraceID), zap.String("span_id", ids.SpanID))
		}
		_, _ = io.WriteString(w, "order")
	})
	r.Delete("/orders/{orderID}", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusTeapot) })
	authenticated := http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		if req.Header.Get("Authorization") == "" {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		r.ServeHTTP(w, req)
	})
	return chitrace.ShowRoutes(authenticated, r)
}

// fileServer is a router of net/http, which tells its pattern by itself.
func fileServer() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /files/{name}", func(w http.ResponseWriter, r *http.Request) { _, _ = io.WriteString(w, r.PathValue("name")) })
	return mux
}

// legacy is a router that has to be told to chitrace.
func legacy() http.Handler {
	r := httprouter.New()
	r.GET("/legacy/things/:id", func(w http.ResponseWriter, r *http.Request, _ httprouter.Params) {
		chitrace.SetRoute(r.Context(), "/legacy/things/{id}")
		_, _ = io.WriteString(w, "thing")
	})
	return r
}

// get sends a request, without a password if there is none.
func (s *service) do(t *testing.T, method, path, password string) (status int) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, s.URL+path, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	if password != "" {
		req.Header.Set("Authorization", password)
	}
	resp, err := s.Client().Do(req)
	if err != nil {
		t.Fatal(err)
	}
	if err := resp.Body.Close(); err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode
}

// remoteSampler is a sampler that has the strategies.
func remoteSampler(t *testing.T) jaeger.Sampler {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.Copy(w, strings.NewReader(strategies))
	}))
	t.Cleanup(server.Close)
	sampler := jaeger.NewRemotelyControlledSampler("mixed",
		jaeger.SamplerOptions.SamplingServerURL(server.URL),
		jaeger.SamplerOptions.SamplingStrategyParser(jaegertracer.StrategyParser()),
		jaeger.SamplerOptions.InitialSampler(jaeger.NewConstSampler(false)))
	t.Cleanup(sampler.Close)
	sampler.UpdateSampler()
	return sampler
}
