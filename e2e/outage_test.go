package e2e

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/opentracing-contrib/go-chi/e2e/internal/jaeger"
	"github.com/opentracing-contrib/go-chi/e2e/internal/poll"
)

// Jaeger is killed, started again, frozen and thawed, all under load. No request
// notices: beside the traced service runs one that is not, and its percentiles
// are those to compare with. Memory does not grow, each span is accounted for,
// and when Jaeger is back they arrive again.
func TestOutage(t *testing.T) {
	for _, tt := range []struct {
		name         string
		transport    func(*jaeger.Server) []string
		queue        string // 100 is the client's default
		gone, frozen change // what tells of a Jaeger in that state
	}{
		{"HTTP", (*jaeger.Server).ByHTTP, "100", grows(spansFailed), grows(spansDropped)},
		{"HTTP, longer queue", (*jaeger.Server).ByHTTP, "20000", grows(spansFailed), stays(spansDropped)},
		// Nothing does: a datagram is as good as delivered once it is written.
		{"UDP", (*jaeger.Server).ByUDP, "100", stays(spansFailed), stays(spansFailed)},
	} {
		t.Run(tt.name, func(t *testing.T) {
			o := startOutage(t, tt.transport, "JAEGER_REPORTER_MAX_QUEUE_SIZE="+tt.queue)
			o.phase(t, "up", change{})
			usual := o.traced.mustMetrics(t)[residentBytes]
			o.jaeger.Kill()
			o.phase(t, "killed", tt.gone)
			o.jaeger.Restart(t)
			o.phase(t, "started again", change{})
			o.jaeger.Freeze()
			o.phase(t, "frozen", tt.frozen)
			grown := o.traced.mustMetrics(t)[residentBytes] - usual
			o.jaeger.Thaw()
			o.phase(t, "thawed", change{})

			t.Logf("memory: %.1f MiB, %+.1f MiB since", usual/(1<<20), grown/(1<<20))
			if grown > 32<<20 {
				t.Errorf("the outage took %.1f MiB", grown/(1<<20))
			}
			o.checkAccounts(t)
			o.jaeger.Trace(t, o.traced.mustSend(t, "/v1/orders/1001").traceID, 4)
		})
	}
}

// outage is a Jaeger, a service that reports to it, and one that reports to
// nobody.
type outage struct {
	jaeger          *jaeger.Server
	traced, control *service
}

func startOutage(t *testing.T, transport func(*jaeger.Server) []string, env ...string) *outage {
	t.Helper()
	prices := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, `{"cents": 1}`)
	}))
	t.Cleanup(prices.Close)
	server := jaeger.Start(t, jaegerBinary, jaeger.Everything())
	return &outage{
		jaeger:  server,
		traced:  startOrders(t, prices.URL, append(transport(server), env...)),
		control: startOrders(t, prices.URL, []string{"JAEGER_DISABLED=true"}),
	}
}

// phase puts load on both services for some seconds.
func (o *outage) phase(t *testing.T, name string, want change) {
	t.Helper()
	before := o.traced.mustMetrics(t)
	traced, control := sendSideBySide(t, 2000, "/v1/orders/1001", o.traced, o.control)
	after := o.traced.mustMetrics(t)
	t.Logf("%-14s traced %v untraced %v", name, traced, control)
	t.Logf("%-14s %v", "", reported(before, after))
	if most := 5*control.percentile(0.5) + 10*time.Millisecond; traced.percentile(0.5) > most {
		t.Errorf("%s: half of the requests take longer than %v", name, most)
	}
	if grown := after[want.series] > before[want.series]; grown != want.grows {
		t.Errorf("%s: %s went from %g to %g", name, want.series, before[want.series], after[want.series])
	}
}

// checkAccounts waits until it is known of each span what became of it.
func (o *outage) checkAccounts(t *testing.T) {
	t.Helper()
	poll.Until(t, "each span to be accounted for", func(ctx context.Context) error {
		m, err := o.traced.metrics(ctx)
		if err == nil && m[finishedSpans] != m[spansSent]+m[spansFailed]+m[spansDropped] {
			err = fmt.Errorf("%g finished, %v", m[finishedSpans], reported(nil, m))
		}
		return err
	})
}

// change is what a series does in a phase; the zero value is any.
type change struct {
	series string
	grows  bool
}

func grows(series string) change { return change{series, true} }
func stays(series string) change { return change{series, false} }

// reported tells what became of spans in the meantime.
func reported(before, after metrics) string {
	return fmt.Sprintf("%g spans sent, %g failed, %g dropped",
		after[spansSent]-before[spansSent], after[spansFailed]-before[spansFailed], after[spansDropped]-before[spansDropped])
}
