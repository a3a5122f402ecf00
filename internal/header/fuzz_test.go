package header

import (
	"net/http"
	"testing"

	"github.com/opentracing/opentracing-go"
	"github.com/uber/jaeger-client-go"

	"github.com/opentracing-contrib/go-chi/internal/tracetest"
)

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
	printed := tracetest.CaptureLog(f)
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
		sizes := map[bool]int{} // of baggage, and of headers of no family
		for name, values := range got {
			for _, value := range values {
				if name != "Jaeger-Baggage" && (IsBaggage(name) || Of(name) == 0) {
					sizes[IsBaggage(name)] += size(name, value)
				}
				// A list of Jaeger's may grow threefold when it is escaped again.
				if len(value) > Budget && (name != "Jaeger-Baggage" || len(value) > 3*Budget) {
					t.Errorf("read %d bytes of %q", len(value), name)
				}
			}
		}
		if sizes[true] > Budget || sizes[false] > Budget {
			t.Errorf("read %d bytes of baggage and %d of headers of no family, more than %d", sizes[true], sizes[false], Budget)
		}
		_, _ = tracer.Extract(opentracing.HTTPHeaders, &r)
		_, _ = tracer.Extract(opentracing.HTTPHeaders, r.Carrier())
		if printed.Len() > 0 {
			t.Errorf("Jaeger's client printed %q", printed.String())
			printed.Reset()
		}
	})
}
