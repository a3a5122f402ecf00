package e2e

import (
	"context"
	"fmt"
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
	server := jaeger.Start(t, jaegerBinary, jaeger.Everything())
	prices := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, `{"cents": 1}`)
	}))
	t.Cleanup(prices.Close)
	control := startOrders(t, prices.URL, []string{"JAEGER_DISABLED=true"})

	for _, tt := range []struct {
		name      string
		transport []string
		// The series that tell about a Jaeger that is gone, and about one that
		// does not answer. With UDP there is none: a datagram is as good as
		// delivered once it is written.
		gone, silent string
	}{
		{"HTTP", server.ByHTTP(), spansFailed, spansDropped},
		{"UDP", server.ByUDP(), "", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			traced := startOrders(t, prices.URL, tt.transport)
			phase := func(name, lost string) {
				t.Helper()
				before := traced.mustMetrics(t)
				a, b := sendSideBySide(t, 2000, "/v1/orders/1001", traced, control)
				after := traced.mustMetrics(t)
				t.Logf("%-14s traced %v untraced %v", name, a, b)
				t.Logf("%-14s %v", "", reported(before, after))
				if most := 5*b.percentile(0.5) + 10*time.Millisecond; a.percentile(0.5) > most {
					t.Errorf("%s: half of the requests take longer than %v", name, most)
				}
				if lost != "" && after[lost] == before[lost] {
					t.Errorf("%s: %s stays %g", name, lost, after[lost])
				}
			}

			phase("Jaeger up", "")
			usual := traced.mustMetrics(t)[residentBytes]
			server.Kill()
			phase("killed", tt.gone)
			server.Restart(t)
			phase("started again", "")
			server.Freeze()
			phase("frozen", tt.silent)
			grown := traced.mustMetrics(t)[residentBytes] - usual
			server.Thaw()
			phase("thawed", "")

			t.Logf("memory: %.1f MiB, %+.1f MiB since", usual/(1<<20), grown/(1<<20))
			if grown > 32<<20 {
				t.Errorf("the outage took %.1f MiB", grown/(1<<20))
			}
			poll.Until(t, "each span to be accounted for", func(ctx context.Context) error {
				m, err := traced.metrics(ctx)
				if err == nil && m[finishedSpans] != m[spansSent]+m[spansFailed]+m[spansDropped] {
					err = fmt.Errorf("%g finished, %v", m[finishedSpans], reported(nil, m))
				}
				return err
			})
			server.Trace(t, traced.mustSend(t, "/v1/orders/1001").traceID, 3)
		})
	}
}

// reported tells what became of spans in the meantime.
func reported(before, after metrics) string {
	return fmt.Sprintf("%g spans sent, %g failed, %g dropped",
		after[spansSent]-before[spansSent], after[spansFailed]-before[spansFailed], after[spansDropped]-before[spansDropped])
}
