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

// format is the part of a codec that depends on the header format.
type format interface {
	// families returns the families whose headers the format replaces.
	families() header.Family

	// write is called with valid contexts only.
	write(sc jaeger.SpanContext, w opentracing.TextMapWriter) error

	// read returns an error of package opentracing if r holds no context. It may
	// return baggage with an error: the baggage is added to the ids of another format.
	read(r header.Reader) (remote, error)
}

// codec makes a Codec of a format.
type codec struct{ format }

// Extract implements jaeger.Extractor.
func (c codec) Extract(carrier any) (jaeger.SpanContext, error) {
	r, err := readerOf(carrier)
	if err != nil {
		return jaeger.SpanContext{}, err
	}
	found, err := c.read(r)
	if errors.Is(err, opentracing.ErrSpanContextNotFound) || err == nil && !found.isValid() {
		if r, ok := r.Canonical(); ok {
			found, err = c.read(r)
		}
	}
	if err != nil {
		return jaeger.SpanContext{}, err
	}
	return found.context(), nil
}

// readerOf returns a Reader over the headers of the carrier. Its limits apply to all
// formats.
func readerOf(carrier any) (header.Reader, error) {
	switch c := carrier.(type) {
	case *header.Reader:
		return *c, nil
	case opentracing.HTTPHeadersCarrier:
		return header.NewReader(http.Header(c)), nil
	case opentracing.TextMapReader:
		h := http.Header{}
		err := c.ForeachKey(func(name, value string) error {
			h.Add(name, value)
			return nil
		})
		if err != nil {
			return header.Reader{}, opentracing.ErrSpanContextCorrupted
		}
		return header.NewReader(h), nil
	}
	return header.Reader{}, opentracing.ErrInvalidCarrier
}

// Inject implements jaeger.Injector.
func (c codec) Inject(sc jaeger.SpanContext, carrier any) error {
	if w, ok := carrier.(*header.Writer); ok && sc.IsValid() {
		return c.write(sc, w) // it is empty, and keeps to the limits itself
	}
	w, ok := writerOf(carrier, c.families())
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
		return &header.Writer{Header: http.Header(c)}, c != nil
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
