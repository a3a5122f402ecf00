package program

import (
	"fmt"
	"net/http"
)

// markKey is for a value that a handler puts into the context of its own request.
type markKey struct{}

// look returns all that an outer middleware finds on its own request.
func look(r *http.Request) string {
	return varying.ReplaceAllString(fmt.Sprintf(
		"%s %s %s %q from %s\nheader %v\nbody %T of %d\nform %v %v %t\npattern %q, p0=%q\nmark %v",
		r.Method, r.URL, r.Host, r.RequestURI, r.RemoteAddr, r.Header, r.Body, r.ContentLength,
		r.Form, r.PostForm, r.MultipartForm != nil, r.Pattern, r.PathValue("p0"), r.Context().Value(markKey{}),
	), "…")
}

// spy is an access log.
func (d *drawing) spy() Middleware {
	id := d.id("spy")
	return Middleware{name: id, wrap: func(b *Build, next http.Handler) http.Handler { return spying(b, id, next) }}
}

func spying(b *Build, id string, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() { b.journal.note(r, func(n *Notes) { n.Spied[id] = look(r) }) }()
		next.ServeHTTP(w, r)
	})
}
