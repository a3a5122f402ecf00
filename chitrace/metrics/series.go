package metrics

import (
	"sync"
	"sync/atomic"
	"time"

	"github.com/uber/jaeger-lib/metrics"
)

// observation is one finished request.
type observation struct {
	duration time.Duration
	size     int
}

// meters are the metrics that an observation goes to.
type meters struct {
	requests metrics.Counter
	duration metrics.Timer
	size     metrics.Histogram
}

var nullMeters = meters{metrics.NullCounter, metrics.NullTimer, metrics.NullHistogram}

func (m *meters) record(o observation) {
	defer swallow()
	m.requests.Inc(1)
	m.duration.Record(o.duration)
	m.size.Record(float64(o.size))
}

// series is the metrics of one set of tags, made when they are first needed. The
// zero value is ready.
type series struct {
	made atomic.Pointer[meters]

	mu      sync.Mutex    // guards what follows; not held while the factory works
	waiting []observation // until made; whoever is the first makes it
}

// maxWaiting bounds the observations that wait for a factory which takes its
// time, or hangs. Beyond it they are lost.
const maxWaiting = 1 << 14

// record counts o, at once or as soon as the series is made. It does not wait for
// another request that is making it: the factory may itself send requests that
// are counted here.
func (s *series) record(o observation, create func() *meters) {
	made, first := s.enter(o)
	switch {
	case made != nil:
		made.record(o)
	case first:
		s.open(create)
	}
}

// enter returns the meters to record o with. Where they are not made yet it keeps
// o for them, and says whether it is the first.
func (s *series) enter(o observation) (made *meters, first bool) {
	if made = s.made.Load(); made != nil {
		return made, false
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if made = s.made.Load(); made != nil {
		return made, false
	}
	if len(s.waiting) < maxWaiting {
		s.waiting = append(s.waiting, o)
	}
	return nil, len(s.waiting) == 1
}

// open makes the series and records what waits for it, whatever the factory does.
func (s *series) open(create func() *meters) {
	made := &nullMeters
	defer func() {
		for _, o := range s.publish(made) {
			made.record(o)
		}
	}()
	made = create()
}

func (s *series) publish(made *meters) (waiting []observation) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.made.Store(made)
	waiting, s.waiting = s.waiting, nil
	return waiting
}
