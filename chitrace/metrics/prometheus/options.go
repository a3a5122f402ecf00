package prometheus

import "slices"

// Option configures a Factory.
type Option interface{ apply(*Factory) }

type optionFunc func(*Factory)

func (o optionFunc) apply(f *Factory) { o(f) }

// WithBuckets sets the upper bounds of the buckets of histograms that are made
// without buckets. They must be in increasing order. Timers do not use them, as in
// jaeger-lib. Default: prometheus.DefBuckets. The last WithBuckets wins.
func WithBuckets(b ...float64) Option {
	b = slices.Clone(b)
	return optionFunc(func(f *Factory) { f.buckets = b })
}

// WithNativeHistograms adds native buckets to each timer and histogram, which keep
// their classic buckets. Neighbouring bounds differ by at most 10 percent, and a
// histogram has at most 160 native buckets. Prometheus scrapes them with
// --enable-feature=native-histograms. Default: classic buckets only.
func WithNativeHistograms() Option {
	return optionFunc(func(f *Factory) { f.native = true })
}
