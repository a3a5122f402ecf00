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

// config holds the options.
type config struct {
	maxRoutes   int
	buckets     []time.Duration
	sizeBuckets []float64
	withoutSize bool
	filters     guard.Filters
	hosts       map[string]bool // empty: any
	exemplars   func(context.Context) map[string]string
	statusCode  bool
	tagValues   map[string]func(r *http.Request) string // by key; nil: only SetTag sets it
	ownKeys     []string                                // of tagValues
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
	c := &config{
		maxRoutes: defaultMaxRoutes, buckets: defaultBuckets, sizeBuckets: defaultSizeBuckets,
		hosts: map[string]bool{}, tagValues: map[string]func(*http.Request) string{},
	}
	for _, o := range opts {
		if o != nil {
			o.apply(c)
		}
	}
	for _, key := range slices.Sorted(maps.Keys(c.tagValues)) {
		if isOwnKey(key) {
			c.ownKeys = append(c.ownKeys, key)
		} else {
			c.guard.Report("a tag", fmt.Errorf("there is no tag %.100q: the key is reserved or not valid", key))
		}
	}
	return c
}

// WithMaxRoutes limits the number of routes, or of hosts for NewTransport, that have
// series of their own. Requests to further routes count as "other". "unmatched" and
// "unknown" do not count towards the limit. Default, also for n <= 0: 1000. The last
// WithMaxRoutes wins.
//
// It also limits the number of combinations of tags: five for each route, and at
// least 1000, or five times as many if there are tags of WithTag or WithStatusCode.
// Beyond that these tags, and then the route, are "other".
func WithMaxRoutes(n int) Option {
	return optionFunc(func(c *config) {
		if n <= 0 {
			n = defaultMaxRoutes
		}
		c.maxRoutes = n
	})
}

// WithBuckets sets the upper bounds of the duration histogram's buckets, if the
// factory has buckets. Bounds may be in any order; duplicates and bounds that are not
// positive are ignored. Default, also if no bound remains: Prometheus's own, eleven
// from 5ms to 10s. The last WithBuckets wins.
func WithBuckets(b ...time.Duration) Option {
	b = increasing(b, func(d time.Duration) bool { return d > 0 }, defaultBuckets)
	return optionFunc(func(c *config) { c.buckets = b })
}

// WithSizeBuckets sets the upper bounds, in bytes, of the response size
// histogram's buckets. Bounds may be in any order; duplicates and bounds that are
// negative, infinite or not a number are ignored. Default, also if no bound remains:
// the ten powers of four from 256 bytes to 64 MiB. The last WithSizeBuckets wins.
func WithSizeBuckets(b ...float64) Option {
	b = increasing(b, func(f float64) bool { return f >= 0 && !math.IsInf(f, 1) }, defaultSizeBuckets)
	return optionFunc(func(c *config) { c.sizeBuckets = b })
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

// WithoutResponseSize leaves out http_server_response_size_bytes, which has about
// half of a server's series. Default: the size is measured. NewTransport ignores the
// option.
func WithoutResponseSize() Option {
	return optionFunc(func(c *config) { c.withoutSize = true })
}

// WithFilter counts only the requests for which f returns true. Use it to leave out
// health checks, and streams, whose duration is not a latency. Requests that are left
// out do not count as in flight. Default: all requests. With several filters, all
// must return true. A nil f is ignored. A filter that panics counts as true.
func WithFilter(f func(r *http.Request) bool) Option {
	return optionFunc(func(c *config) { c.filters.Add(f) })
}

// WithHosts names the hosts that have series of their own at NewTransport. Calls to
// other hosts count as "other", and WithMaxRoutes does not apply. A name has the form
// of a URL's host, with the port if the URL has one. Case is ignored. Use the option
// if peers choose hosts, by redirects for example: a peer can use up the limit of
// WithMaxRoutes with many names. Default, also without names: any host. Several
// WithHosts add up. Middleware ignores the option.
func WithHosts(names ...string) Option {
	return optionFunc(func(c *config) {
		for _, name := range names {
			c.hosts[strings.ToLower(name)] = true
		}
	})
}

// WithExemplars adds the labels that f returns, such as a trace id, to the
// observations of a request. The factory has to keep exemplars, as that of
// metrics/prometheus does. No exemplar is kept if f returns no labels or panics. f
// must not change a map after it has returned it. Default, also for a nil f: no
// exemplars. The last WithExemplars wins.
//
// f is called once for each request, at its end, with the context of the request that
// Middleware or NewTransport got. If chitrace.Middleware stands below Middleware, f is
// called with the context of its span instead, before that span finishes. An
// http.TimeoutHandler between the two hides the span.
func WithExemplars(f func(ctx context.Context) map[string]string) Option {
	return optionFunc(func(c *config) { c.exemplars = f })
}

// WithErrorHandler calls f with errors that do not fail a request: a callback or a
// metric panicked, the factory refused a metric after the start, WithTag refused a
// key, or a request was the first beyond a limit. f is called at most ten times a
// second for each kind, possibly by several goroutines at once. Default, also for a
// nil f: no handler. The last WithErrorHandler wins.
func WithErrorHandler(f func(err error)) Option {
	return optionFunc(func(c *config) { c.guard = guard.New("chitrace/metrics", f) })
}

// exemplar returns the labels for the exemplar of a request with this context.
func (c *config) exemplar(ctx context.Context) map[string]string {
	if c.exemplars == nil {
		return nil
	}
	return guard.Get(c.guard, "the exemplar function", nil, func() map[string]string { return c.exemplars(ctx) })
}
