package propagation

import (
	"net/http"
	"slices"
	"strings"

	"github.com/opentracing/opentracing-go"
)

// makeHeader makes the base's header: the tracer's, and of the original what
// that does not replace. Where nothing may be injected, nothing stale may pass.
func (c *call) makeHeader() http.Header {
	header := make(http.Header, len(c.original.Header)+1)
	replaced := replacement{families: allFamilies}
	if c.config.injects(c.original) {
		c.inject(header)
		replaced = replacementBy(header)
	}
	addOriginal(header, c.original.Header, replaced)
	return header
}

// inject writes the span's context to header. A tracer that takes no carrier
// but opentracing's own gets that.
func (c *call) inject(header http.Header) {
	c.carrier.header = header
	safely(func() { _ = c.tracer.Inject(c.context, opentracing.HTTPHeaders, &c.carrier) })
	if len(header) == 0 {
		safely(func() {
			_ = c.tracer.Inject(c.context, opentracing.HTTPHeaders, opentracing.HTTPHeadersCarrier(header))
		})
	}
}

// replacement is what the headers that a tracer wrote replace.
type replacement struct {
	families families
	names    []string // those of no family
}

func (r *replacement) covers(name string) bool {
	if r.families&familyOf(name) != 0 {
		return true
	}
	return slices.ContainsFunc(r.names, func(taken string) bool { return strings.EqualFold(taken, name) })
}

// replacementBy looks over what a tracer wrote into an empty header. What
// net/http would refuse to send is deleted: a baggage key may be any string,
// and must not fail the request.
func replacementBy(header http.Header) (r replacement) {
	for name, values := range header {
		if !validName(name) || !allValid(values) {
			delete(header, name)
			continue
		}
		if family := familyOf(name); family != noFamily {
			r.families |= family
		} else {
			r.names = append(r.names, name)
		}
	}
	return r
}

// addOriginal copies the caller's header to header, where the tracer's stands
// already, except for what that replaces. The values stay shared with the
// caller; clipped, so that appending to them does not reach the caller.
func addOriginal(header, original http.Header, replaced replacement) {
	for name, values := range original {
		if !replaced.covers(name) {
			header[name] = slices.Clip(values)
		}
	}
}

// validName reports whether a header may be named so: a token of RFC 9110,
// 5.6.2.
func validName(name string) bool {
	for _, c := range []byte(name) {
		switch {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9':
		case strings.IndexByte("!#$%&'*+-.^_`|~", c) >= 0:
		default:
			return false
		}
	}
	return name != ""
}

// allValid reports whether no value has a control character, which RFC 9110,
// 5.5, forbids, but for the tab.
func allValid(values []string) bool {
	for _, value := range values {
		for _, c := range []byte(value) {
			if c < ' ' && c != '\t' || c == 0x7f {
				return false
			}
		}
	}
	return true
}
