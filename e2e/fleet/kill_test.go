package fleet

import (
	"testing"
)

// perSecond is the load in requests, of 4 to 6 spans each.
const perSecond = 60

// ordinary are requests that end well and touch both machines.
var ordinary = []request{
	{path: "/v1/orders/1001", status: 200, spans: 6},
	{path: "/v1/orders/1003", status: 200, spans: 4},
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
	l := startLoad(t, f.startServices(t).url, perSecond, ordinary...)
	l.wait(t, 2*perSecond)
	for range rounds() {
		for _, k := range []killing{
			of("a collector", f.collectors[0], 6),
			of("the other collector", f.collectors[1], 6),
			of("an ingester", f.readers[0], 2),
			of("the query", f.query, 3),
			{"the broker", f.broker.Kill, f.broker.Restart, 6},
		} {
			k.run(t, l)
		}
		f.movePartitions(t, l)
		f.broker.settle(t, "jaeger-ingester", len(f.readers))
	}
	requests := l.end(t)
	t.Logf("%d requests", len(requests))
	checkWhole(t, f.query.Client(), requests)
	f.checkMemory(t)
}

// movePartitions has an ingester take over what the other one has in hand while
// the storage is down, and give it back.
func (f *fleet) movePartitions(tb testing.TB, l *load) {
	tb.Helper()
	const session = 8 // seconds until the others take over
	of("an ingester, for longer than a session", f.readers[1], session).run(tb, l)
	f.readers[0].Kill(tb)
	l.wait(tb, session*perSecond)
	tb.Log("the storage: killed while one ingester is down")
	f.storage.Kill(tb)
	l.wait(tb, 2*perSecond)
	f.readers[0].Restart(tb)
	l.wait(tb, 4*perSecond)
	f.storage.Restart(tb)
	l.wait(tb, 2*perSecond)
	of("the same ingester again", f.readers[0], session).run(tb, l)
}

// Without Kafka, the agents hold the spans while the storage is down.
func TestKilledWithoutKafka(t *testing.T) {
	f := startDirect(t)
	l := startLoad(t, f.startServices(t).url, perSecond, ordinary...)
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

// All in one on disk keeps what it has acknowledged.
func TestKilledAllInOne(t *testing.T) {
	r := startRole(t, "all-in-one", "BADGER_DIR="+t.TempDir())
	f := &fleet{agents: []*role{r, r}}
	l := startLoad(t, f.startServices(t).url, perSecond, ordinary...)
	l.wait(t, 5*perSecond)
	requests := l.end(t)
	checkWhole(t, r.Client(), requests)
	r.Kill(t)
	r.Restart(t)
	checkWhole(t, r.Client(), requests)
}

// The limits of memory are in MiB. At this load a role that keeps what it cannot
// hand on without a bound would be above its limit soon. The storage's includes
// the files that Badger has mapped.
const (
	memoryLimit  = 300
	storageLimit = 900
)

func (f *fleet) checkMemory(tb testing.TB) {
	tb.Helper()
	for _, r := range f.roles() {
		peak, limit := r.PeakMemory(tb), memoryLimit
		if r == f.storage {
			limit = storageLimit
		}
		tb.Logf("%s had %d MiB at most", r.name, peak)
		if peak > limit {
			tb.Errorf("%s had %d MiB, want %d at most", r.name, peak, limit)
		}
	}
}

func rounds() int {
	if *long {
		return 4
	}
	return 1
}
