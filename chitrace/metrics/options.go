package metrics

import (
	"context"
	"fmt"
	"maps"
	"math"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/opentracing-contrib/go-chi/internal/guard"
)

// Option configures Middleware and NewTransport.
type Option interface{ apply(*config) }

type optionFunc func(*config)

func (f optionFunc) apply(c *config) { f(c) }

// config holds what the options say.
type config struct {
	maxRoutes   int
	buckets     []time.Duration
	sizeBuckets []float64
	withoutSize bool
	filters     guard.Filters
	hosts       map[string]bool // nil: any
	exemplars   func(context.Context) map[string]string
	statusCode  bool
	tagValues   map[string]func(r *http.Request) string // by key; nil: SetTag says
	ownKeys     []string                                // of all tags beyond method, target and class
	refusedKeys []string
	guard       *guard.Guard
}

const defaultMaxRoutes = 1000

var (
	defaultBuckets = []time.Duration{
		5 * time.Millisecond, 10 * time.Millisecond, 25 * time.Millisecond,
		50 * time.Millisecond, 100 * time.Millisecond, 250 * time.Millisecond,
		500 * time.Millisecond, time.Second, 2500 * time.Millisecond,
		5 * time.Second, 10 * time.Second,
	}
	defaultSizeBuckets = []float64{1 << 8, 1 << 10, 1 << 12, 1 << 14, 1 << 16, 1 << 18, 1 << 20, 1 << 22, 1 << 24, 1 << 26}
)

func newConfig(opts []Option) *config {
	c := &config{maxRoutes: defaultMaxRoutes, buckets: defaultBuckets, sizeBuckets: defaultSizeBuckets}
	for _, o := range opts {
		if o != nil {
			o.apply(c)
		}
	}
	c.ownKeys = slices.Sorted(maps.Keys(c.tagValues))
	if c.statusCode {
		c.ownKeys = append(c.ownKeys, statusCode)
	}
	for _, key := range c.refusedKeys {
		c.guard.Report("a tag", fmt.Errorf("there is no tag %.100q: the key is reserved or not valid", key))
	}
	return c
}

// WithMaxRoutes sets how many routes, or hosts for NewTransport, have series of
// their own. Requests to any further one count as "other". The values
// "unmatched" and "unknown" do not count towards the limit. Default, also for
// n <= 0: 1000. The last WithMaxRoutes wins.
//
// It also limits how many combinations of tags there are: five for each route,
// and at least 1000, or five times as many if there are tags of WithTag or
// WithStatusCode. Beyond that these tags, and then the route, are "other". The
// error handler hears of the first request beyond each limit.
func WithMaxRoutes(n int) Option {
	return optionFunc(func(c *config) {
		if n <= 0 {
			n = defaultMaxRoutes
		}
		c.maxRoutes = n
	})
}

// WithBuckets sets the upper bounds of the duration histogram's buckets, for a
// factory that has buckets. Bounds may come in any order; duplicates and bounds
// that are not positive are ignored. Default, also if no bound remains:
// Prometheus's own, 5ms to 10s in eleven steps. The last WithBuckets wins.
func WithBuckets(b ...time.Duration) Option {
	return optionFunc(func(c *config) {
		c.buckets = increasing(b, func(d time.Duration) bool { return d > 0 }, defaultBuckets)
	})
}

// WithSizeBuckets sets the upper bounds, in bytes, of the response size
// histogram's buckets. Bounds may come in any order; duplicates and bounds that
// are negative, infinite or not a number are ignored. Default, also if no bound
// remains: the powers of four from 256 bytes to 64 MiB, ten in all. The last
// WithSizeBuckets wins.
func WithSizeBuckets(b ...float64) Option {
	return optionFunc(func(c *config) {
		c.sizeBuckets = increasing(b, func(f float64) bool { return f >= 0 && !math.IsInf(f, 1) }, defaultSizeBuckets)
	})
}

// increasing returns the usable bounds of b in strictly increasing order, as
// Prometheus requires. Without any it returns the fallback.
func increasing[T time.Duration | float64](b []T, usable func(T) bool, fallback []T) []T {
	b = slices.DeleteFunc(slices.Clone(b), func(bound T) bool { return !usable(bound) })
	if len(b) == 0 {
		return fallback
	}
	slices.Sort(b)
	return slices.Compact(b)
}

// WithoutResponseSize leaves out http_server_response_size_bytes, which is about
// half of the series that a server has. Default: it is measured. NewTransport
// ignores it.
func WithoutResponseSize() Option {
	return optionFunc(func(c *config) { c.withoutSize = true })
}

// WithFilter counts only the requests for which f returns true: leave out health
// checks, or streams, whose duration is not a latency. What is left out is not in
// flight either. Default: all requests. With several filters, all must return
// true. A nil f is ignored. A filter that panics counts as true.
func WithFilter(f func(r *http.Request) bool) Option {
	return optionFunc(func(c *config) { c.filters.Add(f) })
}

// WithHosts names the hosts that have series of their own at NewTransport; calls
// to any other count as "other". A name has the form of a URL's host, with the
// port if the URL has one; upper and lower case are the same. WithMaxRoutes does
// not apply then. Use it where a peer chooses hosts, by redirects for example:
// otherwise it can use up the limit with names of its own. Default, also without
// names: any host. Several WithHosts add up. Middleware ignores it.
func WithHosts(names ...string) Option {
	return optionFunc(func(c *config) {
		for _, name := range names {
			if c.hosts == nil {
				c.hosts = map[string]bool{}
			}
			c.hosts[strings.ToLower(name)] = true
		}
	})
}

// WithExemplars attaches the labels that f returns to the observations of a
// request, such as its trace id, if the factory keeps exemplars;
// metrics/prometheus does. No exemplar is kept if f returns no labels, or
// panics. f must not change a map that it has returned. Default, also for a nil
// f: no exemplars. The last WithExemplars wins.
//
// f is called once for each request, at its end, with the context in which the
// request's span is: for NewTransport that of the outgoing request, for
// Middleware that of the request it got. If chitrace.Middleware stands below
// Middleware, f is called before that span finishes, with its context. An
// http.TimeoutHandler between the two hides the span.
func WithExemplars(f func(ctx context.Context) map[string]string) Option {
	return optionFunc(func(c *config) { c.exemplars = f })
}

// WithErrorHandler calls f with errors that no request shows: a callback or a
// metric that panicked, a metric that the factory refused after the start, a tag
// that WithTag refused, and the first request beyond a limit. It is called at most ten times a second
// for each kind, possibly by several goroutines at once. Default, also for a nil
// f: these errors are ignored. The last WithErrorHandler wins.
func WithErrorHandler(f func(err error)) Option {
	return optionFunc(func(c *config) { c.guard = guard.New("chitrace/metrics", f) })
}

// counts reports whether the filters let r be counted.
func (c *config) counts(r *http.Request) bool {
	return c.filters.Accept(c.guard, "the filter", true, r)
}

// exemplar returns the labels for the exemplar of a request with this context.
func (c *config) exemplar(ctx context.Context) map[string]string {
	if c.exemplars == nil {
		return nil
	}
	return guard.Get(c.guard, "the exemplar function", nil, func() map[string]string { return c.exemplars(ctx) })
}
