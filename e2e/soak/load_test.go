package soak

import (
	"flag"
	"math/rand/v2"
	"runtime"
	"sync"
	"testing"
	"time"
)

var requests = flag.Int("requests", 100_000, "how many requests to make")

// load calls once for each request, on all cores.
func load(n int, once func(r *rand.Rand)) {
	workers := runtime.GOMAXPROCS(0) * 2
	var wg sync.WaitGroup
	for worker := range workers {
		wg.Go(func() {
			r := rand.New(rand.NewPCG(1, uint64(worker)))
			for i := worker; i < n; i += workers {
				once(r)
			}
		})
	}
	wg.Wait()
}

// footprint is what a process holds when nothing is going on.
type footprint struct {
	goroutines int
	heap       uint64 // bytes
}

func measure() footprint {
	var m runtime.MemStats
	for range 3 { // pools are emptied by the second collection
		runtime.GC()
	}
	runtime.ReadMemStats(&m)
	return footprint{runtime.NumGoroutine(), m.HeapAlloc}
}

// flat runs the load, of which a tenth is there to warm up, and expects no more
// goroutines and no more of the heap to be in use afterwards. settle ends what may
// be left over by right, such as idle connections.
func flat(t *testing.T, n int, settle func(), run func(n int)) {
	t.Helper()
	run(n / 10)
	settle()
	before := measure()
	begun := time.Now()
	run(n - n/10)
	took := time.Since(begun)
	settle()
	after := measure()
	for patience := time.Now().Add(20 * time.Second); after.goroutines > before.goroutines && time.Now().Before(patience); {
		runtime.Gosched() // goroutines of connections that are being closed
		after = measure()
	}
	t.Logf("%d requests, %.0f a second; goroutines %d, then %d; heap %d KiB, then %d KiB",
		n, float64(n-n/10)/took.Seconds(), before.goroutines, after.goroutines, before.heap>>10, after.heap>>10)
	if after.goroutines > before.goroutines {
		t.Errorf("%d goroutines, want the %d from before", after.goroutines, before.goroutines)
	}
	const slack = 1 << 20
	if after.heap > before.heap+slack {
		t.Errorf("%d KiB of the heap, want the %d from before", after.heap>>10, before.heap>>10)
	}
}
