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
// Extract takes the ids of the first codec that finds some, and the baggage of
// all. Of a key that several have, the first value counts. Corrupt ids are passed
// over. If there is no context, the error is the first one other than
// [opentracing.ErrSpanContextNotFound], else that one.
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

func (all composite) read(r header.Reader) (found remote, err error) {
	err = opentracing.ErrSpanContextNotFound
	for _, one := range all {
		more, oneErr := one.read(r)
		found.merge(more)
		if oneErr == nil || errors.Is(err, opentracing.ErrSpanContextNotFound) {
			err = oneErr
		}
	}
	return found, err
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
