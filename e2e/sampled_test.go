package e2e

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"testing"

	"github.com/opentracing-contrib/go-chi/e2e/internal/jaeger"
	"github.com/opentracing-contrib/go-chi/e2e/internal/poll"
)

// sampledService is the orders service, which asks a Jaeger what to sample, and
// a stand-in for the prices service, which sees what headers arrive there.
type sampledService struct {
	*service
	jaeger  *jaeger.Server
	sampled map[string][]string // trace ids by operation

	mu    sync.Mutex
	calls map[string]bool // by trace id: whether the caller said it is sampled
}

// startSampled starts the service, and returns when it has its strategies.
func startSampled(t *testing.T, serves jaeger.Sampling, args ...string) *sampledService {
	t.Helper()
	s := &sampledService{
		jaeger:  jaeger.Start(t, jaegerBinary, serves),
		sampled: make(map[string][]string),
		calls:   make(map[string]bool),
	}
	prices := httptest.NewServer(http.HandlerFunc(s.price))
	t.Cleanup(prices.Close)
	env := slices.Concat(s.jaeger.ByHTTP(), s.jaeger.BySampler(), []string{"JAEGER_SAMPLER_REFRESH_INTERVAL=500ms"})
	s.service = startOrders(t, prices.URL, env, args...)
	s.waitMetric(t, strategyLoads, 1)
	return s
}

func (s *sampledService) price(w http.ResponseWriter, r *http.Request) {
	id, sampled := traceContext(r.Header)
	s.mu.Lock()
	s.calls[id] = sampled
	s.mu.Unlock()
	_, _ = io.WriteString(w, `{"cents": 1}`)
}

// request sends a request that ends well, and says whether it was sampled, all
// of it: the call that goes out of it has to say the same.
func (s *sampledService) request(t *testing.T, path, operation string, headers ...string) bool {
	t.Helper()
	a := s.mustSend(t, path, headers...)
	if a.status != http.StatusOK {
		t.Fatalf("%s: status %d", path, a.status)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if call, called := s.calls[a.traceID]; called && call != a.sampled {
		t.Errorf("%s: sampled is %t, but the outgoing headers say %t", path, a.sampled, call)
	}
	if a.sampled {
		s.sampled[operation] = append(s.sampled[operation], a.traceID)
	}
	return a.sampled
}

// checkJaeger returns what Jaeger has got, and that is what was sampled, no
// more and no less.
func (s *sampledService) checkJaeger(t *testing.T) []jaeger.Trace {
	t.Helper()
	var all []jaeger.Trace
	poll.Until(t, "all sampled traces to arrive", func(ctx context.Context) error {
		all = nil
		for operation, want := range s.sampled {
			traces, err := s.jaeger.Search(ctx, "orders", operation)
			if err != nil {
				return err
			}
			if len(traces) != len(want) {
				return fmt.Errorf("%s: there are %d, want %d", operation, len(traces), len(want))
			}
			all = append(all, traces...)
		}
		return nil
	})
	return all
}

func newTraceID() string { return fmt.Sprintf("%016x", rand.Uint64()|1<<63) }
