package fleet

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/opentracing-contrib/go-chi/e2e/internal/poll"
	"github.com/opentracing-contrib/go-chi/e2e/internal/programs"
)

// The two routes of the orders service, and what adaptive sampling is told.
const (
	busyPath, busyRoute = "/v1/orders/1003", "GET /v1/orders/{orderID}"
	rarePath, rareRoute = "/v1/customers/7/orders", "GET /v1/customers/{customerID}/orders"

	busyPerSecond = 60
	rarePerSecond = 1
	target        = 3 // traces per second of each route
)

// Jaeger finds probabilities that move a busy route and a rare one towards their
// targets, but serves them from its next start on only. When this test fails
// because it serves them at once, docs/production.md can recommend it.
//
// Named at the end, all routes are HTTP GET to the sampler, for which no
// probability was found: all are sampled as a new route is.
func TestAdaptiveSampling(t *testing.T) {
	f := &fleet{broker: startBroker(t)}
	f.collectors = []*role{startRole(t, "collector", f.broker.env()...)}
	f.startAgents(t)
	sampling := startRole(t, "sampling", append(f.broker.env(),
		"BADGER_DIR="+t.TempDir(),
		fmt.Sprint("SAMPLING_TARGET=", target),
		"SAMPLING_INITIAL=1",
		"SAMPLING_INTERVAL=2s", "SAMPLING_DELAY=4s",
	)...)
	f.broker.joined(t, "jaeger-sampling", 1)
	byRoute := f.startSampled(t, sampling, "orders")
	atTheEnd := f.startSampled(t, sampling, "late", "-route-lookup=false")

	byRoute.rare.wait(t, 15*rarePerSecond)
	if p := probabilities(t, sampling); len(p) > 0 {
		t.Errorf("Jaeger serves %v while it runs", p)
	}
	poll.Within(t, 2*time.Minute, "Jaeger to have probabilities at its start", func(context.Context) error {
		sampling.Kill(t)
		sampling.Restart(t)
		p := probabilities(t, sampling)
		t.Logf("Jaeger serves %v after its restart", p)
		if p[busyRoute] == 0 || p[busyRoute] == 1 || p[rareRoute] != 1 {
			byRoute.rare.wait(t, 5*rarePerSecond)
			return errors.New("there are none for each route")
		}
		return nil
	})

	want := probabilities(t, sampling)
	byRoute.rare.wait(t, 3*rarePerSecond) // The services ask twice a second.
	for _, tt := range []struct {
		name       string
		got        *sampledService
		busy, rare float64
	}{
		{"route lookup", byRoute, want[busyRoute], 1},
		{"named at the end", atTheEnd, 1, 1},
	} {
		tt.got.busy.reset()
		tt.got.rare.reset()
		tt.got.busy.wait(t, 10*busyPerSecond)
		busy, rare := tt.got.busy.sampled(t), tt.got.rare.sampled(t)
		t.Logf("%s: %.1f%% of the busy route and %.0f%% of the rare one", tt.name, 100*busy, 100*rare)
		if diff := busy - tt.busy; diff < -0.1 || diff > 0.1 { // 5 sigma of 600 requests
			t.Errorf("%s: %.3f of the busy route, want %.3f", tt.name, busy, tt.busy)
		}
		if rare != tt.rare {
			t.Errorf("%s: %.2f of the rare route, want %.2f", tt.name, rare, tt.rare)
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
		"JAEGER_SAMPLING_ENDPOINT=" + samplingURL(sampling),
		"JAEGER_SAMPLER_REFRESH_INTERVAL=500ms",
	}
	_, prices := programs.StartService(t, downstreamBinary, []string{"JAEGER_SAMPLER_TYPE=const", "JAEGER_SAMPLER_PARAM=0"})
	_, url := programs.StartService(t, apiBinary, append(byHTTP(f.agents[0]), env...), append(args, "-downstream", prices)...)
	return &sampledService{
		busy: startLoad(t, url, busyPerSecond, request{path: busyPath, status: 200}),
		rare: startLoad(t, url, rarePerSecond, request{path: rarePath, status: 200}),
	}
}

func samplingURL(sampling *role) string {
	return "http://" + sampling.addrs["SAMPLING_HTTP_ADDR"] + "/sampling"
}

// probabilities returns what the orders service is told, by operation.
func probabilities(t *testing.T, sampling *role) map[string]float64 {
	t.Helper()
	res, err := get(t.Context(), samplingURL(sampling)+"?service=orders")
	if err != nil {
		t.Fatal(err)
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
	if err := json.NewDecoder(res.Body).Decode(&strategy); err != nil {
		t.Fatal(err)
	}
	byOperation := make(map[string]float64)
	for _, s := range strategy.OperationSampling.PerOperationStrategies {
		byOperation[s.Operation] = s.ProbabilisticSampling.SamplingRate
	}
	return byOperation
}
