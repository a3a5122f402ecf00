package jaegertracer

import (
	"context"
	"errors"
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
	ctx      context.Context // done when the tracer is closed
	endpoint *url.URL
	client   http.Client
	log      *slog.Logger
	failing  atomic.Bool
}

// fetchFirst makes the sampler fetch its strategies now, not after its first refresh
// interval. It returns after firstFetchTimeout even if there are none.
func (s *strategies) fetchFirst(sampler *jaeger.RemotelyControlledSampler) {
	first := make(chan struct{})
	go func() {
		sampler.UpdateSampler()
		close(first)
		for pause := time.Second; s.failing.Load(); pause *= 2 {
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
		if err != nil { // Parse notes a success.
			s.note(err)
		}
	}()
	u := *s.endpoint
	query := u.Query()
	query.Set("service", service)
	u.RawQuery = query.Encode()
	req := &http.Request{URL: &u, Close: true} // The next one is a minute away.
	res, err := s.client.Do(req.WithContext(s.ctx))
	if err != nil {
		return nil, err
	}
	defer func() { _ = res.Body.Close() }()
	if res.StatusCode != http.StatusOK {
		return nil, errors.New(res.Status)
	}
	return io.ReadAll(io.LimitReader(res.Body, maxStrategies))
}

// Parse implements [jaeger.SamplingStrategyParser].
func (s *strategies) Parse(response []byte) (any, error) {
	strategy, err := StrategyParser().Parse(response)
	s.note(err)
	return strategy, err
}

// note logs the first failure of a row, and its end. Failures by Close are none.
func (s *strategies) note(err error) {
	failing := err != nil
	if s.ctx.Err() != nil || s.failing.Swap(failing) == failing {
		return
	}
	log := s.log.With("endpoint", text.URL(s.endpoint.Scheme, s.endpoint.Host, s.endpoint))
	if failing {
		log.Error("jaeger: cannot get sampling strategies", "error", text.Error(err))
	} else {
		log.Info("jaeger: got sampling strategies again")
	}
}
