package metrics

import (
	"slices"
	"time"
)

// Option configures Middleware and NewTransport.
type Option interface{ apply(*config) }

type optionFunc func(*config)

func (f optionFunc) apply(c *config) { f(c) }

// config holds what the options say.
type config struct {
	maxRoutes int
	buckets   []time.Duration
	now       func() time.Time
}

const defaultMaxRoutes = 200

var defaultBuckets = []time.Duration{
	5 * time.Millisecond, 10 * time.Millisecond, 25 * time.Millisecond,
	50 * time.Millisecond, 100 * time.Millisecond, 250 * time.Millisecond,
	500 * time.Millisecond, time.Second, 2500 * time.Millisecond,
	5 * time.Second, 10 * time.Second,
}

func newConfig(opts []Option) *config {
	c := &config{maxRoutes: defaultMaxRoutes, buckets: defaultBuckets, now: time.Now}
	for _, o := range opts {
		if o != nil {
			o.apply(c)
		}
	}
	return c
}

// WithMaxRoutes bounds how many routes, or for NewTransport hosts, have series of
// their own; requests to any further one count as "other". "unmatched" takes no
// place. The default, as zero or less, is 200. The last one counts.
func WithMaxRoutes(n int) Option {
	return optionFunc(func(c *config) {
		if n <= 0 {
			n = defaultMaxRoutes
		}
		c.maxRoutes = n
	})
}

// WithBuckets sets the upper bounds of the duration's buckets, where the factory
// has buckets. Their order does not matter, and a bound that comes twice or is
// not positive is left out. The default, as no usable bound, is Prometheus's own:
// 5ms to 10s in eleven steps. The last one counts.
func WithBuckets(b ...time.Duration) Option {
	return optionFunc(func(c *config) {
		c.buckets = defaultBuckets
		if usable := increasing(b); len(usable) > 0 {
			c.buckets = usable
		}
	})
}

// increasing returns the positive ones of b as Prometheus insists on them.
func increasing(b []time.Duration) []time.Duration {
	b = slices.DeleteFunc(slices.Clone(b), func(d time.Duration) bool { return d <= 0 })
	slices.Sort(b)
	return slices.Compact(b)
}

// withClock lets a test say what time it is.
func withClock(now func() time.Time) Option {
	return optionFunc(func(c *config) { c.now = now })
}
