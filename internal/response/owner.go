package response

import "net/http"

// OwnerOf returns the Owner of the next Recorder beneath w that has one, or nil.
// It panics if an Unwrap method does.
func OwnerOf(w http.ResponseWriter) any {
	for range maxDepth {
		if rec, ok := w.(interface{ owner() any }); ok && rec.owner() != nil {
			return rec.owner()
		}
		u, ok := w.(unwrapper)
		if !ok {
			return nil
		}
		w = u.Unwrap()
	}
	return nil
}

func (rec *Recorder) owner() any { return rec.Owner }
