package route

import "net/http"

// HandBack sets in outer what was changed in inner, a copy of it that the next
// handler got. net/http and outer middlewares look at their own request when the
// handler is done: for the pattern, for the files of a form to be removed.
//
// Around a router, a pattern that is there already is that of a router outside,
// which this one would not have overwritten.
func (m *Match) HandBack(outer, inner *http.Request) {
	if !m.Lends() || outer.Pattern == "" {
		set(&outer.Pattern, inner.Pattern)
	}
	set(&outer.MultipartForm, inner.MultipartForm)
	set(&outer.Method, inner.Method)
	set(&outer.URL, inner.URL)
	set(&outer.Host, inner.Host)
	set(&outer.RequestURI, inner.RequestURI)
	set(&outer.RemoteAddr, inner.RemoteAddr)
	if outer.Form == nil && inner.Form != nil {
		outer.Form = inner.Form
	}
	if outer.PostForm == nil && inner.PostForm != nil {
		outer.PostForm = inner.PostForm
	}
}

// set writes only a value that differs: somebody may be reading the request.
func set[T comparable](to *T, value T) {
	if *to != value {
		*to = value
	}
}
