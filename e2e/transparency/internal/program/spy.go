package program

import "net/http"

// Spied is what an outer middleware finds on its own request afterwards.
type Spied struct {
	Pattern string
	Form    bool // a multipart form, whose files somebody has to remove
}

// spy is an access log.
func (d *drawing) spy() Middleware {
	id := d.id("spy")
	return Middleware{name: id, wrap: func(b *Build, next http.Handler) http.Handler { return spying(b, id, next) }}
}

func spying(b *Build, id string, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			b.journal.note(r, func(n *Notes) { n.Spied[id] = Spied{r.Pattern, r.MultipartForm != nil} })
		}()
		next.ServeHTTP(w, r)
	})
}
