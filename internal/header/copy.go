package header

import (
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/opentracing/opentracing-go"

	"github.com/opentracing-contrib/go-chi/internal/active"
)

// Rules decide which headers of a request are sent on.
type Rules struct {
	Except    Family              // headers of these families are not sent on
	Baggage   bool                // no baggage is sent on
	Extractor *Extractor          // finds the headers of Own
	IgnoredBy active.HeaderReader // headers of Own that it reads are not sent on; may be nil
}

// Copy returns the headers of src that may be sent on, and those that the tracer has
// written to w. Stale headers of their families are not sent on. Signed headers stay
// as in src, whatever the rules. The values are shared, but appending to those of the
// copy does not change src.
func (r Rules) Copy(src http.Header, w *Writer, tracer opentracing.Tracer) http.Header {
	if w.families != 0 {
		r.Except |= w.families | r.Extractor.learn(w)
	}
	if w.families&TraceContext != 0 {
		r.Except |= Baggage // which is written only if there is some
	}
	if r.Baggage {
		w.DropBaggage()
	}
	h := maps.Clone(src) // much faster than to set each name
	if h == nil {
		h = http.Header{}
	}
	var signed map[string]bool
	for name, values := range src {
		if name == "Authorization" && len(values) > 0 { // faster than src.Get
			signed = signedBy(values[0])
		}
		if w.families&Own != 0 && w.has(http.CanonicalHeaderKey(name)) || !r.sendsOn(name, values, tracer) {
			delete(h, name)
		} else if len(values) < cap(values) {
			h[name] = slices.Clip(values)
		}
	}
	if signed != nil {
		w.lines = slices.DeleteFunc(w.lines, func(line Line) bool { return signed[line.Name] })
		for name, values := range src {
			if signed[http.CanonicalHeaderKey(name)] {
				h[name] = slices.Clip(values)
			}
		}
	}
	w.AddTo(h)
	return h
}

func (r *Rules) sendsOn(name string, values []string, tracer opentracing.Tracer) bool {
	if p := find(name); p.family != Own {
		return p.family&r.Except == 0 && (p.class != baggage || !r.Baggage)
	}
	if r.Except&Own == 0 && !r.Baggage || !isOther(name) {
		return true
	}
	if r.IgnoredBy != nil && r.IgnoredBy.Reads(name, values) {
		return false
	}
	k := r.Extractor.kindOf(tracer, name, values)
	return k == kindForeign || k == kindIDs && r.Except&Own == 0
}

// SameIDs reports whether b has headers with ids and a has the same ones.
func SameIDs(a, b http.Header) (same bool) {
	for name, values := range b {
		if find(name).class == ids {
			if same = slices.Equal(a[name], values); !same {
				return false
			}
		}
	}
	return same
}

// signedBy returns the canonical names of the headers that an Authorization lists as
// SignedHeaders. It reads up to Budget bytes of the list. If one of these headers were
// changed, added or removed, the signature would be invalid. AWS's signature version 4
// has this form:
//
//	AWS4-HMAC-SHA256 Credential=…, SignedHeaders=host;x-amz-date, Signature=…
func signedBy(authorization string) map[string]bool {
	_, list, ok := strings.Cut(authorization, "SignedHeaders=")
	if !ok {
		return nil
	}
	if end := strings.IndexAny(list, ", &"); end >= 0 {
		list = list[:end]
	}
	names := make(map[string]bool)
	for _, name := range strings.Split(list[:min(len(list), Budget)], ";") {
		names[http.CanonicalHeaderKey(name)] = true
	}
	return names
}
