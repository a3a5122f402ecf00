package header

import (
	"net/http"
	"strings"
)

// nameSet is a set of headers by their canonical names.
type nameSet map[string]bool

func (s nameSet) has(name string) bool { return s != nil && s[canonicalName(name)] }

// signedBy returns the headers that the Authorization in h lists as SignedHeaders,
// of which up to Budget bytes are read. If one of them were changed, added or
// removed, the signature would not hold. AWS's signature version 4 is written so:
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
