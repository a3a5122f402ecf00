package streams

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/go-chi/chi/v5"
	"github.com/opentracing/opentracing-go/mocktracer"
	"github.com/prometheus/client_golang/prometheus"

	"github.com/opentracing-contrib/go-chi/chitrace"
	"github.com/opentracing-contrib/go-chi/chitrace/metrics"
	chiprom "github.com/opentracing-contrib/go-chi/chitrace/metrics/prometheus"
	"github.com/opentracing-contrib/go-chi/e2e/internal/poll"
)

// site is a service with both middlewares on its router.
type site struct {
	*httptest.Server
	tracer   *mocktracer.MockTracer
	registry *prometheus.Registry
}

func newSite(t *testing.T, routes func(r chi.Router), options ...any) *site {
	t.Helper()
	s := &site{tracer: mocktracer.New(), registry: prometheus.NewRegistry()}
	var tracing []chitrace.Option
	var metering []metrics.Option
	for _, o := range options {
		switch o := o.(type) {
		case chitrace.Option:
			tracing = append(tracing, o)
		case metrics.Option:
			metering = append(metering, o)
		}
	}
	r := chi.NewRouter()
	r.Use(chitrace.Middleware(s.tracer, tracing...), metrics.Middleware(chiprom.New(s.registry), metering...))
	routes(r)
	s.Server = httptest.NewServer(r)
	t.Cleanup(s.Close)
	return s
}

// span returns the only one, once it has ended.
func (s *site) span(t *testing.T) *mocktracer.MockSpan {
	t.Helper()
	poll.Until(t, "the span", func(context.Context) error {
		if n := len(s.tracer.FinishedSpans()); n != 1 {
			return fmt.Errorf("there are %d", n)
		}
		return nil
	})
	return s.tracer.FinishedSpans()[0]
}

// open fails the test if a span has ended, or no request is in flight.
func (s *site) open(t *testing.T) {
	t.Helper()
	if spans := s.tracer.FinishedSpans(); len(spans) != 0 {
		t.Errorf("a span has ended already: %v", spans)
	}
	if n := s.metric(t, "http_server_requests_in_flight", ""); n != 1 {
		t.Errorf("%v requests are in flight, want 1", n)
	}
}

// counted waits until the only request was counted in that class.
func (s *site) counted(t *testing.T, class string) {
	t.Helper()
	poll.Until(t, "the request to be counted as "+class, func(context.Context) error {
		if s.metric(t, "http_server_requests_total", class) != 1 {
			return errors.New("it was not")
		}
		return nil
	})
	if n := s.metric(t, "http_server_requests_in_flight", ""); n != 0 {
		t.Errorf("%v requests are in flight, want none", n)
	}
}

// metric returns a gauge, or a counter of a status class, or 0.
func (s *site) metric(t *testing.T, name, class string) (value float64) {
	t.Helper()
	families, err := s.registry.Gather()
	if err != nil {
		t.Fatal(err)
	}
	for _, family := range families {
		if family.GetName() != name {
			continue
		}
		for _, m := range family.GetMetric() {
			got := ""
			for _, label := range m.GetLabel() {
				if label.GetName() == "status_class" {
					got = label.GetValue()
				}
			}
			if got == class {
				value += m.GetGauge().GetValue() + m.GetCounter().GetValue()
			}
		}
	}
	return value
}

// tags compares some of a span's tags. Nil stands for none.
func tags(t *testing.T, span *mocktracer.MockSpan, want map[string]any) {
	t.Helper()
	for key, value := range want {
		if got := span.Tag(key); got != value {
			t.Errorf("%s is %v (%T), want %v (%T)", key, got, got, value, value)
		}
	}
}

func request(t *testing.T, url string) *http.Request {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	return r
}
