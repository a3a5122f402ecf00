package prometheus

import "slices"

// Option configures a Factory.
type Option interface{ apply(*config) }

type optionFunc func(*config)

func (f optionFunc) apply(c *config) { f(c) }

type config struct {
	buckets []float64
	native  bool
}

// WithBuckets sets the upper bounds of the buckets of histograms that are made
// without any. They must be in increasing order. Default: prometheus.DefBuckets.
// The last WithBuckets wins. It does not apply to timers, as in jaeger-lib.
func WithBuckets(b ...float64) Option {
	b = slices.Clone(b)
	return optionFunc(func(c *config) { c.buckets = b })
}

// WithNativeHistograms gives each timer and histogram native buckets besides the
// classic ones: neighbouring bounds differ by at most 10 percent, and a histogram
// has at most 160 of them. Prometheus scrapes them with
// --enable-feature=native-histograms. Default: classic buckets only.
func WithNativeHistograms() Option {
	return optionFunc(func(c *config) { c.native = true })
}
