package metrics

import (
	"net/http"
	"net/http/httptest"
	"runtime"
	"sync"
	"testing"
	"time"

	"github.com/go-chi/chi/v5"
	"github.com/uber/jaeger-lib/metrics"
)

// serve has h serve one request without a socket.
func serve(t *testing.T, h http.Handler, method, target string) {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), method, "/", http.NoBody)
	r.URL.Path = target
	h.ServeHTTP(httptest.NewRecorder(), r)
}

func TestSeriesAreMadeOnce(t *testing.T) {
	l := newLedger()
	h := onRoot(Middleware(l))
	for range 3 {
		serve(t, h, "GET", "/")
		serve(t, h, "GET", "/v1/users/42")
		serve(t, h, "GET", "/nowhere")
	}
	l.wantCounts(t, map[string]int64{
		served("GET", "/", "2xx"):                  3,
		served("GET", "/v1/users/{userID}", "2xx"): 3,
		served("GET", "unmatched", "4xx"):          3,
	})
	l.wantMadeOnce(t)
}

func TestConcurrentFirstRequestsMakeSeriesOnce(t *testing.T) {
	const requests = 50
	l := newLedger()
	h := onRoot(Middleware(l))
	start := make(chan struct{})
	var wg sync.WaitGroup
	for range requests {
		wg.Go(func() {
			<-start
			serve(t, h, "GET", "/v1/users/42")
		})
	}
	close(start)
	wg.Wait()
	l.wantMadeOnce(t)
	l.wantCounts(t, map[string]int64{served("GET", "/v1/users/{userID}", "2xx"): requests})
	l.wantIdle(t, serverInFlight)
}

// A factory that takes its time holds up the one request that called it; the
// others end, and are counted when it is done.
func TestSlowFactory(t *testing.T) {
	l := newLedger()
	asked, answer := make(chan struct{}), make(chan struct{})
	l.onMake = func(name string) {
		if name == "http_server_requests" {
			close(asked)
			<-answer
		}
	}
	h := Middleware(l)(http.HandlerFunc(ok))
	var wg sync.WaitGroup
	wg.Go(func() { serve(t, h, "GET", "/") })
	<-asked
	for range 2 {
		serve(t, h, "GET", "/")
	}
	l.wantCounts(t, map[string]int64{})
	close(answer)
	wg.Wait()
	l.wantCounts(t, map[string]int64{served("GET", "unmatched", "2xx"): 3})
}

func TestHangingFactoryFillsNoMemory(t *testing.T) {
	l := newLedger()
	m := newMeter(serverMetrics, l, nil)
	l.onMake = func(name string) {
		if name != "http_server_requests" {
			return
		}
		for range maxWaiting + 10 {
			m.count(tags{}, observation{})
		}
	}
	m.count(tags{}, observation{})
	l.wantCounts(t, map[string]int64{served("", "", ""): maxWaiting})
}

// A lock held while the factory works would be taken twice here.
func TestFactoryMayServeRequestsItself(t *testing.T) {
	l := newLedger()
	h := onRoot(Middleware(l))
	l.onMake = func(string) {
		l.onMake = nil
		serve(t, h, "GET", "/same")
		serve(t, h, "PUT", "/other")
	}
	serve(t, h, "GET", "/same")
	l.wantCounts(t, map[string]int64{
		served("GET", "unmatched", "4xx"): 2,
		served("PUT", "unmatched", "4xx"): 1,
	})
	l.wantMadeOnce(t)
}

// poorFactory makes no counter but has all the rest.
type poorFactory struct {
	*ledger
	counter func() metrics.Counter
}

func (f poorFactory) Counter(metrics.Options) metrics.Counter { return f.counter() }

// Once the program has started, no failure of the factory breaks a request.
func TestFactoryFailsLater(t *testing.T) {
	tests := []struct {
		name string
		fail func() metrics.Counter
		want string
	}{
		{"panics", func() metrics.Counter { panic("no counter") }, "chitrace/metrics: the factory, asked for http_server_requests, panicked: no counter"},
		{"returns nil", func() metrics.Counter { return nil }, "chitrace/metrics: the factory returned nil for http_server_requests"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var told errorList
			f := poorFactory{newLedger(), tt.fail}
			s := newSite(t, onRoot(Middleware(f, WithErrorHandler(told.add))))
			for range 2 {
				if got := s.send(t, "GET", "/"); got != http.StatusOK {
					t.Fatalf("got %d, want 200", got)
				}
			}
			const duration = "http_server_request_duration_seconds|method=GET|route=/|status_class=2xx"
			if got := len(f.timings[duration]); got != 2 {
				t.Errorf("%d durations, want 2: what the factory does make counts", got)
			}
			f.wantIdle(t, serverInFlight)
			told.want(t, tt.want)
		})
	}
}

// noGauge makes nil of the first metric that it is asked for.
type noGauge struct{ *ledger }

func (noGauge) Gauge(metrics.Options) metrics.Gauge { return nil }

func TestFactoryWithoutGauge(t *testing.T) {
	var told errorList
	f := noGauge{newLedger()}
	serve(t, onRoot(Middleware(f, WithErrorHandler(told.add))), "GET", "/")
	f.wantCounts(t, map[string]int64{served("GET", "/", "2xx"): 1})
	told.want(t, "chitrace/metrics: the factory returned nil for http_server_requests_in_flight")
}

// A factory exits where a test fails inside it.
func TestFactoryExits(t *testing.T) {
	l := newLedger()
	m := newMeter(serverMetrics, l, nil)
	l.onMake = func(string) { runtime.Goexit() }
	for range 2 {
		apart(func() { m.count(tags{}, observation{}) })
	}
	if len(m.waiting) > 0 {
		t.Errorf("%v waits for ever", m.waiting)
	}
}

func TestDurationAndSize(t *testing.T) {
	l := newLedger()
	now := time.Unix(1_000_000_000, 0)
	r := chi.NewRouter()
	r.Use(Middleware(l, withClock(func() time.Time { return now })))
	r.Get("/slow", func(w http.ResponseWriter, _ *http.Request) {
		now = now.Add(1500 * time.Millisecond)
		_, _ = w.Write([]byte("twelve bytes"))
	})
	newSite(t, r).send(t, "GET", "/slow")
	const tags = "|method=GET|route=/slow|status_class=2xx"
	if got := l.timings["http_server_request_duration_seconds"+tags]; len(got) != 1 || got[0] != 1500*time.Millisecond {
		t.Errorf("durations %v, want [1.5s]", got)
	}
	if got := l.sizes["http_server_response_size_bytes"+tags]; len(got) != 1 || got[0] != 12 {
		t.Errorf("sizes %v, want [12]", got)
	}
}
