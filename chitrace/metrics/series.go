package metrics

import (
	"sync"
	"sync/atomic"

	"github.com/opentracing-contrib/go-chi/internal/guard"
)

// series is the metrics of one set of tags, made when they are first needed. The
// zero value is ready.
type series struct {
	made atomic.Pointer[instruments]

	mu      sync.Mutex    // not held while the factory works
	waiting []observation // until made; the request that adds the first one makes it
}

// maxWaiting bounds the observations that wait for a factory which is slow or
// hangs. Any further ones are lost.
const maxWaiting = 1 << 14

// record counts o, at once or as soon as the series is made. It does not wait for
// another request that is making the series: the factory may itself send
// requests that are counted here.
func (s *series) record(g *guard.Guard, o observation, create func() *instruments) {
	made, first := s.enter(o)
	switch {
	case made != nil:
		made.record(g, o)
	case first:
		s.open(g, create)
	}
}

// enter returns the instruments to record o with. If they are not made yet, it
// keeps o for them and reports whether o is the first.
func (s *series) enter(o observation) (made *instruments, first bool) {
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

// open makes the series and records what waits for it, also if the factory exits
// the goroutine.
func (s *series) open(g *guard.Guard, create func() *instruments) {
	made := &nullInstruments
	defer func() {
		for _, o := range s.publish(made) {
			made.record(g, o)
		}
	}()
	made = create()
}

func (s *series) publish(made *instruments) (waiting []observation) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.made.Store(made)
	waiting, s.waiting = s.waiting, nil
	return waiting
}
