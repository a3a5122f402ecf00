// Package prometheus is a jaeger-lib metrics.Factory on Prometheus's Go client.
// It keeps exemplars, the trace ids that link a number to a trace:
//
//	factory := prometheus.New(registry)
//	r.Use(
//		chitrace.Middleware(tracer),
//		metrics.Middleware(factory, metrics.WithExemplars(jaegertracer.ExemplarLabels)),
//	)
//
// Its series have the names, the _total, the help, the buckets and the labels of
// jaeger-lib's own Prometheus factory, so one can replace the other. It differs from
// that factory in four ways:
//
//   - Several factories can share a registry, also with a factory of jaeger-lib. They
//     then count in the same series. The first to make a metric sets its buckets.
//   - In a label value, invalid UTF-8 is replaced by U+FFFD. jaeger-lib panics.
//   - Counters, timers and histograms take exemplars.
//   - Gauges can add, so in-flight counts that share a gauge add up.
//
// # Exemplars
//
// A counter keeps the last exemplar, a histogram the last one of each bucket.
// Prometheus reads exemplars from the OpenMetrics format only: set
// promhttp.HandlerOpts.EnableOpenMetrics, and start Prometheus with
// --enable-feature=exemplar-storage.
//
// OpenMetrics allows 128 characters for all labels of an exemplar, names
// included. The shortest labels that fit are kept. A label whose name is not
// valid is left out.
package prometheus
