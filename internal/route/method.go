package route

import (
	"context"
	"net/http"
	"sync"

	"github.com/go-chi/chi/v5"

	"github.com/opentracing-contrib/go-chi/internal/method"
)

// Other stands for every method that chi does not know. A client may send any token as a
// method, so names and metric labels with it would be unbounded.
const Other = "OTHER"

// Method returns m if chi knows it, and Other otherwise. chi knows the methods that were
// added by [chi.RegisterMethod].
func Method(m string) string {
	if method.IsStandard(m) || isRegistered(m) {
		return m
	}
	return Other
}

// isRegistered reports whether chi knows the method. Its list is private, but a
// router without routes answers 404 to the methods on it and 405 to others.
func isRegistered(m string) bool {
	q := questions.Get().(*question)
	defer questions.Put(q)
	q.rctx.RouteMethod, q.rctx.RoutePath = m, "/"
	emptyMux.ServeHTTP(q, q.request)
	q.rctx.Reset() // so that it does not keep the request's memory
	return q.known
}

// emptyMux is a router without routes. Its response shows whether it knows the method.
var emptyMux = func() *chi.Mux {
	mux := chi.NewMux()
	mux.With() // routes are complete
	mux.NotFound(func(w http.ResponseWriter, _ *http.Request) { w.(*question).known = true })
	mux.MethodNotAllowed(func(w http.ResponseWriter, _ *http.Request) { w.(*question).known = false })
	return mux
}()

// question is one request to emptyMux.
type question struct {
	http.ResponseWriter
	request *http.Request
	rctx    *chi.Context
	known   bool
}

var questions = sync.Pool{New: func() any {
	q := &question{rctx: chi.NewRouteContext()}
	ctx := context.WithValue(context.Background(), chi.RouteCtxKey, q.rctx)
	q.request = (&http.Request{}).WithContext(ctx)
	return q
}}
