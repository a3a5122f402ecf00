package prometheus

import (
	"cmp"
	"errors"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/uber/jaeger-lib/metrics"
)

// Factory makes metrics and registers them. It is safe for concurrent use.
type Factory struct {
	registerer prometheus.Registerer
	helps      *sync.Map // by name: the first help text, since jaeger-client-go uses several for one metric
	scope      string
	tags       map[string]string
	buckets    []float64
	native     bool // histograms
}

// New returns a Factory that registers its metrics with r. A nil r is
// prometheus.DefaultRegisterer; nil options are ignored.
//
// The methods that make a metric panic if r refuses the metric, for example because a
// metric of the same name has other labels.
func New(r prometheus.Registerer, opts ...Option) *Factory {
	if r == nil {
		r = prometheus.DefaultRegisterer
	}
	f := &Factory{registerer: r, helps: &sync.Map{}}
	for _, o := range opts {
		if o != nil {
			o.apply(f)
		}
	}
	return f
}

// Namespace returns a Factory that adds the name and the tags of scope to those of f.
// Names are joined by an underscore.
func (f *Factory) Namespace(scope metrics.NSOptions) metrics.Factory {
	inner := *f
	inner.scope, inner.tags = f.name(scope.Name), f.merged(scope.Tags)
	return &inner
}

// Counter returns the counter with the name and the tags of o. _total is added to the
// name, unless the name ends in it.
func (f *Factory) Counter(o metrics.Options) metrics.Counter {
	name := strings.TrimSuffix(f.name(o.Name), "_total") + "_total"
	labels, values := f.labels(o.Tags)
	vec := prometheus.NewCounterVec(prometheus.CounterOpts{Name: name, Help: f.help(name, o.Help, o.Name)}, labels)
	return counter{register(f, vec).WithLabelValues(values...)}
}

// Gauge returns the gauge with the name and the tags of o.
func (f *Factory) Gauge(o metrics.Options) metrics.Gauge {
	name := f.name(o.Name)
	labels, values := f.labels(o.Tags)
	vec := prometheus.NewGaugeVec(prometheus.GaugeOpts{Name: name, Help: f.help(name, o.Help, o.Name)}, labels)
	return gauge{register(f, vec).WithLabelValues(values...)}
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
		bounds = f.buckets
	}
	return f.histogram(o.Name, o.Help, o.Tags, bounds)
}

func (f *Factory) histogram(name, help string, tags map[string]string, bounds []float64) histogram {
	if len(bounds) == 0 {
		bounds = prometheus.DefBuckets
	}
	opts := prometheus.HistogramOpts{Name: f.name(name), Help: f.help(f.name(name), help, name), Buckets: bounds}
	if f.native {
		opts.NativeHistogramBucketFactor = 1.1
		opts.NativeHistogramMaxBucketNumber = 160
		opts.NativeHistogramMinResetDuration = time.Hour
	}
	labels, values := f.labels(tags)
	return histogram{register(f, prometheus.NewHistogramVec(opts, labels)).WithLabelValues(values...)}
}

// register registers a collector, and returns it or the one that is already registered.
// It panics if that has another type, or if the registerer refuses the collector.
func register[T prometheus.Collector](f *Factory, created T) T {
	err := f.registerer.Register(created)
	if err == nil {
		return created
	}
	var already prometheus.AlreadyRegisteredError
	if errors.As(err, &already) {
		if registered, ok := already.ExistingCollector.(T); ok {
			return registered
		}
		err = errors.New("a metric of another type has that name and those labels")
	}
	panic(err)
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

// help returns the help text of all metrics with that full name.
func (f *Factory) help(fullName, help, name string) string {
	first, _ := f.helps.LoadOrStore(fullName, cmp.Or(strings.TrimSpace(help), name))
	return first.(string)
}

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
