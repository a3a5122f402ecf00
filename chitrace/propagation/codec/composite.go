package codec

import (
	"errors"
	"net/http"

	"github.com/opentracing/opentracing-go"
	"github.com/uber/jaeger-client-go"

	"github.com/opentracing-contrib/go-chi/internal/header"
)

// Composite returns the codec that speaks all formats of codecs at once.
//
// Extract tries them in order, and the first that finds a context wins. A
// corrupt context is passed over, and one without ids counts only if no codec
// finds ids. Nothing is merged. If none is found, the error is the first one
// other than [opentracing.ErrSpanContextNotFound], else that one.
//
// Inject writes all formats, and returns the first error of those that fail.
//
// Nil codecs are skipped. A Composite of none finds and writes nothing.
func Composite(codecs ...Codec) Codec {
	var all composite
	for _, c := range codecs {
		switch c := c.(type) {
		case nil:
		case codec:
			all = append(all, c.format)
		default:
			all = append(all, foreign{c})
		}
	}
	return codec{all}
}

type composite []format

func (all composite) families() (f header.Family) {
	for _, one := range all {
		f |= one.families()
	}
	return f
}

func (all composite) write(sc jaeger.SpanContext, w opentracing.TextMapWriter) (first error) {
	for _, one := range all {
		if err := one.write(sc, w); first == nil {
			first = err
		}
	}
	return first
}

func (all composite) read(r header.Reader) (jaeger.SpanContext, error) {
	var withoutIDs jaeger.SpanContext
	result := opentracing.ErrSpanContextNotFound
	for _, one := range all {
		sc, err := one.read(r)
		switch {
		case err == nil && sc.IsValid():
			return sc, nil
		case err == nil && result != nil:
			withoutIDs, result = sc, nil
		case errors.Is(result, opentracing.ErrSpanContextNotFound):
			result = err
		}
	}
	return withoutIDs, result
}

// foreign is the format of a Codec that is not of this package. Which headers
// it replaces is not known.
type foreign struct{ Codec }

func (foreign) families() header.Family { return 0 }

func (f foreign) write(sc jaeger.SpanContext, w opentracing.TextMapWriter) error {
	err := f.Inject(sc, w)
	if !errors.Is(err, opentracing.ErrInvalidCarrier) {
		return err
	}
	h := http.Header{} // which it may insist on
	err = f.Inject(sc, opentracing.HTTPHeadersCarrier(h))
	for name := range h {
		w.Set(name, h.Get(name))
	}
	return err
}

func (f foreign) read(r header.Reader) (jaeger.SpanContext, error) {
	return f.Extract(r.Carrier())
}
