package interop

import (
	"maps"
	"net/http"
	"strings"
	"testing"

	"github.com/opentracing-contrib/go-chi/chitrace/propagation/codec"
	collector "github.com/opentracing-contrib/go-chi/e2e/internal/jaeger"
)

// Services on either API call each other through W3C headers: one trace, in
// which each is below its caller.
func TestBothDirections(t *testing.T) {
	server := collector.Start(t, jaegerBinary, collector.Everything())
	urls := map[string]string{
		"chi": startChitrace(t, "chi", codec.W3C(), server),
		"sdk": startOTel(t, "sdk", server, byOtelhttp),
		"bri": startBridged(t, "bri", server, chitraceClient),
	}
	tests := []struct{ name, services, want string }{
		{"from OpenTracing", "chi sdk chi", `
chi server GET /relay/{id} 200
	chi client HTTP GET 200
		sdk server GET /relay/{id}
			sdk client HTTP GET
				chi server GET /relay/{id} 200
`},
		{"from OpenTelemetry", "sdk chi sdk", `
sdk server GET /relay/{id}
	sdk client HTTP GET
		chi server GET /relay/{id} 200
			chi client HTTP GET 200
				sdk server GET /relay/{id}
`},
		{"between tracers", "chi bri sdk bri chi", `
chi server GET /relay/{id} 200
	chi client HTTP GET 200
		bri server GET /relay/{id} 200
			bri internal read stock
				bri client HTTP GET 200
					sdk server GET /relay/{id}
						sdk client HTTP GET
							bri server GET /relay/{id} 200
								bri internal read stock
									bri client HTTP GET 200
										chi server GET /relay/{id} 200
`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			sights := pass(t, nil, urls, tt.services)
			checkBaggage(t, sights)
			want := strings.TrimPrefix(tt.want, "\n")
			if got := server.Trace(t, sights[0].TraceID, strings.Count(want, "\n")).String(); got != want {
				t.Errorf("got\n%swant\n%s", got, want)
			}
		})
	}
}

// What the first caller decided and added reaches everybody.
func TestDecisionTravels(t *testing.T) {
	server := collector.Start(t, jaegerBinary, collector.Everything())
	urls := map[string]string{
		"chi": startChitrace(t, "chi", codec.W3C(), server),
		"sdk": startOTel(t, "sdk", server, byOtelhttp),
	}
	const id, state = "4bf92f3577b34da6a3ce929d0e0e4736", "rojo=00f067aa0ba902b7,congo=t61rcWkgMzE"
	for flags, wantSampled := range map[string]bool{"00": false, "01": true} {
		t.Run(flags, func(t *testing.T) {
			header := http.Header{
				"Traceparent": {"00-" + id + "-00f067aa0ba902b7-" + flags},
				"Tracestate":  {state},
			}
			for _, s := range pass(t, header, urls, "chi sdk chi sdk") {
				if s.TraceID != id || s.Sampled != wantSampled || s.State != state {
					t.Errorf("%s saw trace %s, sampled: %t, state %q", s.Service, s.TraceID, s.Sampled, s.State)
				}
			}
		})
	}
}

// Headers move first. Services that read both formats and write both stand
// between those that know one; without them the trace is cut.
func TestHeadersMoveFirst(t *testing.T) {
	headers := codec.Composite(codec.W3C(), codec.Jaeger()) // reads either, writes both
	server := collector.Start(t, jaegerBinary, collector.Everything())
	urls := map[string]string{
		"old":    startChitrace(t, "old", codec.Jaeger(), server),
		"moving": startChitrace(t, "moving", headers, server),
		"new":    startOTel(t, "new", server, byOtelchi),
	}
	tests := []struct {
		services string
		want     string // empty: more traces than one
	}{
		{"old moving new", `
old server GET /relay/{id} 200
	old client HTTP GET 200
		moving server GET /relay/{id} 200
			moving client HTTP GET 200
				new server GET /relay/{id} 200
`},
		{"new moving old", `
new server GET /relay/{id} 200
	new client HTTP GET
		moving server GET /relay/{id} 200
			moving client HTTP GET 200
				old server GET /relay/{id} 200
`},
		{"old new", ""},
		{"new old", ""},
	}
	for _, tt := range tests {
		t.Run(tt.services, func(t *testing.T) {
			sights := pass(t, nil, urls, tt.services)
			want := strings.TrimPrefix(tt.want, "\n")
			if want == "" {
				if sights[0].TraceID == sights[1].TraceID {
					t.Error("it is one trace: the headers need not move")
				}
				return
			}
			checkBaggage(t, sights)
			if got := server.Trace(t, sights[0].TraceID, strings.Count(want, "\n")).String(); got != want {
				t.Errorf("got\n%swant\n%s", got, want)
			}
		})
	}
}

// pass sends a request through the services of those names.
func pass(t *testing.T, header http.Header, urls map[string]string, services string) []sight {
	t.Helper()
	var path []string
	for name := range strings.FieldsSeq(services) {
		path = append(path, urls[name])
	}
	return start(t, header, path...)
}

// checkBaggage wants each service to have seen the items of all before it.
func checkBaggage(t *testing.T, sights []sight) {
	t.Helper()
	want := map[string]string{}
	for _, s := range sights {
		if !maps.Equal(s.Baggage, want) {
			t.Errorf("%s saw baggage %v, want %v", s.Service, s.Baggage, want)
		}
		want[s.Service] = valueOf(s.Service)
	}
}
