package fleet

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"github.com/opentracing-contrib/go-chi/e2e/internal/poll"
)

// Two tail samplers behind one topic keep every trace that failed or was slow,
// and drop the rest, whole traces each.
func TestTailSampling(t *testing.T) {
	f := startFleet(t, "tail-sampler", "DECISION_WAIT=5s", "SLOW_MS=500", "KEEP_PERCENT=0")
	l := startLoad(t, f.startServices(t).url, perSecond,
		request{path: "/v1/orders/1001", status: 200, spans: 6},
		request{path: "/v1/orders/1001", status: 200, spans: 6},
		request{path: "/v1/orders/1002", status: 502, spans: 6},
		request{path: "/v1/orders/1003/quote", status: 200, spans: 5}, // slow
	)
	l.wait(t, 10*perSecond)
	kept, rest := split(l.end(t))
	checkWhole(t, f.query.Client(), kept)
	poll.Until(t, "every trace to be decided on", func(ctx context.Context) error {
		decided := 0.0
		for _, r := range f.readers {
			n, err := r.metric(ctx, "otelcol_processor_tail_sampling_global_count_traces_sampled_total")
			if err != nil {
				return err
			}
			decided += n
		}
		if want := float64(len(kept) + len(rest)); decided != want {
			return fmt.Errorf("%v of %v are", decided, want)
		}
		return nil
	})
	for _, r := range f.readers {
		decided, err := r.metric(t.Context(), "otelcol_processor_tail_sampling_global_count_traces_sampled_total")
		t.Logf("a sampler decided on %v of %d traces", decided, len(kept)+len(rest))
		if err != nil || decided == 0 {
			t.Errorf("a sampler decided on %v traces, %v", decided, err)
		}
	}
	d, _, err := inspect(t.Context(), f.query.Client(), rest)
	if err != nil {
		t.Fatal(err)
	}
	if d.missing != len(rest) {
		t.Errorf("of those to be dropped, %d of %d are there", len(rest)-d.missing, len(rest))
	}
	f.checkMemory(t)
}

// split separates what a tail sampler keeps from what it drops.
func split(requests []served) (kept, dropped []served) {
	isOrdinary := func(r served) bool { return slices.Contains(ordinary, r.request) }
	for _, r := range requests {
		if isOrdinary(r) {
			dropped = append(dropped, r)
		} else {
			kept = append(kept, r)
		}
	}
	return kept, dropped
}
