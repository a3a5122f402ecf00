package chitrace_test

import (
	"bytes"
	"log"
	"net/http"
	"testing"

	"github.com/opentracing/opentracing-go"

	"github.com/opentracing-contrib/go-chi/chitrace"
	"github.com/opentracing-contrib/go-chi/internal/tracetest"
)

// What Jaeger's client cannot parse of its baggage header it prints to the
// standard logger.
func TestMalformedBaggage(t *testing.T) {
	tests := []struct {
		name, header string
		wantUser     string
	}{
		{"well formed", "user=7", "7"},
		{"several", "a=1, user=7 ,b=2", "7"},
		{"escaped", "user%3D7%26%2B", "7&+"},
		{"escaped twice", "user=%2537", "%37"},
		{"no pair", "user", ""},
		{"no pair and a pair", "user,user=7", "7"},
		{"two equal signs", "user=7=8", ""},
		{"broken escape", "user=7%zz", ""},
		{"empty", "", ""},
		{"empty pairs", ",,,user=7,", "7"},
		{"line break", "user%0A=7,forged%0Aline", "7"},
	}
	var printed bytes.Buffer
	before := log.Writer()
	log.SetOutput(&printed)
	t.Cleanup(func() { log.SetOutput(before) })
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			printed.Reset()
			tracer, _ := newJaeger(t, always)
			var user string
			h := http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
				user = opentracing.SpanFromContext(r.Context()).BaggageItem("user")
			})
			get(t, tracetest.Serve(t, chitrace.Middleware(tracer)(h)), "GET /", "Jaeger-Baggage: "+tt.header)
			if user != tt.wantUser {
				t.Errorf("got user %q, want %q", user, tt.wantUser)
			}
			if printed.Len() != 0 {
				t.Errorf("printed %q", printed.String())
			}
		})
	}
}
