package header

import (
	"errors"
	"sync/atomic"

	"github.com/opentracing/opentracing-go"
)

// Extractor asks tracers for the context in a request's headers. It remembers
// whether they insist on [opentracing.HTTPHeadersCarrier], and what they do with
// headers that belong to no family. The zero value is ready for use, by several
// goroutines at once.
type Extractor struct {
	concrete atomic.Bool
	names    names
}

// Extract returns the context that the headers hold. It returns nil if they hold
// no valid one: a context returned beside an error is discarded. A panic of the
// tracer is the caller's to stop.
func (e *Extractor) Extract(tracer opentracing.Tracer, r *Reader) opentracing.SpanContext {
	if r.Empty() {
		return nil
	}
	r.names, r.original = &e.names, r
	sc := e.extract(tracer, r)
	if n := len(r.withheld); n == 0 || n > maxNames {
		return sc
	}
	r.kinds = make(map[string]kind)
	for _, name := range r.withheld {
		r.kinds[name] = e.kindOf(tracer, name, nil)
	}
	return e.extract(tracer, r)
}

func (e *Extractor) extract(tracer opentracing.Tracer, r *Reader) opentracing.SpanContext {
	var sc opentracing.SpanContext
	err := opentracing.ErrInvalidCarrier
	if !e.concrete.Load() {
		sc, err = extract(tracer, r)
	}
	if errors.Is(err, opentracing.ErrInvalidCarrier) {
		sc, err = tracer.Extract(opentracing.HTTPHeaders, r.Carrier())
		e.concrete.Store(true) // not reached if the headers are what the tracer panics at
	}
	if err != nil {
		return nil
	}
	return sc
}

// extract is the tracer's Extract. A tracer that asserts the concrete type
// without a check panics: that is an invalid carrier, too.
func extract(tracer opentracing.Tracer, r *Reader) (sc opentracing.SpanContext, err error) {
	defer func() {
		if recover() != nil {
			err = opentracing.ErrInvalidCarrier
		}
	}()
	return tracer.Extract(opentracing.HTTPHeaders, r)
}
