package program

import (
	"maps"
	"net/http"
	"net/http/httptest"
	"strings"

	"github.com/go-chi/chi/v5"
)

// fallback tries a path a second time, with a prefix that old clients leave out.
type fallback struct{ *chi.Mux }

func (f fallback) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	first := httptest.NewRecorder()
	f.Mux.ServeHTTP(first, r)
	if first.Code != http.StatusNotFound || first.Body.String() != "404 page not found\n" {
		replay(w, first)
		return
	}
	again := r.Clone(r.Context())
	again.URL.Path, again.URL.RawPath = "/a"+r.URL.Path, ""
	f.Mux.ServeHTTP(w, again)
}

// batch serves the paths that a header lists, one after the other.
type batch struct{ *chi.Mux }

func (b batch) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	list := r.Header.Get(headerBatch)
	if list == "" {
		b.Mux.ServeHTTP(w, r)
		return
	}
	for target := range strings.SplitSeq(list, " ") {
		one := r.Clone(r.Context())
		one.URL.Path, one.URL.RawPath = target, ""
		answer := httptest.NewRecorder()
		b.Mux.ServeHTTP(answer, one)
		replay(w, answer)
	}
}

func replay(w http.ResponseWriter, answer *httptest.ResponseRecorder) {
	maps.Copy(w.Header(), answer.Header())
	w.WriteHeader(answer.Code)
	_, _ = w.Write(answer.Body.Bytes())
}

type routes = chi.Routes // embedded by a name that does not hide its method Routes

// stub has no Find to speak of: code from before chi 5.2 that learned to compile.
type stub struct {
	http.Handler
	routes
}

func (stub) Find(*chi.Context, string, string) string { panic("not implemented") }
