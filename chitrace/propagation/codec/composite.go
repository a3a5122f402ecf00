package codec

import (
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
	all := codec{composite: true}
	for _, c := range codecs {
		switch c := c.(type) {
		case nil:
		case codec:
			all.families |= c.families
			all.formats = append(all.formats, c.formats...)
		default:
			all.formats = append(all.formats, foreign{c})
		}
	}
	return all
}

// foreign is the format of a Codec of another package. The headers that it replaces
// are not known.
type foreign struct{ Codec }

func (f foreign) write(sc jaeger.SpanContext, w *header.Writer) error {
	h := http.Header{} // some codecs accept no other type
	err := f.Inject(sc, opentracing.HTTPHeadersCarrier(h))
	for name := range h {
		w.Set(name, h.Get(name))
	}
	return err
}

func (c *remote) readForeign(f foreign, r *header.Reader) error {
	sc, err := f.Extract(r.Carrier())
	if err != nil {
		return err
	}
	if !c.isValid() {
		c.other, c.ids = &sc, ids{traceID: sc.TraceID(), spanID: sc.SpanID()}
	}
	sc.ForeachBaggageItem(func(key, value string) bool {
		c.addItem(key, value)
		return true
	})
	return nil
}
