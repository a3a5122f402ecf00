package soak

import (
	"fmt"
	"io"
	"net/http"
	"runtime"

	"github.com/go-chi/chi/v5"
	chimiddleware "github.com/go-chi/chi/v5/middleware"

	"github.com/opentracing-contrib/go-chi/chitrace"
	"github.com/opentracing-contrib/go-chi/chitrace/metrics"
)

// newService returns a service in which something goes wrong at most routes.
func newService(c *tally, l ledger) http.Handler {
	r := chi.NewRouter()
	r.Use(chitrace.Middleware(c.tracer, chitrace.WithURLParams("id"), chitrace.WithRequestHeaders("X-Request")))
	r.Use(metrics.Middleware(l.factory))
	r.Use(chimiddleware.GetHead)
	r.Route("/v1", func(r chi.Router) {
		r.Get("/users/{id}", serveUser)
		r.Post("/orders", serveOrder)
		r.With(refuse).Get("/private", serveUser)
		r.Get("/named/{id}", serveNamed)
		r.Get("/kept", serveKept)
		r.Get("/hijack", serveHijack)
		r.Get("/stream", serveStream)
		r.Get("/panic", func(http.ResponseWriter, *http.Request) { panic("oops") })
		r.Get("/abort", func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) })
		r.Get("/exit", func(http.ResponseWriter, *http.Request) { runtime.Goexit() })
	})
	api := chi.NewRouter()
	api.Get("/only", serveUser)
	r.Mount("/api", api)
	return r
}

func serveUser(w http.ResponseWriter, r *http.Request) {
	_, _ = fmt.Fprintf(w, "user %s", chi.URLParam(r, "id"))
}

// serveOrder answers before it has read the body, which may never come.
func serveOrder(w http.ResponseWriter, r *http.Request) {
	rc := http.NewResponseController(w)
	_ = rc.EnableFullDuplex()
	w.WriteHeader(http.StatusCreated)
	_ = rc.Flush()
	_, _ = io.Copy(w, r.Body)
}

func refuse(http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusUnauthorized) })
}

func serveNamed(_ http.ResponseWriter, r *http.Request) {
	chitrace.SetOperationName(r.Context(), "named")
	chitrace.LogError(r.Context(), io.ErrUnexpectedEOF)
}

// keptKey is where a client in this process hands over a place for the request,
// to go on using it when the handler is done.
type keptKey struct{}

func serveKept(_ http.ResponseWriter, r *http.Request) {
	if kept, ok := r.Context().Value(keptKey{}).(**http.Request); ok {
		*kept = r
	}
}

func serveHijack(w http.ResponseWriter, _ *http.Request) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic(err)
	}
	_, _ = io.WriteString(conn, "HTTP/1.1 101 Switching Protocols\r\n\r\nbye")
	_ = conn.Close()
}

// serveStream streams until the client is gone.
func serveStream(w http.ResponseWriter, r *http.Request) {
	rc := http.NewResponseController(w)
	for r.Context().Err() == nil {
		_, _ = io.WriteString(w, "more\n")
		if rc.Flush() != nil {
			return
		}
	}
}
