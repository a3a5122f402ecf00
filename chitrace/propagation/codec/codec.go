package codec

import (
	"errors"
	"maps"
	"net/http"

	"github.com/opentracing/opentracing-go"
	"github.com/uber/jaeger-client-go"

	"github.com/opentracing-contrib/go-chi/internal/header"
)

// A Codec is both a jaeger.Injector and a jaeger.Extractor for
// [opentracing.HTTPHeaders]. The codecs of this package are safe for concurrent use.
type Codec interface {
	jaeger.Injector
	jaeger.Extractor
}

// format is a header format that a codec writes, for valid contexts only. What reads it is
// remote.read.
type format interface {
	write(sc jaeger.SpanContext, w *header.Writer) error
}

// codec has the format of a Codec, or the formats of a Composite.
type codec struct {
	families  header.Family // whose headers the formats replace
	formats   []format
	composite bool
}

// Extract implements jaeger.Extractor.
func (c codec) Extract(carrier any) (jaeger.SpanContext, error) {
	r, isReader := carrier.(*header.Reader)
	if !isReader {
		h, err := headerOf(carrier)
		if err != nil {
			return jaeger.SpanContext{}, err
		}
		own := header.NewReader(h)
		r = &own
	}
	var room [8]header.Line
	lines := r.Lines(room[:0], c.families)
	var found remote
	err := opentracing.ErrSpanContextNotFound
	for _, one := range c.formats {
		oneErr := found.read(one, lines, r)
		if oneErr == nil || errors.Is(err, opentracing.ErrSpanContextNotFound) {
			err = oneErr
		}
	}
	if err != nil && (!c.composite || len(found.baggage) == 0) {
		return jaeger.SpanContext{}, err
	}
	return found.context(), nil
}

// headerOf returns the headers of another carrier.
func headerOf(carrier any) (http.Header, error) {
	switch c := carrier.(type) {
	case opentracing.HTTPHeadersCarrier:
		return http.Header(c), nil
	case opentracing.TextMapReader:
		h := http.Header{}
		err := c.ForeachKey(func(name, value string) error {
			h.Add(name, value)
			return nil
		})
		if err != nil {
			return nil, opentracing.ErrSpanContextCorrupted
		}
		return h, nil
	}
	return nil, opentracing.ErrInvalidCarrier
}

// Inject implements jaeger.Injector. It first removes the headers of the codec's families
// from maps: a receiver would read a forwarded tracestate or debug flag together with the
// new ids. It refuses nil maps: setting a key would panic.
func (c codec) Inject(sc jaeger.SpanContext, carrier any) error {
	if w, ok := carrier.(*header.Writer); ok { // it is empty
		return c.write(sc, w)
	}
	if h, ok := carrier.(opentracing.HTTPHeadersCarrier); ok {
		carrier = http.Header(h)
	}
	isNil := false
	switch to := carrier.(type) {
	case http.Header:
		remove(to, c.families)
		isNil = to == nil
	case opentracing.TextMapCarrier:
		remove(to, c.families)
		isNil = to == nil
	}
	to, ok := carrier.(opentracing.TextMapWriter)
	if !ok || isNil {
		return opentracing.ErrInvalidCarrier
	}
	var w header.Writer
	err := c.write(sc, &w)
	if h, ok := to.(http.Header); ok {
		w.AddTo(h)
		return err
	}
	for _, line := range w.Lines() {
		to.Set(line.Name, line.Value)
	}
	return err
}

// write writes a valid context in all formats. It returns the first error.
func (c codec) write(sc jaeger.SpanContext, w *header.Writer) (first error) {
	if !sc.IsValid() {
		return nil
	}
	for _, one := range c.formats {
		if err := one.write(sc, w); first == nil {
			first = err
		}
	}
	return first
}

func remove[V any](carrier map[string]V, families header.Family) {
	maps.DeleteFunc(carrier, func(name string, _ V) bool { return header.Of(name)&families != 0 })
}
