package header

import (
	"net/http"
	"slices"
	"strings"

	"github.com/opentracing/opentracing-go"
)

// Rules decide which headers of a request are sent on.
type Rules struct {
	Injects   bool       // the tracer adds its own headers
	Except    Family     // headers of these families are not sent on
	Baggage   bool       // no baggage is sent on
	Extractor *Extractor // finds the headers of Own
}

// Copy copies the headers of src that may be sent on to w, which has the headers that the
// tracer has written. Signed headers stay as in src, whatever the rules. The values are
// shared, but appending to those of w does not change src.
func (r *Rules) Copy(w *Writer, src http.Header, tracer opentracing.Tracer) {
	signed := signedBy(src)
	for name := range signed {
		delete(w.Header, name)
	}
	written := w.others()
	for name, values := range src {
		if signed.has(name) || !written.has(name) && r.sendsOn(name, values, tracer) {
			w.Header[name] = slices.Clip(values)
		}
	}
}

func (r *Rules) sendsOn(name string, values []string, tracer opentracing.Tracer) bool {
	if p := find(name); p.family != 0 {
		return p.family&r.Except == 0 && (!p.isBaggage || !r.Baggage)
	}
	if r.Except&Own == 0 && !r.Baggage || !isOther(name) {
		return true
	}
	k := r.Extractor.kindOf(tracer, name, values)
	return k == kindForeign || k == kindIDs && r.Except&Own == 0
}

// SameIDs reports whether b has headers with ids and a has the same ones.
func SameIDs(a, b http.Header) (same bool) {
	for name, values := range b {
		if !isIDs(name) {
			continue
		}
		if !slices.Equal(a[name], values) {
			return false
		}
		same = true
	}
	return same
}

// nameSet is a set of headers by their canonical names.
type nameSet map[string]bool

func (s nameSet) has(name string) bool { return s != nil && s[canonicalName(name)] }

// signedBy returns the headers that the Authorization in h lists as SignedHeaders. It reads
// up to Budget bytes of the list. If one of these headers were changed, added or removed,
// the signature would be invalid. AWS's signature version 4 has this form:
//
//	AWS4-HMAC-SHA256 Credential=…, SignedHeaders=host;x-amz-date, Signature=…
func signedBy(h http.Header) nameSet {
	for _, authorization := range h["Authorization"] {
		_, list, ok := strings.Cut(authorization, "SignedHeaders=")
		if !ok {
			continue
		}
		if end := strings.IndexAny(list, ", &"); end >= 0 {
			list = list[:end]
		}
		names := make(nameSet)
		for _, name := range strings.Split(list[:min(len(list), Budget)], ";") {
			names[canonicalName(name)] = true
		}
		return names
	}
	return nil
}
