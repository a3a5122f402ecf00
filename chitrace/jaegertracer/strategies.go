package jaegertracer

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"sync/atomic"
	"time"

	"github.com/uber/jaeger-client-go"

	"github.com/opentracing-contrib/go-chi/internal/text"
)

const (
	// fetchTimeout limits the time of a fetch, and so the time that Close waits for it.
	fetchTimeout = 5 * time.Second
	// firstFetchTimeout is the time that New waits for strategies.
	firstFetchTimeout = time.Second
	// maxStrategies is 50 times the size of 2,000 operations.
	maxStrategies = 10 << 20
)

// strategies fetches and parses the strategies of a remote sampler, and logs failures.
type strategies struct {
	ctx      context.Context
	endpoint *url.URL
	client   http.Client
	log      *slog.Logger

	failing atomic.Bool
	found   atomic.Bool // at least once
}

// newStrategies returns a fetcher that keeps no idle connection, since it fetches once a
// minute. ctx is done when the tracer is closed.
func newStrategies(ctx context.Context, endpoint string, log *slog.Logger) *strategies {
	u, _ := url.Parse(endpoint) // check has parsed it already
	t := ownTransport()
	t.DisableKeepAlives = true
	return &strategies{ctx: ctx, endpoint: u, client: http.Client{Transport: t, Timeout: fetchTimeout}, log: log}
}

// fetchFirst makes the sampler fetch its strategies now, not after its first refresh
// interval. It returns after firstFetchTimeout even if there are none.
func (s *strategies) fetchFirst(sampler *jaeger.RemotelyControlledSampler) {
	first := make(chan struct{})
	go func() {
		sampler.UpdateSampler()
		close(first)
		for pause := time.Second; !s.found.Load(); pause *= 2 {
			select {
			case <-time.After(pause):
				sampler.UpdateSampler()
			case <-s.ctx.Done():
				return
			}
		}
	}()
	select {
	case <-first:
	case <-time.After(firstFetchTimeout):
	}
}

// Fetch implements [jaeger.SamplingStrategyFetcher].
func (s *strategies) Fetch(service string) (answer []byte, err error) {
	defer func() {
		if err != nil {
			s.note(err)
		}
	}()
	u := *s.endpoint
	query := u.Query()
	query.Set("service", service)
	u.RawQuery = query.Encode()
	req, err := http.NewRequestWithContext(s.ctx, http.MethodGet, u.String(), http.NoBody)
	if err != nil {
		return nil, err
	}
	res, err := s.client.Do(req)
	if err != nil {
		return nil, err
	}
	defer func() { _ = res.Body.Close() }()
	if res.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("GET %s: %s", location(&u), res.Status)
	}
	return io.ReadAll(io.LimitReader(res.Body, maxStrategies))
}

// Parse implements [jaeger.SamplingStrategyParser].
func (s *strategies) Parse(response []byte) (any, error) {
	strategy, err := StrategyParser().Parse(response)
	s.note(err)
	return strategy, err
}

// note logs the first failure of a row, and its end.
func (s *strategies) note(err error) {
	if s.ctx.Err() != nil {
		return // It failed because the tracer was closed.
	}
	failing := err != nil
	switch {
	case s.failing.Swap(failing) == failing:
	case failing:
		s.log.Error("jaeger: cannot get sampling strategies", "endpoint", location(s.endpoint), "error", text.Error(err))
	default:
		s.log.Info("jaeger: got sampling strategies again", "endpoint", location(s.endpoint))
	}
	if !failing {
		s.found.Store(true)
	}
}
