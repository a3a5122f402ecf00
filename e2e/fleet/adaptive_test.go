package fleet

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"testing"
	"time"

	"github.com/opentracing-contrib/go-chi/e2e/internal/poll"
	"github.com/opentracing-contrib/go-chi/e2e/internal/programs"
)

// The two routes of the orders service, and what adaptive sampling is told.
const (
	busyPath, busyRoute = "/v1/orders/1003", "GET /v1/orders/{orderID}"
	rarePath, rareRoute = "/v1/customers/7/orders", "GET /v1/customers/{customerID}/orders"

	busyPerSecond  = 60.0
	rarePerSecond  = 1.0
	target         = 3.0 // traces per second of each route
	atFirst        = 0.2 // the probability of a new route
	ofNothing      = 1e-3
	measureSeconds = 15
)

// Adaptive sampling steers a busy route down to its target and a rare one up,
// if the routes have their names when it is decided. Named at the end, both are
// sampled with the probability of a new route for good.
func TestAdaptiveSampling(t *testing.T) {
	if !*long {
		t.Skip("Jaeger has not yet been seen to steer these routes: -long")
	}
	f := &fleet{broker: startBroker(t)}
	f.collectors = []*role{startRole(t, "collector", f.broker.env()...)}
	f.startAgents(t)
	sampling := startRole(t, "sampling", append(f.broker.env(),
		"BADGER_DIR="+t.TempDir(),
		fmt.Sprint("SAMPLING_TARGET=", target),
		fmt.Sprint("SAMPLING_INITIAL=", atFirst),
		fmt.Sprint("SAMPLING_MIN_PER_SECOND=", ofNothing),
		"SAMPLING_INTERVAL=1s", "SAMPLING_DELAY=2s",
	)...)
	f.broker.joined(t, "jaeger-sampling", 1)
	byRoute := f.startSampled(t, sampling, "orders")
	atTheEnd := f.startSampled(t, sampling, "late", "-route-lookup=false")

	poll.Within(t, 90*time.Second, "the routes to reach their targets", func(ctx context.Context) error {
		p, err := probabilities(ctx, sampling, "orders")
		if err == nil && (math.Abs(p[busyRoute]*busyPerSecond-target) > target/2 || p[rareRoute] < 1) {
			err = fmt.Errorf("their probabilities are %v", p)
		}
		return err
	})
	for _, s := range []*sampledService{byRoute, atTheEnd} {
		s.busy.reset()
		s.rare.reset()
	}
	byRoute.rare.wait(t, measureSeconds)
	atTheEnd.rare.wait(t, 1)
	for _, tt := range []struct {
		name             string
		got              *sampledService
		busyMin, busyMax float64
		rareMin, rareMax float64
	}{
		{"route lookup", byRoute, target / 2 / busyPerSecond, target * 2 / busyPerSecond, 0.9, 1},
		{"named at the end", atTheEnd, atFirst / 1.5, atFirst * 1.5, 0, 0.6},
	} {
		busy, rare := tt.got.busy.sampled(t), tt.got.rare.sampled(t)
		t.Logf("%s: %.1f%% of the busy route and %.0f%% of the rare one", tt.name, 100*busy, 100*rare)
		if busy < tt.busyMin || busy > tt.busyMax {
			t.Errorf("%s: %.3f of the busy route, want %.3f to %.3f", tt.name, busy, tt.busyMin, tt.busyMax)
		}
		if rare < tt.rareMin || rare > tt.rareMax {
			t.Errorf("%s: %.2f of the rare route, want %.2f to %.2f", tt.name, rare, tt.rareMin, tt.rareMax)
		}
	}
}

// sampledService is an orders service that asks Jaeger what to sample, under
// load on two routes.
type sampledService struct{ busy, rare *load }

func (f *fleet) startSampled(t *testing.T, sampling *role, name string, args ...string) *sampledService {
	t.Helper()
	env := []string{
		"JAEGER_SERVICE_NAME=" + name,
		"JAEGER_SAMPLER_TYPE=remote",
		"JAEGER_SAMPLER_PARAM=0",
		"JAEGER_SAMPLING_ENDPOINT=http://" + sampling.addrs["SAMPLING_HTTP_ADDR"] + "/sampling",
		"JAEGER_SAMPLER_REFRESH_INTERVAL=500ms",
	}
	_, prices := programs.StartService(t, downstreamBinary, []string{"JAEGER_SAMPLER_TYPE=const", "JAEGER_SAMPLER_PARAM=0"})
	_, url := programs.StartService(t, apiBinary, append(byHTTP(f.agents[0]), env...), append(args, "-downstream", prices)...)
	return &sampledService{
		busy: startLoad(t, url, busyPerSecond, request{path: busyPath, status: 200}),
		rare: startLoad(t, url, rarePerSecond, request{path: rarePath, status: 200}),
	}
}

// probabilities returns what a service is told, by operation.
func probabilities(ctx context.Context, sampling *role, service string) (map[string]float64, error) {
	res, err := get(ctx, "http://"+sampling.addrs["SAMPLING_HTTP_ADDR"]+"/sampling?service="+service)
	if err != nil {
		return nil, err
	}
	defer func() { _ = res.Body.Close() }()
	var strategy struct {
		OperationSampling struct {
			PerOperationStrategies []struct {
				Operation             string
				ProbabilisticSampling struct{ SamplingRate float64 }
			}
		}
	}
	err = json.NewDecoder(res.Body).Decode(&strategy)
	byOperation := make(map[string]float64)
	for _, s := range strategy.OperationSampling.PerOperationStrategies {
		byOperation[s.Operation] = s.ProbabilisticSampling.SamplingRate
	}
	return byOperation, err
}
