package route

import (
	"context"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/go-chi/chi/v5"
)

// Why no middleware can read the route of a request that an http.TimeoutHandler
// below it abandoned: chi alone gives the context of that request, which its
// handler goes on using, to the next request.
func TestChiSharesTheContextOfAnAbandonedHandler(t *testing.T) {
	var timeOut context.CancelFunc
	contexts := make(chan *chi.Context, 2)
	stop := make(chan struct{})
	defer close(stop)
	r := chi.NewRouter()
	r.Use(func(next http.Handler) http.Handler { return http.TimeoutHandler(next, time.Hour, "") })
	r.Get("/slow", func(_ http.ResponseWriter, r *http.Request) {
		contexts <- chi.RouteContext(r.Context())
		timeOut()
		<-stop
	})
	r.Get("/next", func(_ http.ResponseWriter, r *http.Request) { contexts <- chi.RouteContext(r.Context()) })

	for range 1000 { // the pool of contexts may lose one
		ctx, cancel := context.WithCancel(t.Context())
		timeOut = cancel
		r.ServeHTTP(httptest.NewRecorder(), get(t, "/slow").WithContext(ctx))
		r.ServeHTTP(httptest.NewRecorder(), get(t, "/next"))
		if slow, next := <-contexts, <-contexts; slow == next {
			return
		}
	}
	t.Error("no context was shared: Match may be able to tell the route of an abandoned request")
}
