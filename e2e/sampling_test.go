package e2e

import (
	"path/filepath"
	"testing"
	"time"

	"github.com/opentracing-contrib/go-chi/e2e/internal/jaeger"
)

// Jaeger's client grants every operation a first sample, even one whose
// probability is 0, as if a lower bound had been asked for.
const firstSample = 1

// Each route is sampled as testdata/strategies.json says for it, provided that
// its name is known when Jaeger's client decides. Else all routes are the same
// operation to it, HTTP GET.
func TestSamplingByRoute(t *testing.T) {
	const requests = 200
	type route struct {
		path, operation string
		min, max        int // how many are sampled
	}
	const (
		always = "GET /v1/orders/{orderID}"
		never  = "GET /v1/orders/{orderID}/quote"
		half   = "GET /v1/orders/{orderID}/invoice"
	)
	for _, tt := range []struct {
		name   string
		args   []string
		routes []route
	}{
		{"route lookup", nil, []route{
			{"/v1/orders/1003", always, requests, requests},
			{"/v1/orders/1003/quote", never, firstSample, firstSample},
			{"/v1/orders/1001/invoice", half, requests/2 - 60, requests/2 + 60}, // 8 sigma
		}},
		{"named at the end", []string{"-route-lookup=false"}, []route{
			{"/v1/orders/1003", always, firstSample, firstSample},
			{"/v1/orders/1003/quote", never, 0, 0},
			{"/v1/orders/1001/invoice", half, 0, 0},
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := startSampled(t, jaeger.Strategies(filepath.Join("testdata", "strategies.json")), tt.args...)
			for _, route := range tt.routes {
				for range requests {
					s.request(t, route.path, route.operation)
				}
				if got := len(s.sampled[route.operation]); got < route.min || got > route.max {
					t.Errorf("%s: %d of %d sampled, want %d to %d", route.operation, got, requests, route.min, route.max)
				}
			}
			s.checkJaeger(t)
		})
	}
}

// What the caller decided stands, whatever the strategy for the route is.
func TestSamplingByCaller(t *testing.T) {
	s := startSampled(t, jaeger.Strategies(filepath.Join("testdata", "strategies.json")))
	for range 20 {
		if s.request(t, "/v1/orders/1003", "GET /v1/orders/{orderID}", "Uber-Trace-Id: "+newTraceID()+":1:0:0") {
			t.Error("sampled although the caller does not")
		}
		if !s.request(t, "/v1/orders/1003/quote", "GET /v1/orders/{orderID}/quote", "Uber-Trace-Id: "+newTraceID()+":1:0:1") {
			t.Error("not sampled although the caller does")
		}
	}
	s.checkJaeger(t)
}

// However small the probability, so many requests a second are sampled: of each
// route if its name is known in time, else of all together.
func TestSamplingLowerBound(t *testing.T) {
	const (
		perSecond = 5
		samples   = 3 * perSecond
		one, two  = "GET /v1/orders/{orderID}", "GET /v1/orders/{orderID}/quote"
	)
	for _, tt := range []struct {
		name       string
		args       []string
		operations int // that have a guarantee each
	}{
		{"route lookup", nil, 2},
		{"named at the end", []string{"-route-lookup=false"}, 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := startSampled(t, jaeger.Adaptive(1e-9, perSecond), tt.args...)
			start, loads := time.Now(), s.mustMetrics(t)[strategyLoads]
			requests, sampled := 0, 0
			for sampled < tt.operations*samples {
				s.request(t, "/v1/orders/1003", one)
				s.request(t, "/v1/orders/1003/quote", two)
				requests += 2
				sampled = len(s.sampled[one]) + len(s.sampled[two])
			}
			elapsed := time.Since(start)
			loads = s.mustMetrics(t)[strategyLoads] - loads

			// The client starts with what a second would bring, and again each
			// time that it loads the strategy.
			most := float64(tt.operations) * perSecond * (elapsed.Seconds() + 1 + loads)
			t.Logf("%d of %d requests sampled in %v, %.1f at most", sampled, requests, elapsed, most)
			if float64(sampled) > most {
				t.Errorf("%d sampled, want %.1f at most", sampled, most)
			}
			if tt.operations == 2 && min(len(s.sampled[one]), len(s.sampled[two])) < samples-2 {
				t.Errorf("%d of one route sampled and %d of the other, want as many",
					len(s.sampled[one]), len(s.sampled[two]))
			}
			for _, trace := range s.checkJaeger(t) {
				if got := trace.Root().Tags["sampler.type"]; got != "lowerbound" {
					t.Errorf("sampled because of %v", got)
				}
			}
		})
	}
}
