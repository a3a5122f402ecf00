package waterfall_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/opentracing-contrib/go-chi/example/internal/traces"
	"github.com/opentracing-contrib/go-chi/example/internal/waterfall"
)

var epoch = time.Date(2026, time.January, 2, 3, 4, 5, 0, time.UTC)

// at returns a span that runs from start to end, in microseconds.
func at(start, end int, s traces.Span) traces.Span {
	s.Start = epoch.Add(time.Duration(start) * time.Microsecond)
	s.Duration = time.Duration(end-start) * time.Microsecond
	return s
}

// order is a trace of two services with a failure deep down, its spans in the
// order they ended.
var order = traces.Trace{ID: "4bf92f3577b34da6", Spans: []traces.Span{
	at(900, 1700, traces.Span{ID: "3", Parent: "2", Service: "prices", Operation: "GET /v1/prices/{sku}", Status: 200}),
	at(500, 2000, traces.Span{ID: "2", Parent: "1", Service: "orders", Operation: "GET /v1/prices/{sku}", Status: 200}),
	at(2600, 2610, traces.Span{ID: "5", Parent: "4", Service: "prices", Operation: "GET /v1/prices/{sku}", Status: 503, Failed: true}),
	at(2200, 3100, traces.Span{ID: "4", Parent: "1", Service: "orders", Operation: "GET /v1/prices/{sku}", Status: 503, Failed: true}),
	at(0, 4000, traces.Span{
		ID: "1", Service: "orders", Operation: "GET /v1/orders/{orderID}", Status: 502, Failed: true,
		Reason: "no price\ngoroutine 1", Tags: request("/v1/orders/1002"),
	}),
}}

func request(path string) []traces.Field {
	return []traces.Field{{Key: "http.method", Value: "GET"}, {Key: "http.url", Value: "http://127.0.0.1:8080" + path}}
}

func TestRender(t *testing.T) {
	tests := []struct {
		name  string
		trace traces.Trace
		want  string
	}{
		{"no span", traces.Trace{ID: "1"}, ""},
		{"two services", order, `
GET /v1/orders/1002  502 Bad Gateway  trace 4bf92f3577b34da6
SERVICE  OPERATION                       STATUS    TIME
orders   GET /v1/orders/{orderID}        502 ✗  4.00 ms  ━━━━━━━━━━━━━━━━━━━━━━━
orders   ├─ GET /v1/prices/{sku}         200    1.50 ms     ━━━━━━━━╸
prices   │  └─ GET /v1/prices/{sku}      200     800 µs       ━━━━━
orders   └─ GET /v1/prices/{sku}         503 ✗   900 µs              ╺━━━━━
prices      └─ GET /v1/prices/{sku}      503 ✗    10 µs                 ╸
✗ orders: no price
`},
		{"no request, no status, no time", traces.Trace{ID: "2", Spans: []traces.Span{
			at(0, 0, traces.Span{ID: "1", Service: "cron", Operation: "clean up", Failed: true}),
		}}, `
clean up  trace 2
SERVICE  OPERATION                       STATUS    TIME
cron     clean up                        ✗         0 µs  ╸
`},
		{"a parent in another process, and a span before it", traces.Trace{ID: "3", Spans: []traces.Span{
			at(1_000_000, 3_000_000, traces.Span{ID: "1", Parent: "0", Service: "a", Operation: "second"}),
			at(0, 12_300, traces.Span{ID: "2", Parent: "0", Service: "b", Operation: "first"}),
		}}, `
first  trace 3
SERVICE  OPERATION                       STATUS    TIME
b        first                                  12.3 ms  ╸
a        second                                  2.00 s         ╺━━━━━━━━━━━━━━━
`},
		{"hostile and long names", traces.Trace{ID: "\x1b[2J", Spans: []traces.Span{
			at(0, 10, traces.Span{
				ID: "1", Service: strings.Repeat("s", 60), Operation: "\x1b[31m" + strings.Repeat("o", 100),
				Status: 200, Reason: "\a", Tags: request("/\u202e"),
			}),
		}}, `
GET /%E2%80%AE  200 OK  trace ·[2J
SERVICE  OPERATION                                 STATUS    TIME
ssssss…  ·[31moooooooooooooooooooooooooooooooooo…  200      10 µs  ━━━━━━━━━━━━━
✗ ssssssssssssssssssssssssssssssssssssssssssssssssssssssssssss: ·
`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			want := strings.TrimPrefix(tt.want, "\n")
			if got := waterfall.Render(tt.trace, false); got != want {
				t.Errorf("got\n%swant\n%s", got, want)
			}
		})
	}
}

func TestRows(t *testing.T) {
	type row struct {
		depth    int
		name     string
		duration string
		from, to float64
	}
	want := []row{
		{0, "orders GET /v1/orders/{orderID}", "4.00 ms", 0, 1},
		{1, "orders GET /v1/prices/{sku}", "1.50 ms", 0.125, 0.5},
		{2, "prices GET /v1/prices/{sku}", "800 µs", 0.225, 0.425},
		{1, "orders GET /v1/prices/{sku}", "900 µs", 0.55, 0.775},
		{2, "prices GET /v1/prices/{sku}", "10 µs", 0.65, 0.6525},
	}
	var got []row
	for _, r := range waterfall.Rows(order) {
		got = append(got, row{r.Depth, r.Service + " " + r.Operation, r.Duration, r.From, r.To})
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

func TestRenderColor(t *testing.T) {
	got := waterfall.Render(order, true)
	for _, want := range []string{
		"\x1b[1mGET /v1/orders/1002  502 Bad Gateway\x1b[0m", // bold: the request
		"\x1b[31m502 ✗ \x1b[0m",                              // red: failed
		"\x1b[36morders \x1b[0m",                             // each service in its own colour
		"\x1b[35mprices \x1b[0m",
		"\x1b[32m200   \x1b[0m", // green: went well
		"\x1b[31m✗ orders: no price\x1b[0m",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("there is no %q in\n%s", want, got)
		}
	}
	plain := regexp.MustCompile(`\x1b\[\d+m`).ReplaceAllString(got, "")
	if want := waterfall.Render(order, false); plain != want {
		t.Errorf("without its colours it is\n%swant\n%s", plain, want)
	}
}
