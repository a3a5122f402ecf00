package chitrace_test

import (
	"io"
	"net/http"
	"runtime"
	"strings"
	"testing"

	"github.com/opentracing/opentracing-go/mocktracer"

	"github.com/opentracing-contrib/go-chi/chitrace"
	"github.com/opentracing-contrib/go-chi/internal/tracetest"
)

func TestStatus(t *testing.T) {
	for name, tt := range map[string]struct {
		handler   http.HandlerFunc
		want      int
		wantSize  int
		wantError any
	}{
		"nothing written":         {statuses(), 200, 0, nil},
		"bare flush":              {flush, 200, 0, nil},
		"flush, then superfluous": {steps(flush, statuses(500)), 200, 0, nil},
		"200, then superfluous":   {statuses(200, 500), 200, 0, nil},
		"103":                     {statuses(103), 200, 0, nil},
		"103, then 404":           {statuses(103, 404), 404, 0, nil},
		"102 and 103, then 503":   {statuses(102, 103, 503), 503, 0, true},
		"499":                     {text(499, "none"), 499, 4, nil},
		"500":                     {text(500, "oops"), 500, 4, true},
		"beyond all classes":      {statuses(750), 750, 0, true},
		"copied body": {func(w http.ResponseWriter, _ *http.Request) {
			_, _ = io.Copy(w, strings.NewReader(strings.Repeat("x", 3000)))
		}, 200, 3000, nil},
	} {
		for proto, serve := range map[string]func(testing.TB, http.Handler) *tracetest.Server{
			"HTTP/1.1": tracetest.Serve,
			"HTTP/2.0": tracetest.ServeTLS,
		} {
			t.Run(name+"/"+proto, func(t *testing.T) {
				tracer := mocktracer.New()
				srv := serve(t, chitrace.Middleware(tracer)(tt.handler))
				resp := srv.Send(t, "GET /")
				if resp.Proto != proto || resp.StatusCode != tt.want {
					t.Errorf("client got %+v, want status %d", resp, tt.want)
				}
				wantSpan(t, tracetest.OnlySpan(t, tracer), "HTTP GET", map[string]any{
					"http.url": srv.URL + "/", "http.status_code": uint16(tt.want), "http.response_size": tt.wantSize, "error": tt.wantError,
				})
			})
		}
	}
}

// A status that did not go to the client is none. To give up is no error: what
// went out before may be one.
func TestConnection(t *testing.T) {
	const switching = "HTTP/1.1 101 Switching Protocols\r\n"
	hijack := tracetest.Hijack
	exit := func(http.ResponseWriter, *http.Request) { runtime.Goexit() }
	for name, tt := range map[string]struct {
		handler     http.HandlerFunc
		wantAnswer  string // its beginning
		wantStatus  any
		wantError   any
		wantAborted any // the answer never comes to its end
	}{
		"raw":                  {hijack("anything"), "anything", nil, nil, nil},
		"raw 101":              {hijack(switching + "\r\n"), switching, nil, nil, nil},
		"101":                  {steps(statuses(101), hijack("hello")), switching, uint16(101), nil, nil},
		"500 instead":          {statuses(500), "HTTP/1.1 500 ", uint16(500), true, nil},
		"nothing instead":      {statuses(), "HTTP/1.1 200 ", uint16(200), nil, nil},
		"101 without a hijack": {statuses(101), switching, uint16(101), nil, nil},
		"raw, then a panic":    {steps(hijack("bye"), blowUp("too late")), "bye", nil, true, nil},
		"101, then a panic":    {steps(statuses(101), hijack("bye"), blowUp("too late")), switching, uint16(101), true, nil},
		"abort":                {abort, "", nil, nil, true},
		"abort after a 502":    {steps(statuses(502), flush, abort), "HTTP/1.1 502 ", uint16(502), true, true},
		"exit":                 {exit, "", nil, nil, true},
		"exit after a 200":     {steps(statuses(200), flush, exit), "HTTP/1.1 200 ", uint16(200), nil, true},
	} {
		t.Run(name, func(t *testing.T) {
			tracer := mocktracer.New()
			answer := exchange(t, routesAt("/u/{id}", tt.handler, chitrace.Middleware(tracer)),
				"GET /u/7 HTTP/1.1", "Host: example.com", "Connection: Upgrade", "Upgrade: websocket")
			if !strings.HasPrefix(answer, tt.wantAnswer) || tt.wantAnswer == "" && answer != "" {
				t.Errorf("got %q, want it to begin with %q", answer, tt.wantAnswer)
			}
			span := tracetest.OnlySpan(t, tracer)
			wantSpan(t, span, "GET /u/{id}", map[string]any{
				"http.status_code": tt.wantStatus, "error": tt.wantError, "http.aborted": tt.wantAborted,
			})
			if tt.wantAborted == true && (len(span.Logs()) != 0 || strings.HasSuffix(answer, "\r\n0\r\n\r\n")) {
				t.Errorf("logged %v, got a complete answer: %q", span.Logs(), answer)
			}
		})
	}
}
