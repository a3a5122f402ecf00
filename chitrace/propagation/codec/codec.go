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
	write(sc jaeger.SpanContext, w opentracing.TextMapWriter) error
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

// write writes all formats. It returns the first error.
func (c codec) write(sc jaeger.SpanContext, w opentracing.TextMapWriter) (first error) {
	for _, one := range c.formats {
		if err := one.write(sc, w); first == nil {
			first = err
		}
	}
	return first
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

// Inject implements jaeger.Injector.
func (c codec) Inject(sc jaeger.SpanContext, carrier any) error {
	if w, ok := carrier.(*header.Writer); ok && sc.IsValid() {
		return c.write(sc, w) // it is empty, and keeps to the limits itself
	}
	w, ok := writerOf(carrier, c.families)
	if !ok {
		return opentracing.ErrInvalidCarrier
	}
	if !sc.IsValid() {
		return nil
	}
	// One allocation for the lines of the usual formats.
	var all struct {
		header.Lines
		room [4]header.Line
	}
	all.Lines = all.room[:0]
	err := c.write(sc, &all.Lines)
	all.Fit()
	for _, line := range all.Lines {
		w.Set(line.Name, line.Value)
	}
	return err
}

// writerOf returns a writer to the carrier. It first removes the headers of the
// stale families: a receiver would read a forwarded tracestate or debug flag together
// with the new ids. It can remove headers from maps only. It refuses nil maps: setting
// a key would panic.
func writerOf(carrier any, stale header.Family) (opentracing.TextMapWriter, bool) {
	switch c := carrier.(type) {
	case http.Header:
		return writerOf(opentracing.HTTPHeadersCarrier(c), stale)
	case opentracing.HTTPHeadersCarrier:
		remove(c, stale)
		return header.Setter(c), c != nil
	case opentracing.TextMapCarrier:
		remove(c, stale)
		return c, c != nil
	}
	w, ok := carrier.(opentracing.TextMapWriter)
	return w, ok
}

func remove[V any](carrier map[string]V, families header.Family) {
	maps.DeleteFunc(carrier, func(name string, _ V) bool { return header.Of(name)&families != 0 })
}
