package bench

import "testing"

// mode is a way to run a benchmark. Each goroutine gets a worker of its own:
// what it does is one operation.
type mode func(b *testing.B, newWorker func() func())

func serial(b *testing.B, newWorker func() func()) {
	b.ReportAllocs()
	work := newWorker()
	for b.Loop() {
		work()
	}
}

// parallel runs on all cores at once, to show what is shared.
func parallel(b *testing.B, newWorker func() func()) {
	b.ReportAllocs()
	b.RunParallel(func(pb *testing.PB) {
		work := newWorker()
		for pb.Next() {
			work()
		}
	})
}
