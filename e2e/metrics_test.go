package e2e

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/opentracing-contrib/go-chi/e2e/internal/poll"
)

// The series that tell what became of the spans.
const (
	finishedSpans = `jaeger_tracer_finished_spans_total{sampled="y"}`
	spansSent     = `jaeger_tracer_reporter_spans_total{result="ok"}`
	spansFailed   = `jaeger_tracer_reporter_spans_total{result="err"}`
	spansDropped  = `jaeger_tracer_reporter_spans_total{result="dropped"}`
	strategyLoads = `jaeger_tracer_sampler_updates_total{result="ok"}`
	inFlight      = `http_server_requests_in_flight`
	residentBytes = `process_resident_memory_bytes`
)

// metrics are the values of all series of a service.
type metrics map[string]float64

func (s *service) metrics(ctx context.Context) (metrics, error) {
	page, err := send(ctx, http.MethodGet, s.metricsURL)
	if err != nil {
		return nil, err
	}
	values := make(metrics)
	for line := range strings.Lines(page.body) {
		line = strings.TrimSpace(line)
		end := strings.LastIndexByte(line, ' ')
		if strings.HasPrefix(line, "#") || end < 0 {
			continue
		}
		if values[line[:end]], err = strconv.ParseFloat(line[end+1:], 64); err != nil {
			return nil, err
		}
	}
	return values, nil
}

func (s *service) mustMetrics(tb testing.TB) metrics {
	tb.Helper()
	m, err := s.metrics(tb.Context())
	if err != nil {
		tb.Fatal(err)
	}
	return m
}

// waitInFlight waits until the service works on so many requests.
func (s *service) waitInFlight(tb testing.TB, requests int) {
	tb.Helper()
	s.waitMetric(tb, inFlight, float64(requests))
}

// waitMetric waits until a series of the service has reached a value.
func (s *service) waitMetric(tb testing.TB, series string, atLeast float64) {
	tb.Helper()
	poll.Until(tb, fmt.Sprintf("%s of %s to be %g", series, s.Name(), atLeast), func(ctx context.Context) error {
		m, err := s.metrics(ctx)
		if err == nil && m[series] < atLeast {
			err = fmt.Errorf("it is %g", m[series])
		}
		return err
	})
}
