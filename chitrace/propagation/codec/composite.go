package codec

import (
	"errors"
	"net/http"

	"github.com/opentracing/opentracing-go"
	"github.com/uber/jaeger-client-go"

	"github.com/opentracing-contrib/go-chi/internal/header"
)

// Composite returns a codec of the formats of all codecs.
//
// Extract takes the ids of the first codec that finds valid ids, and the baggage of
// all. If several codecs find the same baggage key, the first value counts. If no codec
// finds ids or baggage, Extract returns the first error other than
// [opentracing.ErrSpanContextNotFound], else ErrSpanContextNotFound.
//
// Inject writes all formats, and returns the first error.
//
// Nil codecs are ignored. A Composite without codecs finds and writes nothing.
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

func (all composite) read(r header.Reader) (found remote, err error) {
	err = opentracing.ErrSpanContextNotFound
	for _, one := range all {
		more, oneErr := one.read(r)
		found.merge(more)
		if oneErr == nil || errors.Is(err, opentracing.ErrSpanContextNotFound) {
			err = oneErr
		}
	}
	if len(found.baggage) > 0 {
		err = nil // baggage is a context, whatever is wrong with the ids beside it
	}
	return found, err
}

// foreign is the format of a Codec of another package. The headers that it replaces
// are not known.
type foreign struct{ Codec }

func (foreign) families() header.Family { return 0 }

func (f foreign) write(sc jaeger.SpanContext, w opentracing.TextMapWriter) error {
	err := f.Inject(sc, w)
	if !errors.Is(err, opentracing.ErrInvalidCarrier) {
		return err
	}
	h := http.Header{} // some codecs accept no other type
	err = f.Inject(sc, opentracing.HTTPHeadersCarrier(h))
	for name := range h {
		w.Set(name, h.Get(name))
	}
	return err
}

func (f foreign) read(r header.Reader) (c remote, err error) {
	sc, err := f.Extract(r.Carrier())
	if err != nil {
		return c, err
	}
	c.other, c.traceID, c.spanID = &sc, sc.TraceID(), sc.SpanID()
	sc.ForeachBaggageItem(func(key, value string) bool {
		c.addItem(key, value, property{})
		return true
	})
	return c, nil
}
