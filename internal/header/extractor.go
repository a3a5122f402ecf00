package header

import (
	"errors"
	"sync"
	"sync/atomic"

	"github.com/opentracing/opentracing-go"
)

// Extractor calls Extract of tracers. It remembers whether they accept only an
// [opentracing.HTTPHeadersCarrier], and which headers without a family they read. The
// zero value is ready for use, by several goroutines at once.
type Extractor struct {
	concrete atomic.Bool
	setting  sync.Mutex
	kinds    atomic.Pointer[map[string]kind]
}

// Extract returns the context in the headers, or nil if they hold no valid context. A
// context that the tracer returns with an error is discarded. The caller has to recover
// a panic of the tracer.
func (e *Extractor) Extract(tracer opentracing.Tracer, r *Reader) opentracing.SpanContext {
	if r.Empty() {
		return nil
	}
	r.extractor = e
	sc := e.extract(tracer, r)
	if len(r.kinds) == 0 {
		return sc
	}
	for name := range r.kinds {
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
		e.concrete.Store(true) // not reached if the tracer panics because of the headers
	}
	if err != nil {
		return nil
	}
	return sc
}

// extract calls the tracer's Extract. A tracer that asserts the concrete type without a
// check panics. That counts as an invalid carrier.
func extract(tracer opentracing.Tracer, r *Reader) (sc opentracing.SpanContext, err error) {
	defer func() {
		if recover() != nil {
			err = opentracing.ErrInvalidCarrier
		}
	}()
	return tracer.Extract(opentracing.HTTPHeaders, r)
}
