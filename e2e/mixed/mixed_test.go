package mixed

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/uber/jaeger-client-go"

	"github.com/opentracing-contrib/go-chi/internal/tracetest"
)

func TestMixed(t *testing.T) {
	for _, tt := range []struct {
		name, method, path, password string
		wantStatus                   int
		wantStart, wantName          string
		wantSeries                   string // the labels of the counter, in order
	}{
		{
			"a route behind a plain handler", "GET", "/api/orders/7", "secret", 200,
			"GET /api/orders/{orderID}", "GET /api/orders/{orderID}",
			`method="GET",route="/api/orders/{orderID}",status_class="2xx",status_code="200",tenant="acme"`,
		},
		{
			"which answers by itself", "GET", "/api/orders/7", "", 401,
			"GET /api/orders/{orderID}", "GET /api/orders/{orderID}",
			`method="GET",route="/api/orders/{orderID}",status_class="4xx",status_code="401",tenant=""`,
		},
		{
			"another method", "DELETE", "/api/orders/7", "secret", 418,
			"DELETE /api/orders/{orderID}", "DELETE /api/orders/{orderID}",
			`method="DELETE",route="/api/orders/{orderID}",status_class="4xx",status_code="418",tenant=""`,
		},
		{
			"net/http's router", "GET", "/files/a.txt", "", 200,
			"GET /files/*", "GET /files/{name}",
			`method="GET",route="/files/{name}",status_class="2xx",status_code="200",tenant=""`,
		},
		{
			"another router", "GET", "/legacy/things/7", "", 200,
			"GET /legacy/*", "GET /legacy/things/{id}",
			`method="GET",route="/legacy/things/{id}",status_class="2xx",status_code="200",tenant=""`,
		},
		{
			"where another router has no route", "GET", "/legacy/nothing", "", 404,
			"GET /legacy/*", "GET /legacy/*",
			`method="GET",route="/legacy/*",status_class="4xx",status_code="404",tenant=""`,
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := newService(t, jaeger.NewConstSampler(true))
			if got := s.do(t, tt.method, tt.path, tt.password); got != tt.wantStatus {
				t.Fatalf("got status %d, want %d", got, tt.wantStatus)
			}
			s.Close()
			spans := s.spans.GetSpans()
			if len(spans) != 1 {
				t.Fatalf("got %d spans, want 1", len(spans))
			}
			span := spans[0].(*jaeger.Span)
			if got := span.OperationName(); got != tt.wantName {
				t.Errorf("got name %q, want %q", got, tt.wantName)
			}
			if got := s.starts[0]; got != tt.wantStart {
				t.Errorf("started as %q, want %q", got, tt.wantStart)
			}
			if _, route, _ := strings.Cut(tt.wantName, " "); span.Tags()["http.route"] != route {
				t.Errorf("got http.route %q, want %q", span.Tags()["http.route"], route)
			}
			if scrape := tracetest.Scrape(t, s.registry, tracetest.TextFormat); !strings.Contains(scrape, "{"+tt.wantSeries+"} 1") {
				t.Errorf("no counter with %s in\n%s", tt.wantSeries, scrape)
			}
			wantLogged := 0
			if strings.Contains(tt.wantSeries, "acme") {
				wantLogged = 1
			}
			ids := span.SpanContext()
			if got := strings.Count(s.log.String(), fmt.Sprintf(`"trace_id":"%s","span_id":"%s"`, ids.TraceID(), ids.SpanID())); got != wantLogged {
				t.Errorf("got %d lines with the span's ids, want %d, in %s", got, wantLogged, s.log)
			}
		})
	}
}

// A strategy for a route holds although a plain handler stands in front of the
// route's router.
func TestMixedSampling(t *testing.T) {
	const requests, firstSample = 20, 1 // Jaeger's client samples each operation once
	s := newService(t, remoteSampler(t))
	for range requests {
		s.do(t, http.MethodGet, "/api/orders/7", "secret")
		s.do(t, http.MethodGet, "/api/orders/7", "")
		s.do(t, http.MethodGet, "/files/a.txt", "")
	}
	s.Close()
	sampled := make(map[string]int)
	for _, span := range s.spans.GetSpans() {
		if span.Context().(jaeger.SpanContext).IsSampled() {
			sampled[span.(*jaeger.Span).OperationName()]++
		}
	}
	if got := sampled["GET /api/orders/{orderID}"]; got != 2*requests {
		t.Errorf("got %d sampled spans of the order's route, want %d", got, 2*requests)
	}
	if got := sampled["GET /files/{name}"]; got > firstSample {
		t.Errorf("got %d sampled spans of the files' route, want at most %d", got, firstSample)
	}
}
