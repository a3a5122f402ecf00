package fleet

import (
	"context"
	"testing"

	"github.com/opentracing-contrib/go-chi/e2e/internal/poll"
)

// perSecond is the load in requests, of 3 to 5 spans each.
const perSecond = 60

// ordinary are requests that end well and touch both machines.
var ordinary = []request{
	{"/v1/orders/1001", 200, 5},
	{"/v1/orders/1003", 200, 3},
}

// killing is one role that is killed under load, and started again.
type killing struct {
	name    string
	kill    func(tb testing.TB)
	restart func(tb testing.TB)
	down    int // seconds
}

// run kills and restarts, and returns when the load goes on as before.
func (k killing) run(tb testing.TB, l *load) {
	tb.Helper()
	tb.Logf("%s: killed after %d requests", k.name, l.count())
	k.kill(tb)
	l.wait(tb, k.down*perSecond)
	k.restart(tb)
	l.wait(tb, 2*perSecond)
}

func of(name string, r *role, down int) killing {
	return killing{name, r.Kill, r.Restart, down}
}

// Whatever single process behind the agents is killed: every request is served,
// and every trace is whole in the end.
func TestKilled(t *testing.T) {
	f := startFleet(t, "ingester")
	f.startServices(t, nil)
	l := startLoad(t, f.url, perSecond, ordinary...)
	l.wait(t, 2*perSecond)
	for range rounds() {
		steps := []killing{
			of("a collector", f.collectors[0], 6),
			of("the other collector", f.collectors[1], 6),
			of("an ingester", f.readers[0], 2),
			of("the same ingester", f.readers[0], 12), // longer than a session: its partitions move
			of("the other ingester", f.readers[1], 12),
			of("the storage", f.storage, 6),
			of("the query", f.query, 3),
		}
		if !f.broker.Real() {
			steps = append(steps, killing{"the broker", func(testing.TB) { f.broker.Kill() }, f.broker.Restart, 6})
		}
		for _, k := range steps {
			k.run(t, l)
		}
	}
	requests := l.end(t)
	t.Logf("%d requests", len(requests))
	checkWhole(t, f.query.Client(), requests)
	f.checkMemory(t)
}

// Without Kafka, the agents hold the spans while the storage is down.
func TestKilledWithoutKafka(t *testing.T) {
	f := startDirect(t)
	f.startServices(t, nil)
	l := startLoad(t, f.url, perSecond, ordinary...)
	l.wait(t, 2*perSecond)
	for range rounds() {
		for _, k := range []killing{
			of("a collector", f.collectors[0], 6),
			of("the storage", f.storage, 6),
			of("the query", f.query, 3),
		} {
			k.run(t, l)
		}
	}
	requests := l.end(t)
	checkWhole(t, f.query.Client(), requests)
	f.checkMemory(t)
}

// All in one: what it acknowledged survives, and what came meanwhile is lost
// and counted by the services' own metrics.
func TestKilledAllInOne(t *testing.T) {
	r := startRole(t, "all-in-one", "BADGER_DIR="+t.TempDir())
	f := &fleet{agents: []*role{r, r}}
	services := f.startServices(t, nil)
	_ = services
	l := startLoad(t, f.url, perSecond, ordinary...)
	l.wait(t, 5*perSecond)
	requests := l.end(t)
	checkWhole(t, r.Client(), requests)
	r.Kill(t)
	r.Restart(t)
	checkWhole(t, r.Client(), requests)
	poll.Until(t, "the Jaeger to answer", func(ctx context.Context) error {
		_, err := r.Client().Operations(ctx, "orders")
		return err
	})
}

// memoryLimit is in MiB. At this load a role that keeps what it cannot hand on
// without a bound would be above it soon.
const memoryLimit = 400

func (f *fleet) checkMemory(tb testing.TB) {
	tb.Helper()
	for _, r := range f.roles() {
		peak := r.PeakMemory(tb)
		tb.Logf("%s had %d MiB at most", r.name, peak)
		if peak > memoryLimit {
			tb.Errorf("%s had %d MiB, want %d at most", r.name, peak, memoryLimit)
		}
	}
}

func rounds() int {
	if *long {
		return 4
	}
	return 1
}
