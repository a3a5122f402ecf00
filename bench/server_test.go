package bench

import (
	"net/http"
	"testing"
)

func BenchmarkServer(b *testing.B) {
	eachServer(b, func(b *testing.B, h http.Handler, newRequest func() *http.Request) {
		r, w := newRequest(), newNullWriter()
		for b.Loop() {
			h.ServeHTTP(w, r)
		}
	})
}

func BenchmarkServerParallel(b *testing.B) {
	eachServer(b, func(b *testing.B, h http.Handler, newRequest func() *http.Request) {
		b.RunParallel(func(pb *testing.PB) {
			r, w := newRequest(), newNullWriter()
			for pb.Next() {
				h.ServeHTTP(w, r)
			}
		})
	})
}

// eachServer runs one benchmark per router, scenario and contender.
func eachServer(b *testing.B, run func(*testing.B, http.Handler, func() *http.Request)) {
	for _, rt := range Routers {
		b.Run("router="+rt.Name, func(b *testing.B) {
			for _, s := range Scenarios {
				b.Run("scenario="+s.Name, func(b *testing.B) {
					for _, c := range Servers {
						b.Run("lib="+c.Name, func(b *testing.B) {
							b.ReportAllocs()
							run(b, c.handler(rt, s, answer), func() *http.Request { return c.request(b.Context(), rt, s) })
						})
					}
				})
			}
		})
	}
}
