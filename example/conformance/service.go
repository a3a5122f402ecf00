package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/http"

	"github.com/go-chi/chi/v5"
	"github.com/opentracing/opentracing-go"
	"github.com/uber/jaeger-client-go"

	"github.com/opentracing-contrib/go-chi/chitrace"
	"github.com/opentracing-contrib/go-chi/chitrace/propagation"
	"github.com/opentracing-contrib/go-chi/chitrace/propagation/codec"
)

// maxInstructions is more than the suite ever sends, nested ones included.
const maxInstructions = 1 << 20

// instruction is one call that the service is to make.
type instruction struct {
	URL       string          `json:"url"`
	Arguments json.RawMessage `json:"arguments"`
}

// newTracer returns a tracer that speaks the headers of W3C and reports to
// nobody: the suite looks at headers alone.
func newTracer() opentracing.Tracer {
	headers := codec.W3C()
	tracer, _ := jaeger.NewTracer("conformance", jaeger.NewConstSampler(true), jaeger.NewNullReporter(),
		jaeger.TracerOptions.Injector(opentracing.HTTPHeaders, headers),
		jaeger.TracerOptions.Extractor(opentracing.HTTPHeaders, headers),
		jaeger.TracerOptions.Gen128Bit(true))
	return tracer
}

// newHandler returns the service, whatever the path.
func newHandler(tracer opentracing.Tracer) http.Handler {
	client := &http.Client{Transport: propagation.NewTransport(nil, propagation.WithTracer(tracer))}
	r := chi.NewRouter()
	r.Use(chitrace.Middleware(tracer))
	r.Post("/*", func(w http.ResponseWriter, r *http.Request) {
		var instructions []instruction
		if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxInstructions)).Decode(&instructions); err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		var failed []error
		for _, i := range instructions {
			failed = append(failed, i.follow(r.Context(), client))
		}
		if err := errors.Join(failed...); err != nil {
			http.Error(w, err.Error(), http.StatusBadGateway)
		}
	})
	return r
}

// follow makes the call. What the other side answers does not matter.
func (i instruction) follow(ctx context.Context, client *http.Client) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, i.URL, bytes.NewReader(i.Arguments))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/json")
	res, err := client.Do(req)
	if err != nil {
		return err
	}
	return res.Body.Close()
}
