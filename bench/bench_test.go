package bench

import "testing"

// The table of command table has its rows and columns in this order.

func BenchmarkServer(b *testing.B)         { benchmarkServers(b, serial) }
func BenchmarkServerParallel(b *testing.B) { benchmarkServers(b, parallel) }
func BenchmarkClient(b *testing.B)         { benchmarkClients(b, serial) }
func BenchmarkClientParallel(b *testing.B) { benchmarkClients(b, parallel) }
func BenchmarkMeter(b *testing.B)          { benchmarkMeters(b, serial) }
func BenchmarkMeterParallel(b *testing.B)  { benchmarkMeters(b, parallel) }

func benchmarkServers(b *testing.B, run mode) {
	b.Helper()
	for _, sh := range shapes {
		for _, s := range scenarios {
			for _, c := range servers {
				b.Run("router="+sh.name+"/scenario="+s.name+"/lib="+c.name, func(b *testing.B) {
					h := c.router(b, sh, s, answer)
					run(b, func() func() {
						r, w := c.request(b, sh, s), newNullWriter()
						return func() { h.ServeHTTP(w, r) }
					})
				})
			}
		}
	}
}

func benchmarkClients(b *testing.B, run mode) {
	b.Helper()
	for _, s := range scenarios {
		for _, c := range clients {
			b.Run("scenario="+s.name+"/lib="+c.name, func(b *testing.B) {
				made := c.calls(b, s, nullServer)
				run(b, func() func() {
					r := newCall(made.ctx)
					return func() {
						if err := made.one(r); err != nil {
							b.Error(err)
						}
					}
				})
			})
		}
	}
}

func benchmarkMeters(b *testing.B, run mode) {
	b.Helper()
	for _, sh := range shapes {
		for _, m := range meters {
			b.Run("router="+sh.name+"/lib="+m.name, func(b *testing.B) {
				h := sh.router(m.use, answer)
				run(b, func() func() {
					r, w := newRequest(b.Context(), sh.path), newNullWriter()
					return func() { h.ServeHTTP(w, r) }
				})
			})
		}
	}
}

// mode is a way to run a benchmark. Each goroutine gets a worker of its own:
// what it does is one operation.
type mode func(b *testing.B, newWorker func() func())

func serial(b *testing.B, newWorker func() func()) {
	b.Helper()
	b.ReportAllocs()
	work := newWorker()
	for b.Loop() {
		work()
	}
}

// parallel runs on all cores at once, to show what is shared.
func parallel(b *testing.B, newWorker func() func()) {
	b.Helper()
	b.ReportAllocs()
	b.RunParallel(func(pb *testing.PB) {
		work := newWorker()
		for pb.Next() {
			work()
		}
	})
}
