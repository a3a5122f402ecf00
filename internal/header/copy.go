package header

import (
	"net/http"
	"slices"
	"strings"
)

// Written returns the families that a tracer replaces which wrote h: those of
// the headers in h. One that writes W3C Trace Context replaces W3C Baggage as
// well, though it sends that only when there are items. A tracer of other
// formats leaves W3C Baggage to those who set it.
func Written(h http.Header) (f Family) {
	for name := range h {
		f |= Of(name)
	}
	if f&TraceContext != 0 {
		f |= Baggage
	}
	return f
}

// Copy copies src to dst, except for headers of those families and for names
// that dst has already. The values stay shared, but appending to those of dst
// does not reach src.
func Copy(dst, src http.Header, except Family) {
	var taken []string
	for name := range dst {
		if Of(name)&except == 0 {
			taken = append(taken, name)
		}
	}
	for name, values := range src {
		isTaken := func(other string) bool { return strings.EqualFold(other, name) }
		if Of(name)&except == 0 && !slices.ContainsFunc(taken, isTaken) {
			dst[name] = slices.Clip(values)
		}
	}
}
