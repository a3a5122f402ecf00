package metrics

import (
	"context"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/opentracing-contrib/go-chi/internal/guard"
	"github.com/opentracing-contrib/go-chi/internal/text"
)

const statusCode = "status_code"

// WithStatusCode adds the tag status_code to every metric except the gauge. Its value
// is the first final status, such as "404". It is "other" for a status without a text
// in net/http, a hijacked connection and a call without a response. Default: only
// status_class.
func WithStatusCode() Option {
	return optionFunc(func(c *config) { c.tagValues[statusCode] = nil })
}

// WithTag adds a tag to every metric except the gauge. value returns the tag's value
// for a request. It is called once for each request, at its end, unless SetTag has set
// the value. If value is nil, only SetTag sets it. Without a value the tag is empty.
// If value panics, the tag is "other". The first 100 values have series of their own,
// and further values count as "other".
//
// A key consists of letters, digits and underscores. The keys method, route, host,
// status_class, status_code, le and quantile are refused, and so are keys that begin
// with two underscores or a digit. A refused key is reported to the error handler, and
// there is no such tag. Default: no tags. Several WithTag add up. Of two with the same
// key the last one wins.
func WithTag(key string, value func(r *http.Request) string) Option {
	return optionFunc(func(c *config) {
		if !isOwnKey(key) {
			c.refusedKeys = append(c.refusedKeys, key)
			return
		}
		c.tagValues[key] = value
	})
}

var (
	ownKey       = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)
	reservedKeys = []string{"method", "route", "host", "status_class", statusCode, "le", "quantile"}
)

func isOwnKey(key string) bool {
	return ownKey.MatchString(key) && !strings.HasPrefix(key, "__") && !slices.Contains(reservedKeys, key)
}

// SetTag sets the value of a tag of WithTag for the request that ctx belongs to. Call
// it in a handler or a middleware below Middleware, or in a RoundTripper below
// NewTransport. The last value counts. SetTag does nothing if there is no such tag or
// the request has ended. If several Middlewares count the request, SetTag sets the tag
// for each of them that has it.
func SetTag(ctx context.Context, key, value string) {
	o, _ := ctx.Value(ownTagsKey{}).(*ownTags)
	for ; o != nil; o = o.outer {
		if o.set(key, value) && !o.sameRequest {
			return
		}
	}
}

type ownTagsKey struct{}

// ownTags are the values that SetTag has set for a request.
type ownTags struct {
	keys        []string
	context     context.Context // that the values are set by
	outer       *ownTags        // of a Middleware or transport further out
	sameRequest bool            // outer counts the same request
	values      sync.Map        // by key
}

// newOwnTags returns a context below ctx by which SetTag sets the values.
func (c *config) newOwnTags(ctx context.Context) (context.Context, *ownTags) {
	o := &ownTags{keys: c.ownKeys}
	o.outer, _ = ctx.Value(ownTagsKey{}).(*ownTags)
	o.context = context.WithValue(ctx, ownTagsKey{}, o)
	return o.context, o
}

// set reports whether there is such a tag.
func (o *ownTags) set(key, value string) bool {
	if key == statusCode || !slices.Contains(o.keys, key) {
		return false
	}
	o.values.Store(key, text.Cut(value))
	return true
}

// ownTags returns the values of ownKeys for a request, joined by the separator.
func (c *config) ownTags(o *ownTags, status int, r *http.Request) string {
	values := make([]string, len(c.ownKeys))
	for i, key := range c.ownKeys {
		set, ok := o.values.Load(key)
		switch f := c.tagValues[key]; {
		case key == statusCode:
			values[i] = codeOf(status)
		case ok:
			values[i] = set.(string)
		case f != nil:
			values[i] = guard.Get(c.guard, "the function of the tag "+key, other, func() string { return text.Name(f(r)) })
		}
	}
	return strings.Join(values, separator)
}
