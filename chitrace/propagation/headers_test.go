package propagation_test

import (
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/opentracing/opentracing-go"
	"github.com/opentracing/opentracing-go/mocktracer"

	"github.com/opentracing-contrib/go-chi/chitrace/propagation"
)

// writing is an injector that writes these headers.
type writing map[string]string

func (w writing) Inject(_ mocktracer.MockSpanContext, carrier any) error {
	for name, value := range w {
		carrier.(opentracing.TextMapWriter).Set(name, value)
	}
	return nil
}

// sent returns the header that the base gets for a request with header, from a
// tracer that injects with injector.
func sent(t *testing.T, injector mocktracer.Injector, header http.Header, opts ...propagation.Option) http.Header {
	t.Helper()
	tracer := mocktracer.New()
	if injector != nil {
		tracer.RegisterInjector(opentracing.HTTPHeaders, injector)
	}
	var got *http.Request
	r := newRequest(t.Context(), t, http.MethodGet, "http://example.com")
	r.Header = header
	opts = append([]propagation.Option{propagation.WithTracer(tracer)}, opts...)
	resp, err := propagation.NewTransport(capture(&got), opts...).RoundTrip(r)
	if err != nil {
		t.Fatal(err)
	}
	readAndClose(t, resp)
	return got.Header
}

// stale has a header of every family, as spelled by all sorts of proxies, and
// some that only look like it.
func stale() http.Header {
	return http.Header{
		"Uber-Trace-Id": {"stale"}, "uberctx-tenant": {"stale"}, "Uberctx-": {"stale"}, "Jaeger-Debug-Id": {"stale"}, "Jaeger-Baggage": {"stale"},
		"Traceparent": {"stale"}, "TRACESTATE": {"stale"},
		"Baggage": {"stale"},
		"b3":      {"stale"}, "X-B3-Traceid": {"stale"}, "x-b3-sampled": {"stale"}, "Baggage-Tenant": {"stale"},
		"Ot-Tracer-Traceid": {"stale"}, "Ot-Baggage-Tenant": {"stale"}, "X-Ot-Span-Context": {"stale"},
		"Mockpfx-Ids-Traceid": {"stale"}, "Mockpfx-Baggage-Tenant": {"stale"},
		"X-Datadog-Trace-Id": {"stale"}, "Elastic-Apm-Traceparent": {"stale"}, "Sw8": {"stale"}, "Sw8-Correlation": {"stale"},
		"X-Trace": {"stale"}, "X-B3": {"keep"}, "Uber": {"keep"}, "Ot": {"keep"}, "": {"keep"},
	}
}

// What the tracer writes replaces its family's headers, and no other's.
func TestInjectReplacesFamily(t *testing.T) {
	want := stale()
	for _, name := range []string{"Uber-Trace-Id", "uberctx-tenant", "Uberctx-", "Jaeger-Debug-Id", "Jaeger-Baggage"} {
		delete(want, name)
	}
	want.Set("Uber-Trace-Id", "new")
	if got := sent(t, writing{"uber-trace-id": "new"}, stale()); !equalHeaders(got, want) {
		t.Errorf("sent %v\nwant %v", got, want)
	}
}

func TestInjectFilterKeepsAllBack(t *testing.T) {
	thirdParty := propagation.WithInjectFilter(func(*http.Request) bool { return false })
	want := http.Header{"X-Trace": {"stale"}, "X-B3": {"keep"}, "Uber": {"keep"}, "Ot": {"keep"}, "": {"keep"}}
	if got := sent(t, nil, stale(), thirdParty); !equalHeaders(got, want) {
		t.Errorf("sent %v\nwant %v", got, want)
	}
}

// TestUnsendableBaggage injects what net/http would refuse to send.
func TestUnsendableBaggage(t *testing.T) {
	url := serve(t, func(http.ResponseWriter, *http.Request) {})
	for _, item := range []struct{ key, value string }{
		{"a key", "v"}, {"k\u00e9y", "v"}, {"k:", "v"}, {"k", "line\nbreak"}, {"k", "\x00"}, {"k", "\x7f"}, {"", "v"},
	} {
		injector := writing{"mockpfx-ids-spanid": "1", "fine": "tab\tand \u00e9", item.key: item.value}
		client, tracer := newClient(t)
		tracer.RegisterInjector(opentracing.HTTPHeaders, injector)
		resp, err := client.Do(newRequest(t.Context(), t, http.MethodGet, url))
		if err != nil {
			t.Errorf("%q: %q failed the request: %v", item.key, item.value, err)
			continue
		}
		readAndClose(t, resp)

		want := http.Header{"Mockpfx-Ids-Spanid": {"1"}, "Fine": {"tab\tand \u00e9"}}
		if got := sent(t, injector, http.Header{}); !equalHeaders(got, want) {
			t.Errorf("sent %v, want %v", got, want)
		}
	}
}

// TestNameCharacters compares with net/http, which refuses bad names.
func TestNameCharacters(t *testing.T) {
	url := serve(t, func(http.ResponseWriter, *http.Request) {})
	injector := writing{}
	for c := range 256 {
		injector["X"+string([]byte{byte(c)})] = "v"
	}
	client, tracer := newClient(t)
	tracer.RegisterInjector(opentracing.HTTPHeaders, injector)
	resp, err := client.Do(newRequest(t.Context(), t, http.MethodGet, url))
	if err != nil {
		t.Fatal(err)
	}
	readAndClose(t, resp)

	const tokens = "!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyz"
	names := slices.Collect(maps.Keys(sent(t, injector, http.Header{})))
	slices.Sort(names)
	var got strings.Builder
	for _, name := range names {
		got.WriteString(strings.ToLower(name[1:]))
	}
	if want := sorted(tokens); sorted(got.String()) != want {
		t.Errorf("sendable %q\nwant     %q", sorted(got.String()), want)
	}
}

func sorted(s string) string {
	b := []byte(s)
	slices.Sort(b)
	return string(b)
}

func TestNilHeader(t *testing.T) {
	if got := sent(t, writing{"traceparent": "new"}, nil); got.Get("Traceparent") != "new" {
		t.Errorf("sent %v", got)
	}
}
