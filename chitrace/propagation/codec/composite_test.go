package codec_test

import (
	"errors"
	"maps"
	"net/http"
	"testing"

	"github.com/uber/jaeger-client-go"

	"github.com/opentracing-contrib/go-chi/chitrace/propagation/codec"
	"github.com/opentracing-contrib/go-chi/internal/tracetest"
)

func TestCompositeExtract(t *testing.T) {
	const jaegerIDs, w3cIDs = "0000000000000001:0000000000000002:0000000000000000:1", exampleTraceID + ":" + exampleParentID + ":0000000000000000:1"
	all := codec.Composite(codec.Jaeger(), codec.W3C())
	sampledIDs := sampled(nil).String()
	own := jaeger.NewHTTPHeaderPropagator((&jaeger.HeadersConfig{TraceContextHeaderName: "acme-trace"}).ApplyDefaults(), *jaeger.NewNullMetrics())
	for _, tt := range []struct {
		name        string
		codec       codec.Codec
		carrier     httpHeaders
		want        string
		wantBaggage map[string]string
		wantErr     error
	}{
		{"the first", all, headers("uber-trace-id", "1:2:0:1", "traceparent", exampleTraceparent), jaegerIDs, nil, nil},
		{"the first, before B3", codec.Composite(codec.W3C(), codec.B3()), headers("b3", "1-2-1", "traceparent", exampleTraceparent), w3cIDs, nil, nil},
		{"another's debug id", codec.Composite(own, codec.W3C()), headers("jaeger-debug-id", "d", "traceparent", exampleTraceparent), w3cIDs, nil, nil},
		{"in its own order", codec.Composite(codec.W3C(), codec.Jaeger()), headers("uber-trace-id", "1:2:0:1", "traceparent", exampleTraceparent), w3cIDs, nil, nil},
		{"the first is corrupt", all, headers("uber-trace-id", "malformed", "traceparent", exampleTraceparent), w3cIDs, nil, nil},
		{"baggage of another", all, headers("uber-trace-id", "1:2:0:1", "baggage", "a=1"), jaegerIDs, map[string]string{"a": "1"}, nil},
		{"baggage of both", all, headers("uberctx-a", "1", "traceparent", exampleTraceparent, "baggage", "a=3,b=2"), w3cIDs, map[string]string{"a": "1", "b": "2"}, nil},
		{"baggage beside corrupt ids", all, headers("uberctx-a", "1", "uber-trace-id", "malformed", "traceparent", exampleTraceparent), w3cIDs, map[string]string{"a": "1"}, nil},
		{"baggage of B3", codec.Composite(codec.W3C(), codec.B3()), headers("traceparent", exampleTraceparent, "baggage-a", "1"), w3cIDs, map[string]string{"a": "1"}, nil},
		{"baggage beside another's codec", codec.Composite(insistent{}, codec.W3C()), headers("x-mine", "1", "baggage", "a=1"), sampledIDs, map[string]string{"a": "1"}, nil},
		{"baggage before an error", all, headers("uberctx-a", "1", "traceparent", "malformed"), "0000000000000000:0000000000000000:0000000000000000:0", map[string]string{"a": "1"}, nil},
		{"baggage beside an error", all, headers("traceparent", "malformed", "baggage", "a=1"), "0000000000000000:0000000000000000:0000000000000000:0", map[string]string{"a": "1"}, nil},
		{"baggage alone", all, headers("uberctx-a", "1", "baggage", "b=2"), "0000000000000000:0000000000000000:0000000000000000:0", map[string]string{"a": "1", "b": "2"}, nil},
		{"nothing", all, headers("accept", "*/*"), "", nil, errNotFound},
		{"one corrupt", all, headers("traceparent", "malformed"), "", nil, errCorrupted},
		{"both corrupt", all, headers("traceparent", "malformed", "uber-trace-id", "malformed"), "", nil, errCorrupted},
		{"nil members", codec.Composite(nil, codec.W3C(), nil), headers("traceparent", exampleTraceparent), w3cIDs, nil, nil},
		{"no members", codec.Composite(), headers("traceparent", exampleTraceparent), "", nil, errNotFound},
		{"another's codec", codec.Composite(failing{}, codec.W3C()), headers("traceparent", exampleTraceparent), w3cIDs, nil, nil},
		{"another's headers", codec.Composite(own, codec.W3C()), headers("acme-trace", "1:2:0:1", "uberctx-a", "1", "baggage", "a=3,b=2"), jaegerIDs, map[string]string{"a": "1", "b": "2"}, nil},
		{"another's error", codec.Composite(codec.W3C(), failing{}, codec.Jaeger()), headers("uber-trace-id", "malformed"), "", nil, errFailing},
	} {
		t.Run(tt.name, func(t *testing.T) {
			sc, err := tt.codec.Extract(tt.carrier)
			wantExtracted(t, sc, err, tt.want, tt.wantErr)
			if got := baggageOf(sc); !maps.Equal(got, tt.wantBaggage) {
				t.Errorf("got baggage %v, want %v", got, tt.wantBaggage)
			}
		})
	}
}

func TestCompositeInject(t *testing.T) {
	sc := sampled(map[string]string{"k": "v"})
	w3c := inject(t, codec.W3C(), sc)
	with := func(others ...http.Header) http.Header {
		all := maps.Clone(w3c)
		for _, other := range others {
			maps.Copy(all, other)
		}
		return all
	}
	for _, tt := range []struct {
		name    string
		codec   codec.Codec
		want    http.Header
		wantErr error
	}{
		{
			"all formats", codec.Composite(nil, codec.Jaeger(), codec.B3Single(), codec.Composite(codec.B3()), codec.W3C()),
			with(inject(t, codec.Jaeger(), sc), inject(t, codec.B3(), sc), inject(t, codec.B3Single(), sc)), nil,
		},
		{"no members", codec.Composite(), http.Header{}, nil},
		{"another's error", codec.Composite(failing{}, codec.W3C()), w3c, errFailing},
		{"another's that wants the usual carrier", codec.Composite(insistent{}, codec.W3C()), with(http.Header{"X-Mine": {"1"}}), nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := headers()
			if err := tt.codec.Inject(sc, got); !errors.Is(err, tt.wantErr) {
				t.Errorf("got %v, want %v", err, tt.wantErr)
			}
			tracetest.WantHeader(t, http.Header(got), tt.want)
		})
	}
}

// insistent takes the usual carrier only, as a codec of another package may.
type insistent struct{}

func (insistent) Inject(_ jaeger.SpanContext, carrier any) error {
	c, ok := carrier.(httpHeaders)
	if !ok {
		return errCarrier
	}
	c.Set("x-mine", "1")
	return nil
}

func (insistent) Extract(carrier any) (jaeger.SpanContext, error) {
	c, ok := carrier.(httpHeaders)
	if !ok || c["X-Mine"] == nil {
		return jaeger.SpanContext{}, errCarrier
	}
	return sampled(nil), nil
}

var errFailing = errors.New("failing")

type failing struct{}

func (failing) Inject(jaeger.SpanContext, any) error { return errFailing }

func (failing) Extract(any) (jaeger.SpanContext, error) { return jaeger.SpanContext{}, errFailing }
