package waterfall_test

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"

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
		Method: "GET", URL: "http://127.0.0.1:8080/v1/orders/1002", Reason: "no price\ngoroutine 1",
	}),
}}

func TestRender(t *testing.T) {
	tests := []struct {
		name  string
		trace traces.Trace
		want  string
	}{
		{"no span", traces.Trace{ID: "1"}, ""},
		{"two services", order, `
GET /v1/orders/1002  502 Bad Gateway  trace 4bf92f3577b34da6
  SERVICE  OPERATION                               STATUS  DURATION
  orders   GET /v1/orders/{orderID}                502 ✗    4.00 ms  ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━
  orders   ├─ GET /v1/prices/{sku}                 200      1.50 ms      ━━━━━━━━━━━╸
  prices   │  └─ GET /v1/prices/{sku}              200       800 µs         ━━━━━━
  orders   └─ GET /v1/prices/{sku}                 503 ✗     900 µs                   ━━━━━━━
  prices      └─ GET /v1/prices/{sku}              503 ✗      10 µs                      ╸
  ✗ orders: no price
`},
		{"no request, no status, no time", traces.Trace{ID: "2", Spans: []traces.Span{
			at(0, 0, traces.Span{ID: "1", Service: "cron", Operation: "clean up", Failed: true}),
		}}, `
clean up  trace 2
  SERVICE  OPERATION                               STATUS  DURATION
  cron     clean up                                ✗           0 µs  ╸
`},
		{"a parent in another process, and a span before it", traces.Trace{ID: "3", Spans: []traces.Span{
			at(1_000_000, 3_000_000, traces.Span{ID: "1", Parent: "0", Service: "a", Operation: "second"}),
			at(0, 12_300, traces.Span{ID: "2", Parent: "0", Service: "b", Operation: "first"}),
		}}, `
first  trace 3
  SERVICE  OPERATION                               STATUS  DURATION
  b        first                                            12.3 ms  ╸
  a        second                                            2.00 s            ╺━━━━━━━━━━━━━━━━━━━━
`},
		{"hostile and long names", traces.Trace{ID: "\x1b[2J", Spans: []traces.Span{
			at(0, 10, traces.Span{
				ID: "1", Service: strings.Repeat("s", 60), Operation: "\x1b[31m" + strings.Repeat("o", 100),
				Method: "GET", URL: "/\u202e", Status: 200, Reason: "\a",
			}),
		}}, `
GET /%E2%80%AE  200 OK  trace ·[2J
  SERVICE              OPERATION                              STATUS  DURATION
  ssssssssssssssssss…  ·[31mooooooooooooooooooooooooooooooo…  200        10 µs  ━━━━━━━━━━━━━━━━━━━━
  ✗ ssssssssssssssssssssssssssssssssssssssssssssssssssssssssssss: ·
`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			want := strings.TrimPrefix(tt.want, "\n")
			if got := waterfall.Render(tt.trace, waterfall.Options{}); got != want {
				t.Errorf("got\n%swant\n%s", got, want)
			}
		})
	}
}

// No line is wider than the terminal. What is drawn fills one that has room.
func TestRenderKeepsToTheWidth(t *testing.T) {
	for _, tt := range []struct{ width, wantMost, wantBars int }{
		{0, 100, 5}, {80, 80, 5}, {100, 100, 5}, {200, 200, 5}, // with bars, as wide as it is
		{79, 69, 0}, {60, 60, 0}, // without bars
		{40, 40, 0}, {30, 30, 0}, // without services
	} {
		got := waterfall.Render(order, waterfall.Options{Width: tt.width})
		longest, bars := 0, 0
		for l := range strings.Lines(got) {
			longest = max(longest, utf8.RuneCountInString(strings.TrimSuffix(l, "\n")))
			if strings.ContainsAny(l, "━╺╸") {
				bars++
			}
		}
		if longest > tt.wantMost || bars != tt.wantBars {
			t.Errorf("width %d: the longest line has %d columns, want at most %d; %d bars, want %d:\n%s",
				tt.width, longest, tt.wantMost, bars, tt.wantBars, got)
		}
	}
}

func TestRenderColor(t *testing.T) {
	got := waterfall.Render(order, waterfall.Options{Color: true})
	for _, want := range []string{
		"\x1b[1mGET /v1/orders/1002\x1b[0m", // bold: the request
		"\x1b[31m502 Bad Gateway\x1b[0m",    // red: failed
		"\x1b[36morders \x1b[0m",            // each service in its own colour
		"\x1b[35mprices \x1b[0m",
		"\x1b[32m200   \x1b[0m",                // green: went well
		"\x1b[31m                    ╸\x1b[0m", // and the bar of a failure
	} {
		if !strings.Contains(got, want) {
			t.Errorf("there is no %q in\n%s", want, got)
		}
	}
	var plain strings.Builder
	for part := range strings.SplitSeq(got, "\x1b[") {
		if plain.Len() > 0 || part != "" {
			_, part, _ = strings.Cut(part, "m")
		}
		plain.WriteString(part)
	}
	if want := waterfall.Render(order, waterfall.Options{}); plain.String() != want {
		t.Errorf("without its colours it is\n%swant\n%s", plain.String(), want)
	}
}
