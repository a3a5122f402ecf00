package transparency

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/opentracing/opentracing-go"
	"github.com/uber/jaeger-client-go"

	"github.com/opentracing-contrib/go-chi/chitrace"
	"github.com/opentracing-contrib/go-chi/chitrace/propagation"
	"github.com/opentracing-contrib/go-chi/chitrace/propagation/codec"
	"github.com/opentracing-contrib/go-chi/e2e/transparency/internal/draw"
)

// family is the headers of a format, by the start of their names.
type family struct {
	name   string
	starts []string
}

var (
	jaegerFamily = family{"Jaeger", []string{"Uber-Trace-Id", "Uberctx-", "Jaeger-Debug-Id", "Jaeger-Baggage"}}
	w3cFamily    = family{"W3C", []string{"Traceparent", "Tracestate", "Baggage"}}
	b3Family     = family{"B3", []string{"X-B3-", "B3", "Baggage-"}}
	others       = family{"others", []string{"Ot-", "X-Ot-Span-Context", "X-Datadog-", "Elastic-Apm-", "Sw8"}}

	allFamilies = []family{jaegerFamily, w3cFamily, b3Family, others}
)

// has reports whether the header is of the family.
func (f family) has(name string) bool {
	for _, start := range f.starts {
		if name == start || strings.HasSuffix(start, "-") && strings.HasPrefix(name, start) || start == "Sw8" && strings.HasPrefix(name, start) {
			return true
		}
	}
	return false
}

// strangeHeaders are headers with something of the caller's in them.
var strangeHeaders = []string{
	"Uber-Trace-Id: abad1dea:abad1dea:0:1", "Uberctx-User: stranger", "Jaeger-Debug-Id: stranger", "Jaeger-Baggage: user=stranger",
	"Traceparent: 00-000000000000000000000000abad1dea-00000000abad1dea-01", "Tracestate: stranger=1", "Baggage: user=stranger",
	"X-B3-Traceid: 00000000abad1dea", "X-B3-Spanid: 00000000abad1dea", "X-B3-Sampled: 1", "X-B3-Flags: 1",
	"B3: 00000000abad1dea-00000000abad1dea-1", "Baggage-User: stranger", "Baggage-: stranger",
	"Ot-Tracer-Traceid: abad1dea", "Ot-Baggage-User: stranger", "X-Ot-Span-Context: stranger",
	"Baggage: " + manyItems(64, "item-%d"), "Baggage: " + manyItems(3, "item_%d"), "Uberctx-With_underscore: stranger",
	"X-Datadog-Trace-Id: 2880249322", "X-Datadog-Tags: stranger", "Elastic-Apm-Traceparent: stranger", "Sw8: stranger", "Sw8-Correlation: stranger",
}

// signature lists the headers that a request was signed with.
const signature = "Authorization: AWS4-HMAC-SHA256 Credential=c, SignedHeaders=host;traceparent;uber-trace-id, Signature=s"

// manyItems returns a list of W3C Baggage.
func manyItems(n int, key string) string {
	items := make([]string, n)
	for i := range items {
		items[i] = fmt.Sprintf(key, i) + "=stranger"
	}
	return strings.Join(items, ",")
}

// gateway is a proxy, and what a stranger sends to it.
type gateway struct {
	codec     codec.Codec
	writes    []family // of the codec
	public    bool
	stays     bool // WithInjectFilter: nothing leaves
	sampled   bool
	signed    bool
	untraced  string // why there is no span, if there is none
	header    []string
	shownName string
}

func drawGateway(s *draw.Source) *gateway {
	g := &gateway{public: !s.Chance(40), stays: s.Chance(40), sampled: !s.Chance(30)}
	g.untraced = draw.One(s, "", "", "no-op tracer", "WithFilter of the service", "WithFilter of the call")
	switch g.shownName = draw.One(s, "Jaeger", "W3C", "B3", "B3Single", "all"); g.shownName {
	case "Jaeger":
		g.codec, g.writes = codec.Jaeger(), []family{jaegerFamily}
	case "W3C":
		g.codec, g.writes = codec.W3C(), []family{w3cFamily}
	case "B3":
		g.codec, g.writes = codec.B3(), []family{b3Family}
	case "B3Single":
		g.codec, g.writes = codec.B3Single(), []family{b3Family}
	case "all":
		g.codec, g.writes = codec.Composite(codec.W3C(), codec.Jaeger(), codec.B3()), []family{jaegerFamily, w3cFamily, b3Family}
	}
	if g.signed = s.Chance(20); g.signed {
		g.header = append(g.header, signature)
	}
	s.UpTo(6, func() { g.header = append(g.header, draw.One(s, strangeHeaders...)) })
	return g
}

// String shows the gateway.
func (g *gateway) String() string {
	return fmt.Sprintf("%s codec, public %t, WithInjectFilter false %t, sampled %t, untraced: %q\n%s\n",
		g.shownName, g.public, g.stays, g.sampled, g.untraced, strings.Join(g.header, "\n"))
}

// handler builds the gateway, in front of a service.
func (g *gateway) handler(tracer opentracing.Tracer, base http.RoundTripper, target *url.URL) http.Handler {
	proxy := &httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) { r.SetURL(target) },
		Transport: propagation.NewTransport(base, propagation.WithTracer(tracer),
			propagation.WithInjectFilter(func(*http.Request) bool { return !g.stays }),
			propagation.WithFilter(func(*http.Request) bool { return g.untraced != "WithFilter of the call" })),
	}
	h := chitrace.Middleware(tracer,
		chitrace.WithPublicEndpoint(func(*http.Request) bool { return g.public }),
		chitrace.WithFilter(func(*http.Request) bool { return g.untraced != "WithFilter of the service" }))(proxy)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for _, line := range g.header {
			name, value, _ := strings.Cut(line, ": ")
			r.Header.Add(name, value)
		}
		h.ServeHTTP(w, r)
	})
}

// TestGateways looks at what gets through a gateway.
func TestGateways(t *testing.T) {
	hunt(t, func(s *draw.Source) ([]fault, string) {
		g := drawGateway(s)
		return g.faults(), g.String()
	})
}

func (g *gateway) faults() (faults []fault) {
	tracer, closer := jaeger.NewTracer("gateway", jaeger.NewConstSampler(g.sampled), jaeger.NewNullReporter(),
		jaeger.TracerOptions.Injector(opentracing.HTTPHeaders, g.codec),
		jaeger.TracerOptions.Extractor(opentracing.HTTPHeaders, g.codec))
	defer func() { _ = closer.Close() }()

	var arrived http.Header
	service := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { arrived = r.Header }))
	defer service.Close()
	target, err := url.Parse(service.URL)
	if err != nil {
		return []fault{faultf("gateway", "%v", err)}
	}
	base := &http.Transport{} // httptest closes the default one's connections
	defer base.CloseIdleConnections()
	answer := httptest.NewRecorder()
	g.handler(g.tracerFor(tracer), base, target).ServeHTTP(answer, httptest.NewRequestWithContext(context.Background(), http.MethodGet, "/", http.NoBody))
	if answer.Code != http.StatusOK {
		return []fault{faultf("gateway", "answers %d", answer.Code)}
	}
	for name, values := range arrived {
		if g.leaks(name, strings.Join(values, ", ")) {
			faults = append(faults, faultf("leak", "%s: %q", name, values))
		}
	}
	if g.signed {
		faults = append(faults, g.checkSigned(arrived)...)
	}
	makesSpan := g.untraced == "" || g.untraced == "WithFilter of the service"
	if !g.stays && makesSpan && !g.signed && !writesIDs(arrived) {
		faults = append(faults, faultf("no ids", "in %v", arrived))
	}
	if makesSpan {
		faults = append(faults, g.checkItems(arrived)...)
	}
	return faults
}

func (g *gateway) tracerFor(tracer opentracing.Tracer) opentracing.Tracer {
	if g.untraced == "no-op tracer" {
		return opentracing.NoopTracer{}
	}
	return tracer
}

// checkSigned wants the headers that were signed as they were then.
func (g *gateway) checkSigned(arrived http.Header) (faults []fault) {
	for _, name := range []string{"Traceparent", "Uber-Trace-Id"} {
		var want []string
		for _, line := range g.header {
			if value, ok := strings.CutPrefix(line, name+": "); ok {
				want = append(want, value)
			}
		}
		if got := arrived[name]; !slices.Equal(got, want) {
			faults = append(faults, faultf("signed header", "%s: got %q, want %q", name, got, want))
		}
	}
	return faults
}

// checkItems looks for what common gateways refuse in the lines of baggage that
// ours wrote: many of them, and names that are not made of letters, digits and
// hyphens.
func (g *gateway) checkItems(arrived http.Header) (faults []fault) {
	items := 0
	for name := range arrived {
		prefix := name[:strings.IndexByte(name, '-')+1]
		if prefix != "Uberctx-" && prefix != "Baggage-" || slices.ContainsFunc(g.header, func(line string) bool { return strings.HasPrefix(line, name+":") }) {
			continue
		}
		if items++; strings.Contains(name, "_") {
			faults = append(faults, faultf("name with an underscore", "%s", name))
		}
	}
	if items > 16*len(g.writes) {
		faults = append(faults, faultf("lines of baggage", "%d", items))
	}
	return faults
}

func (g *gateway) leaks(name, value string) bool {
	if g.signed && (name == "Traceparent" || name == "Uber-Trace-Id") {
		return false
	}
	if g.stays {
		return ofAny(allFamilies, name)
	}
	strange := slices.ContainsFunc([]string{"stranger", "abad1dea", "2880249322"}, func(s string) bool { return strings.Contains(value, s) })
	return g.public && ofAny(allFamilies, name) && strange
}

func ofAny(families []family, name string) bool {
	for _, f := range families {
		if f.has(name) {
			return true
		}
	}
	return false
}

func writesIDs(h http.Header) bool {
	return h.Get("Uber-Trace-Id") != "" || h.Get("Traceparent") != "" || h.Get("B3") != "" || h.Get("X-B3-Traceid") != ""
}
