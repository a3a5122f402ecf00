package codec

import (
	"errors"

	"github.com/opentracing/opentracing-go"
	"github.com/uber/jaeger-client-go"
)

// Composite returns the codec that speaks all formats of codecs at once.
//
// Extract tries them in order, and the first that finds a context wins: a
// corrupt one is passed over, and one without ids counts only if there is none
// with ids. Nothing is merged. If none is found, the error is the first other
// than opentracing.ErrSpanContextNotFound, or else that one.
//
// Inject writes all formats, and returns the first error of those that fail.
//
// Nil codecs are skipped; with none at all nothing is found and nothing written.
func Composite(codecs ...Codec) Codec {
	var all composite
	for _, c := range codecs {
		switch c := c.(type) {
		case nil:
		case composite:
			all = append(all, c...)
		default:
			all = append(all, c)
		}
	}
	return all
}

type composite []Codec

// Extract implements jaeger.Extractor.
func (all composite) Extract(carrier any) (jaeger.SpanContext, error) {
	var withoutIDs jaeger.SpanContext
	found := false
	result := opentracing.ErrSpanContextNotFound
	for _, c := range all {
		sc, err := c.Extract(carrier)
		switch {
		case err == nil && sc.IsValid():
			return sc, nil
		case err == nil:
			if !found {
				withoutIDs, found = sc, true
			}
		case errors.Is(result, opentracing.ErrSpanContextNotFound):
			result = err
		}
	}
	if found {
		return withoutIDs, nil
	}
	return jaeger.SpanContext{}, result
}

// Inject implements jaeger.Injector.
func (all composite) Inject(sc jaeger.SpanContext, carrier any) error {
	// All stale headers go before the first new one is set: both encodings of B3
	// own the single header.
	for _, c := range all {
		if own, ok := c.(codec); ok {
			forget(carrier, own.owns)
		}
	}
	var first error
	for _, c := range all {
		if err := add(c, sc, carrier); first == nil {
			first = err
		}
	}
	return first
}

// add is c.Inject, without the removal where c is one of ours.
func add(c Codec, sc jaeger.SpanContext, carrier any) error {
	if own, ok := c.(codec); ok {
		return own.add(sc, carrier)
	}
	return c.Inject(sc, carrier)
}
