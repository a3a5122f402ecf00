package program

import (
	"net/http"

	"github.com/opentracing/opentracing-go"
	jaegermetrics "github.com/uber/jaeger-lib/metrics"

	"github.com/opentracing-contrib/go-chi/chitrace"
	"github.com/opentracing-contrib/go-chi/chitrace/metrics"
)

// Ours are our middlewares, to be put in several places.
type Ours struct {
	trace, count func() func(http.Handler) http.Handler
}

// NewOurs makes them for a program. They count in the factories, taking turns.
func (p *Program) NewOurs(tracer opentracing.Tracer, factories ...jaegermetrics.Factory) *Ours {
	trace := chitrace.Middleware(tracer, p.options()...)
	var counts []func(http.Handler) http.Handler
	for _, f := range factories {
		counts = append(counts, metrics.Middleware(f))
	}
	next := 0
	return &Ours{
		trace: func() func(http.Handler) http.Handler { return trace },
		count: func() func(http.Handler) http.Handler {
			next++
			return counts[next%len(counts)]
		},
	}
}

// Asked are the URL parameters that become tags.
var Asked = []string{"p0", "p1", "p2", "q0", "*"}

func (p *Program) options() []chitrace.Option {
	options := []chitrace.Option{
		chitrace.WithURLParams(Asked...),
		chitrace.WithRequestHeaders("X-Bytes", "User-Agent", headerID),
		chitrace.WithResponseHeaders("X-Answer"),
	}
	switch p.Public {
	case "nil":
		options = append(options, chitrace.WithPublicEndpoint(nil))
	case "everybody", "nobody":
		options = append(options, chitrace.WithPublicEndpoint(func(*http.Request) bool { return p.Public == "everybody" }))
	}
	return options
}

// ours draws what goes into one of our places.
func (d *drawing) ours() Middleware {
	m := Middleware{ours: true}
	switch d.Below(3) {
	case 0:
		m.name, m.trace = "CHITRACE", true
	case 1:
		m.name, m.trace, m.count = "METRICS+CHITRACE", true, true
	case 2:
		m.name, m.count = "METRICS", true
	}
	return m
}
