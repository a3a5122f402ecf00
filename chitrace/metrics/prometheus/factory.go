package prometheus

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/uber/jaeger-lib/metrics"
)

// Factory makes metrics and registers them. It is safe for concurrent use.
type Factory struct {
	config     config
	collectors *collectors
	scope      string
	tags       map[string]string
}

var _ metrics.Factory = (*Factory)(nil)

// New returns a Factory that registers its metrics with r. A nil r is
// prometheus.DefaultRegisterer; nil options are ignored.
//
// The methods that make a metric panic if r refuses the metric, for example because a
// metric of the same name has other labels.
func New(r prometheus.Registerer, opts ...Option) *Factory {
	if r == nil {
		r = prometheus.DefaultRegisterer
	}
	f := &Factory{collectors: &collectors{registerer: r}}
	for _, o := range opts {
		if o != nil {
			o.apply(&f.config)
		}
	}
	return f
}

// Namespace returns a Factory that adds the name and the tags of scope to those of f.
// Names are joined by an underscore.
func (f *Factory) Namespace(scope metrics.NSOptions) metrics.Factory {
	return &Factory{f.config, f.collectors, f.name(scope.Name), f.merged(scope.Tags)}
}

// Counter returns the counter with the name and the tags of o. _total is added to the
// name, unless the name ends in it.
func (f *Factory) Counter(o metrics.Options) metrics.Counter {
	name := f.name(o.Name)
	if !strings.HasSuffix(name, "_total") {
		name += "_total"
	}
	labels, values := f.labels(o.Tags)
	registered := register(f.collectors, name, labels, func() *prometheus.CounterVec {
		return prometheus.NewCounterVec(prometheus.CounterOpts{Name: name, Help: help(o.Help, o.Name)}, labels)
	})
	return counter{registered.WithLabelValues(values...)}
}

// Gauge returns the gauge with the name and the tags of o.
func (f *Factory) Gauge(o metrics.Options) metrics.Gauge {
	name := f.name(o.Name)
	labels, values := f.labels(o.Tags)
	registered := register(f.collectors, name, labels, func() *prometheus.GaugeVec {
		return prometheus.NewGaugeVec(prometheus.GaugeOpts{Name: name, Help: help(o.Help, o.Name)}, labels)
	})
	return gauge{registered.WithLabelValues(values...)}
}

// Timer returns the histogram, in seconds, with the name and the tags of o. Without
// buckets in o it has prometheus.DefBuckets.
func (f *Factory) Timer(o metrics.TimerOptions) metrics.Timer {
	bounds := make([]float64, len(o.Buckets))
	for i, d := range o.Buckets {
		bounds[i] = seconds(d)
	}
	return timer{f.histogram(o.Name, o.Help, o.Tags, bounds)}
}

// Histogram returns the histogram with the name and the tags of o. Without buckets in
// o it has those of WithBuckets.
func (f *Factory) Histogram(o metrics.HistogramOptions) metrics.Histogram {
	bounds := slices.Clone(o.Buckets)
	if len(bounds) == 0 {
		bounds = f.config.buckets
	}
	return f.histogram(o.Name, o.Help, o.Tags, bounds)
}

func (f *Factory) histogram(name, helpText string, tags map[string]string, bounds []float64) histogram {
	if len(bounds) == 0 {
		bounds = prometheus.DefBuckets
	}
	opts := prometheus.HistogramOpts{Name: f.name(name), Help: help(helpText, name), Buckets: bounds}
	if f.config.native {
		opts.NativeHistogramBucketFactor = 1.1
		opts.NativeHistogramMaxBucketNumber = 160
		opts.NativeHistogramMinResetDuration = time.Hour
	}
	labels, values := f.labels(tags)
	registered := register(f.collectors, opts.Name, labels, func() *prometheus.HistogramVec {
		return prometheus.NewHistogramVec(opts, labels)
	})
	return histogram{registered.WithLabelValues(values...)}
}

var normalizer = strings.NewReplacer(".", "_", "-", "_")

// name returns the name within the scope of f.
func (f *Factory) name(name string) string {
	switch {
	case f.scope == "":
		return normalizer.Replace(name)
	case name == "":
		return f.scope
	}
	return normalizer.Replace(f.scope + "_" + name)
}

func help(given, name string) string { return cmp.Or(strings.TrimSpace(given), name) }

func (f *Factory) merged(tags map[string]string) map[string]string {
	all := make(map[string]string, len(f.tags)+len(tags))
	maps.Copy(all, f.tags)
	maps.Copy(all, tags)
	return all
}

// labels returns the names, in order, and the values of the metric's labels.
func (f *Factory) labels(tags map[string]string) (names, values []string) {
	all := f.merged(tags)
	names = slices.Sorted(maps.Keys(all))
	for _, name := range names {
		values = append(values, strings.ToValidUTF8(all[name], "\uFFFD"))
	}
	return names, values
}

// seconds converts as jaeger-lib does. Duration.Seconds rounds differently.
func seconds(d time.Duration) float64 { return float64(d) / float64(time.Second) }
