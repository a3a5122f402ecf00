package fleet

import (
	"testing"
	"time"

	"github.com/opentracing-contrib/go-chi/e2e/internal/process"
)

// What each role takes for a span, in one run. docs/production.md has what it
// printed on two cores of Intel Xeons that other programs used as well. At 900
// spans a second, batches are small: under more load a span costs less.
func TestCost(t *testing.T) {
	if !*long {
		t.Skip("it measures for a while: -long")
	}
	for name, start := range map[string]func(testing.TB) *fleet{
		"with Kafka":    func(tb testing.TB) *fleet { tb.Helper(); return startFleet(tb, "ingester") },
		"without Kafka": startDirect,
	} {
		t.Run(name, func(t *testing.T) { measure(t, start(t)) })
	}
}

func measure(t *testing.T, f *fleet) {
	t.Helper()
	const perSecond, seconds = 300, 30
	request := ordinary[1]
	s := f.startServices(t)
	l := startLoad(t, s.url, perSecond, request)
	l.wait(t, 3*perSecond)

	type part struct {
		name string
		of   []*process.Process
	}
	parts := []part{
		{"services", []*process.Process{s.orders, s.prices}},
		{"agents", processes(f.agents)},
		{"collectors", processes(f.collectors)},
		{"ingesters", processes(f.readers)},
		{"storage", []*process.Process{f.storage.proc}},
	}
	before := make([]time.Duration, len(parts))
	for i, p := range parts {
		before[i] = total(t, p.of)
	}
	from, begun := l.count(), time.Now()
	l.wait(t, seconds*perSecond)
	spans := (l.count() - from) * request.spans
	t.Logf("%.0f spans a second", float64(spans)/time.Since(begun).Seconds())
	for i, p := range parts {
		if len(p.of) > 0 {
			t.Logf("%s: %.0f µs of CPU for a span", p.name, float64((total(t, p.of)-before[i]).Microseconds())/float64(spans))
		}
	}
	checkWhole(t, f.query.Client(), l.end(t))
}

func processes(roles []*role) (list []*process.Process) {
	for _, r := range roles {
		list = append(list, r.proc)
	}
	return list
}

func total(t *testing.T, list []*process.Process) (sum time.Duration) {
	t.Helper()
	for _, p := range list {
		sum += p.CPU(t)
	}
	return sum
}
