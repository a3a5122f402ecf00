package tracers

import (
	"context"
	"io"
	"net/http"
	"sync"
	"testing"

	"github.com/go-chi/chi/v5"
	"github.com/opentracing/opentracing-go"

	"github.com/opentracing-contrib/go-chi/chitrace"
	"github.com/opentracing-contrib/go-chi/chitrace/propagation"
	"github.com/opentracing-contrib/go-chi/internal/tracetest"
)

// services are two on real sockets: the front calls the back.
type services struct {
	front, back string // URLs
	client      *http.Client
	stop        func()
}

// start starts both with that tracer. Every handler is back's; front has one that
// passes on what back answers, at /call/{path}.
func start(t *testing.T, tracer opentracing.Tracer, back func(r chi.Router)) *services {
	t.Helper()
	trace := chitrace.Middleware(tracer,
		chitrace.WithRequestHeaders("X-Request"),
		chitrace.WithURLParams("id"),
		chitrace.WithResponseContext(),
		chitrace.WithPublicEndpoint(func(r *http.Request) bool { return r.URL.Path == "/public" }))
	transport := propagation.NewTransport(&http.Transport{}, propagation.WithTracer(tracer), propagation.WithClientTrace())

	s := &services{client: &http.Client{Transport: transport}}
	behind := chi.NewRouter()
	behind.Use(trace)
	back(behind)
	before := chi.NewRouter()
	before.Use(trace)
	before.Get("/call/*", func(w http.ResponseWriter, r *http.Request) {
		if span := opentracing.SpanFromContext(r.Context()); span != nil {
			func() {
				defer func() { _ = recover() }() // some tracers fail at everything
				span.SetBaggageItem("tenant", "acme")
			}()
		}
		status, body := s.get(r.Context(), s.back+"/"+chi.URLParam(r, "*"))
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	})

	backServer, frontServer := tracetest.Serve(t, behind), tracetest.Serve(t, before)
	s.front, s.back = frontServer.URL, backServer.URL
	s.stop = sync.OnceFunc(func() {
		s.client.CloseIdleConnections()
		frontServer.Close()
		backServer.Close()
	})
	t.Cleanup(s.stop)
	return s
}

// get returns 0 where there is no response.
func (s *services) get(ctx context.Context, url string, header ...string) (status int, body string) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, http.NoBody)
	if err != nil {
		return 0, err.Error()
	}
	for i := 0; i+1 < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	resp, err := s.client.Do(req)
	if err != nil {
		return 0, err.Error()
	}
	defer func() { _ = resp.Body.Close() }()
	content, err := io.ReadAll(resp.Body)
	if err != nil {
		return 0, err.Error()
	}
	return resp.StatusCode, string(content)
}
