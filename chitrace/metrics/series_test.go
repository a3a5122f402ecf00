package metrics

import (
	"net/http"
	"runtime"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/go-chi/chi/v5"
	"github.com/uber/jaeger-lib/metrics"

	"github.com/opentracing-contrib/go-chi/internal/tracetest"
)

func TestHangingFactoryFillsNoMemory(t *testing.T) {
	l := newLedger()
	m := newMeter(serverMetrics, l, nil)
	l.onMake = func(string) {
		l.onMake = nil
		for range maxWaiting + 10 {
			m.count("/", "GET", 200, nil, observation{})
		}
	}
	m.count("/", "GET", 200, nil, observation{})
	l.wantCounts(t, map[string]int64{served("GET", "/", "2xx"): maxWaiting})
}

// gaugeFunc is a gauge that can only be set.
type gaugeFunc func(n int64)

func (f gaugeFunc) Update(n int64) { f(n) }

type brokenMetric struct{}

func (brokenMetric) Inc(int64)    { panic("broken metric") }
func (brokenMetric) Update(int64) { panic("broken metric") }

// No failure of the factory or a metric breaks a request. What else it makes counts.
func TestFactoryFails(t *testing.T) {
	const panicked = "chitrace/metrics: a metric panicked: broken metric"
	for name, tt := range map[string]struct {
		counter func() metrics.Counter
		gauge   metrics.Gauge
		sizes   string
		told    []string
	}{
		"panics": {
			func() metrics.Counter { panic("no counter") }, metrics.NullGauge, "[2 2]",
			[]string{"chitrace/metrics: the factory, asked for http_server_requests, panicked: no counter"},
		},
		"returns nil": {
			func() metrics.Counter { return nil }, metrics.NullGauge, "[2 2]",
			[]string{"chitrace/metrics: the factory returned nil for http_server_requests"},
		},
		"has no gauge":   {nil, nil, "[2 2]", []string{"chitrace/metrics: the factory returned nil for http_server_requests_in_flight"}},
		"broken counter": {func() metrics.Counter { return brokenMetric{} }, metrics.NullGauge, "[]", []string{panicked, panicked}},
		"broken gauge":   {nil, brokenMetric{}, "[2 2]", []string{panicked, panicked, panicked, panicked}}, // in flight, and no longer
	} {
		t.Run(name, func(t *testing.T) {
			var told errorList
			f := replaced{newLedger(), tt.gauge, tt.counter}
			h, rt := Middleware(f, WithErrorHandler(told.add))(http.HandlerFunc(ok)), NewTransport(answer(200), f)
			for range 2 {
				if got := tracetest.Send(t, h, "GET /").StatusCode; got != http.StatusOK {
					t.Fatalf("the server answers %d, want 200", got)
				}
				if got, err := call(t, rt, "GET", "a"); err != nil || got != http.StatusOK {
					t.Errorf("the client gets %d, %v, want 200", got, err)
				}
			}
			f.wantValues(t, serverSize+"|method=GET|route=unmatched|status_class=2xx", tt.sizes)
			told.want(t, tt.told...)
		})
	}
}

// A factory exits where a test fails inside it.
func TestFactoryExits(t *testing.T) {
	l := newLedger()
	m := newMeter(serverMetrics, l, nil)
	l.onMake = func(string) { runtime.Goexit() }
	apart(func() { m.count("/", "GET", 200, nil, observation{}) })
	for name, s := range m.series {
		if s.made == nil || len(s.waiting) > 0 {
			t.Errorf("%v of %s waits for ever", s.waiting, name)
		}
	}
}

func TestDurationAndSize(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLedger()
		serve(t, Middleware(l)(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			time.Sleep(1500 * time.Millisecond)
			_, _ = w.Write([]byte("twelve bytes"))
		})), "GET", "/")
		_, _ = call(t, NewTransport(roundTrip(func(req *http.Request) (*http.Response, error) {
			time.Sleep(time.Second)
			return answer(200)(req)
		}), l), "GET", "a")

		const (
			ofServer = "|method=GET|route=unmatched|status_class=2xx"
			ofClient = "|host=a|method=GET|status_class=2xx"
		)
		l.wantValues(t, serverDuration+ofServer, "[1.5s]")
		l.wantValues(t, serverSize+ofServer, "[12]")
		l.wantValues(t, "http_client_request_duration_seconds"+ofClient, "[1s]")
		want := []string{
			serverInFlight,
			"http_server_requests" + ofServer, serverDuration + ofServer, serverSize + ofServer,
			clientInFlight,
			"http_client_requests" + ofClient, "http_client_request_duration_seconds" + ofClient,
		}
		if !slices.Equal(l.made, want) {
			t.Errorf("made %v, want %v", l.made, want)
		}
	})
}

// Every request counts once, whatever else goes on at the same time. Were two updates of
// the gauge to swap, it would stand wrong until the next request.
func TestConcurrentRequestsAddUp(t *testing.T) {
	const goroutines, rounds = 8, 100
	inFlight := int64(0)
	l := replaced{ledger: newLedger(), gauge: gaugeFunc(func(n int64) {
		if n != inFlight+1 && n != inFlight-1 {
			t.Errorf("the gauge is updated from %d to %d", inFlight, n)
		}
		inFlight = n
	})}
	r := chi.NewRouter()
	r.Use(Middleware(l))
	r.Get("/ok/{id}", ok)
	r.Get("/panic/{id}", func(http.ResponseWriter, *http.Request) { panic("oops") })
	r.Get("/exit/{id}", func(http.ResponseWriter, *http.Request) { runtime.Goexit() })
	var wg sync.WaitGroup
	for range goroutines {
		wg.Go(func() {
			for range rounds {
				for _, path := range []string{"/ok/1", "/panic/1", "/exit/1", "/nowhere"} {
					apart(func() { serve(t, r, "GET", path) })
				}
			}
		})
	}
	wg.Wait()
	l.wantCounts(t, map[string]int64{
		served("GET", "/ok/{id}", "2xx"):    goroutines * rounds,
		served("GET", "/panic/{id}", "5xx"): goroutines * rounds,
		served("GET", "/exit/{id}", "5xx"):  goroutines * rounds,
		served("GET", "unmatched", "4xx"):   goroutines * rounds,
	})
	l.wantMadeOnce(t)
	if inFlight != 0 {
		t.Errorf("%d are in flight for ever", inFlight)
	}
}

// A lock held while the factory or a gauge works would be taken twice here.
func TestFactoryMayServeRequestsItself(t *testing.T) {
	l := newLedger()
	var h http.Handler
	h = onRoot(Middleware(replaced{ledger: l, gauge: gaugeFunc(func(n int64) {
		if n == 1 && len(l.counts) == 0 {
			serve(t, h, "GET", "/")
		}
	})}))
	l.onMake = func(string) {
		l.onMake = nil
		serve(t, h, "GET", "/same")
		serve(t, h, "PUT", "/other")
	}
	serve(t, h, "GET", "/same")
	l.wantCounts(t, map[string]int64{
		served("GET", "/", "2xx"):         1,
		served("GET", "unmatched", "4xx"): 2,
		served("PUT", "unmatched", "4xx"): 1,
	})
	l.wantMadeOnce(t)
}
