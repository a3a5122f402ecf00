package codec

import (
	"net/http"

	"github.com/opentracing/opentracing-go"
	"github.com/uber/jaeger-client-go"
)

// A Codec is both a jaeger.Injector and a jaeger.Extractor for
// opentracing.HTTPHeaders. Those of this package are safe for concurrent use.
type Codec interface {
	jaeger.Injector
	jaeger.Extractor
}

// format is what the codecs of this package differ in.
type format interface {
	jaeger.Extractor

	// owns tells whether a header is the format's to write, in any case.
	owns(name string) bool

	// write is called with valid contexts only.
	write(sc jaeger.SpanContext, w opentracing.TextMapWriter)
}

// codec makes a Codec of a format.
type codec struct{ format }

// Inject implements jaeger.Injector.
func (c codec) Inject(sc jaeger.SpanContext, carrier any) error {
	forget(carrier, c.owns)
	return c.add(sc, carrier)
}

func (c codec) add(sc jaeger.SpanContext, carrier any) error {
	w, ok := writer(carrier)
	if !ok {
		return opentracing.ErrInvalidCarrier
	}
	if sc.IsValid() {
		c.write(sc, w)
	}
	return nil
}

// writer refuses nil maps too: setting a key of theirs would panic.
func writer(carrier any) (opentracing.TextMapWriter, bool) {
	switch c := carrier.(type) {
	case opentracing.HTTPHeadersCarrier:
		return c, c != nil
	case http.Header: // its Set method makes it a TextMapWriter
		return c, c != nil
	case opentracing.TextMapCarrier:
		return c, c != nil
	}
	w, ok := carrier.(opentracing.TextMapWriter)
	return w, ok
}

// forget removes stale headers: a forwarded tracestate or a debug flag would
// otherwise be read together with the new ids. Carriers that are no maps can
// only be added to.
func forget(carrier any, owned func(name string) bool) {
	switch c := carrier.(type) {
	case opentracing.HTTPHeadersCarrier:
		remove(c, owned)
	case http.Header:
		remove(c, owned)
	case opentracing.TextMapCarrier:
		remove(c, owned)
	}
}

func remove[M ~map[string]V, V any](carrier M, owned func(name string) bool) {
	for name := range carrier {
		if owned(name) {
			delete(carrier, name)
		}
	}
}
