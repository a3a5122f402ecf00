package header

import (
	"bytes"
	"fmt"
	"log"
	"net/http"
	"os"
	"strings"
	"testing"

	"github.com/uber/jaeger-client-go"

	"github.com/opentracing-contrib/go-chi/internal/tracetest"
)

// What jaeger-client-go cannot parse of a list it prints, under whatever name
// the list comes.
func TestOwnNamesPrintNothing(t *testing.T) {
	var printed bytes.Buffer
	log.SetOutput(&printed)
	defer log.SetOutput(os.Stderr)
	tracer := tracetest.NewOwnNames(t)
	var e Extractor
	for _, tt := range []struct{ list, want string }{
		{"role=user", "user"}, {"x,role=user,", "user"}, {strings.Repeat(",", 6000), ""}, {"%zz", ""}, {"plain", ""}, {"a=b=c", ""},
	} {
		r := NewReader(http.Header{"Acme-Trace": {"1:2:0:1"}, "Acme-Ctx-Tenant": {"acme%2C"}, "Acme-Baggage": {tt.list}, "X-Other": {tt.list}})
		sc, _ := e.Extract(tracer, &r).(jaeger.SpanContext)
		items := map[string]string{}
		sc.ForeachBaggageItem(func(key, value string) bool { items[key] = value; return true })
		if !sc.IsValid() || items["tenant"] != "acme," || items["role"] != tt.want {
			t.Errorf("%.20q: got %v with %v", tt.list, sc, items)
		}
	}
	if printed.Len() > 0 {
		t.Errorf("printed %.200q", printed.String())
	}
}

// A client may send any number of names. Those of the tracer stay known, and each
// is still read.
func TestNamesAreBounded(t *testing.T) {
	tracer := tracetest.NewOwnNames(t)
	var e Extractor
	for i := range 1000 {
		r := NewReader(http.Header{"Acme-Baggage": {"role=user"}, "Acme-Trace": {"1:2:0:1"}, fmt.Sprintf("X-%d", i): {"v"}})
		sc, _ := e.Extract(tracer, &r).(jaeger.SpanContext)
		if known := len(e.names.load()); !sc.IsValid() || known > 2*maxNames {
			t.Fatalf("got %v, and %d names are known", sc, known)
		}
	}
	if got := e.names.get("acme-baggage"); got != kindList {
		t.Errorf("got kind %d, want %d", got, kindList)
	}
}
