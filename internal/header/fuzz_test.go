package header

import (
	"bytes"
	"log"
	"net/http"
	"os"
	"testing"

	"github.com/opentracing/opentracing-go"
	"github.com/uber/jaeger-client-go"

	"github.com/opentracing-contrib/go-chi/internal/tracetest"
)

func wireSize(h http.Header, is func(string) bool) (n int) {
	for _, line := range linesOf(h) {
		if is(line.Name) {
			n += size(line.Name, line.Value)
		}
	}
	return n
}

func FuzzReader(f *testing.F) {
	for _, lines := range []string{
		"Traceparent: 00-1-2-01\nBaggage: a=b",
		"~~~~~~~~~~~~~Baggage: a=b,\nUberctx-A: b",
		"~~~~~~~~~~~~Jaeger-Baggage: a%3Db%2C\n~~~~~~~~~~~~Baggage-A: b",
		"Jaeger-Baggage: ,,a=b=c,%zz",
		"~~~~~~~~~~~~~~X-Ctx: b\nUber-Trace-Id: 1:2:3:1\n~~~~~~~~~~Jaeger-Debug-Id: d",
	} {
		f.Add(lines)
	}
	tracer, _ := tracetest.NewJaeger(f, jaeger.NewConstSampler(true))
	var printed bytes.Buffer
	log.SetOutput(&printed)
	f.Cleanup(func() { log.SetOutput(os.Stderr) })
	f.Fuzz(func(t *testing.T, lines string) {
		h := http.Header{}
		tracetest.ForeachLine(lines, func(name, value string) {
			if IsName(name) { // net/http refuses the others
				h.Add(name, value)
			}
		})
		got := read(t, h)
		r := NewReader(h)
		if r.Empty() && len(got) > 0 {
			t.Errorf("an empty Reader handed out %.100v", got)
		}
		if n := wireSize(got, func(name string) bool { return IsBaggage(name) && name != "Jaeger-Baggage" }); n > Budget {
			t.Errorf("read %d bytes of baggage, more than %d", n, Budget)
		}
		if n := wireSize(got, func(name string) bool { return Of(name) == 0 }); n > Budget {
			t.Errorf("read %d bytes of headers of no family, more than %d", n, Budget)
		}
		for name, values := range got {
			for _, value := range values {
				// A list of Jaeger's may grow threefold when it is escaped again.
				if len(value) > Budget && (name != "Jaeger-Baggage" || len(value) > 3*Budget) {
					t.Errorf("read %d bytes of %q", len(value), name)
				}
			}
		}
		_, _ = tracer.Extract(opentracing.HTTPHeaders, &r)
		_, _ = tracer.Extract(opentracing.HTTPHeaders, r.Carrier())
		if printed.Len() > 0 {
			t.Errorf("Jaeger's client printed %q", printed.String())
			printed.Reset()
		}
	})
}
