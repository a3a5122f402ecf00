package tracelog

import "github.com/opentracing/opentracing-go"

// Option configures [NewHandler].
type Option interface{ apply(*config) }

type optionFunc func(*config)

func (f optionFunc) apply(c *config) { f(c) }

type config struct {
	ids func(opentracing.SpanContext) (IDs, bool)
}

func newConfig(opts []Option) *config {
	c := &config{ids: JaegerIDs}
	for _, o := range opts {
		if o != nil {
			o.apply(c)
		}
	}
	return c
}

// WithIDs sets how the ids of a span are read, for tracers other than Jaeger's.
// If f returns false or panics, the record is logged without ids. f is called for
// each record that has a span, possibly by several goroutines at once. It may
// call [JaegerIDs], to read both or to log them in another form. Default:
// JaegerIDs, also if f is nil. The last one counts.
func WithIDs(f func(opentracing.SpanContext) (IDs, bool)) Option {
	return optionFunc(func(c *config) {
		if f == nil {
			f = JaegerIDs
		}
		c.ids = f
	})
}
