package metrics

import (
	"context"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"

	"github.com/opentracing-contrib/go-chi/internal/guard"
	"github.com/opentracing-contrib/go-chi/internal/text"
)

const statusCode = "status_code"

// WithStatusCode adds the tag status_code to every metric except the gauge. Its value
// is the first final status, such as "404". It is "other" for a status without a text
// in net/http, a hijacked connection and a call without a response. Default: only
// status_class.
func WithStatusCode() Option {
	return optionFunc(func(c *config) { c.statusCode = true })
}

func codeOf(status int) string {
	if http.StatusText(status) == "" {
		return other
	}
	return strconv.Itoa(status)
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
	return optionFunc(func(c *config) { c.tagValues[key] = value })
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
	v, _ := ctx.Value(tagValuesKey{}).(*tagValues)
	for ; v != nil; v = v.outer {
		if v.set(key, value) && !v.sameRequest {
			return
		}
	}
}

type tagValuesKey struct{}

// tagValues are the values that SetTag has set for a request. They hold nothing of the
// request, since a context may outlive it.
type tagValues struct {
	keys        []string
	values      []atomic.Pointer[string] // by index of the key
	outer       *tagValues               // of a Middleware or transport further out
	sameRequest bool                     // outer counts the same request
}

// set reports whether there is such a tag.
func (v *tagValues) set(key, value string) bool {
	i := slices.Index(v.keys, key)
	if i >= 0 {
		value = text.Cut(value)
		v.values[i].Store(&value)
	}
	return i >= 0
}

// ownTags are the tags of WithTag for one request.
type ownTags struct {
	*tagValues
	config            *config
	context           context.Context // by which SetTag finds the values
	original, request *http.Request   // without and with the context
}

// newOwnTags returns nil if there are no such tags.
func newOwnTags(c *config, r *http.Request) *ownTags {
	if len(c.ownKeys) == 0 {
		return nil
	}
	v := &tagValues{keys: c.ownKeys, values: make([]atomic.Pointer[string], len(c.ownKeys))}
	v.outer, _ = r.Context().Value(tagValuesKey{}).(*tagValues)
	ctx := context.WithValue(r.Context(), tagValuesKey{}, v)
	return &ownTags{v, c, ctx, r, r.WithContext(ctx)}
}

// all returns the values in the order of the keys.
func (o *ownTags) all() []string {
	if o == nil {
		return nil
	}
	all := make([]string, len(o.keys))
	for i, key := range o.keys {
		if set := o.values[i].Load(); set != nil {
			all[i] = *set
		} else if f := o.config.tagValues[key]; f != nil {
			all[i] = guard.Get(o.config.guard, "the function of the tag "+key, other, func() string { return f(o.request) })
		}
	}
	return all
}
