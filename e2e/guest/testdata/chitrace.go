package main

import (
	"net/http"

	"github.com/go-chi/chi/v5"
	"github.com/prometheus/client_golang/prometheus"

	"github.com/opentracing-contrib/go-chi/chitrace"
	"github.com/opentracing-contrib/go-chi/chitrace/jaegertracer"
	"github.com/opentracing-contrib/go-chi/chitrace/metrics"
	chiprom "github.com/opentracing-contrib/go-chi/chitrace/metrics/prometheus"
	"github.com/opentracing-contrib/go-chi/chitrace/propagation"
)

func init() {
	tracer, _, err := jaegertracer.New("service")
	if err != nil {
		panic(err)
	}
	http.DefaultTransport = propagation.NewTransport(http.DefaultTransport)
	use = func(r chi.Router) {
		r.Use(chitrace.Middleware(tracer), metrics.Middleware(chiprom.New(prometheus.DefaultRegisterer)))
	}
}
