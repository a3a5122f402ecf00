package bench

import (
	"net/http"
	"os"
	"runtime"
	"slices"
	"testing"
)

// The table of command table has its rows and columns in this order.

func BenchmarkServer(b *testing.B)         { benchmarkServers(b, serial) }
func BenchmarkServerParallel(b *testing.B) { benchmarkServers(b, parallel) }
func BenchmarkClient(b *testing.B)         { benchmarkClients(b, serial) }
func BenchmarkClientParallel(b *testing.B) { benchmarkClients(b, parallel) }
func BenchmarkMeter(b *testing.B)          { benchmarkMeters(b, serial) }
func BenchmarkMeterParallel(b *testing.B)  { benchmarkMeters(b, parallel) }

// heap is as much live memory as a small service has: with less the garbage
// collector runs all the time, and time follows bytes more than it does in a
// service.
var heap = make([]byte, 64<<20)

func TestMain(m *testing.M) {
	code := m.Run()
	runtime.KeepAlive(heap)
	os.Exit(code)
}

func benchmarkServers(b *testing.B, run mode) {
	b.Helper()
	for _, k := range kinds {
		for _, s := range scenarios {
			for _, c := range servers {
				b.Run("requests="+k.name+"/scenario="+s.name+"/lib="+c.name, func(b *testing.B) {
					h := c.router(b, s, answer)
					run(b, func() func() {
						next, w := c.stream(b, k, s), k.writer()
						return func() { h.ServeHTTP(w, next()) }
					})
				})
			}
		}
	}
}

// BenchmarkSent is BenchmarkServer with sampled requests whose spans are sent.
func BenchmarkSent(b *testing.B) {
	for _, c := range servers {
		if !slices.Contains([]string{"bare", "tracer-alone", "chitrace", "chitrace-jaegertracer", "nethttp"}, c.name) {
			continue // its tracer cannot send at once
		}
		b.Run("lib="+c.name, func(b *testing.B) {
			h := c.router(b, sending, answer)
			serial(b, func() func() {
				next, w := c.stream(b, kinds[0], sending), kinds[0].writer()
				return func() {
					h.ServeHTTP(w, next())
					runtime.Gosched() // to the reporter
				}
			})
		})
	}
}

func benchmarkClients(b *testing.B, run mode) {
	b.Helper()
	for _, s := range scenarios {
		for _, c := range clients {
			b.Run("scenario="+s.name+"/lib="+c.name, func(b *testing.B) {
				made := c.calls(b, s, nullServer)
				run(b, func() func() {
					next := newCalls(made.ctx)
					return func() {
						if err := made.one(next()); err != nil {
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
	for _, k := range kinds {
		for _, m := range meters {
			b.Run("requests="+k.name+"/lib="+m.name, func(b *testing.B) {
				h := newRouter(m.use, answer)
				run(b, func() func() {
					next, w := k.stream(b.Context(), func(http.Header) {}), k.writer()
					return func() { h.ServeHTTP(w, next()) }
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
