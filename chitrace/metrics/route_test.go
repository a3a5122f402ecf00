package metrics

import (
	"net/http"
	"strings"
	"testing"

	"github.com/go-chi/chi/v5"

	"github.com/opentracing-contrib/go-chi/chitrace"
	"github.com/opentracing-contrib/go-chi/internal/tracetest"
)

// deny answers before the handler.
func deny(http.Handler) http.Handler { return status(http.StatusUnauthorized) }

// onServeMux returns a router below a middleware, with an http.ServeMux in it.
func onServeMux(mw handlerFunc) *chi.Mux {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /a/{b}", ok)
	r := chi.NewRouter()
	r.Use(mw)
	r.Mount("/a", mux)
	return r
}

func status(code int) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(code) }
}

// How a route is found is internal/route's to say, and which status counts internal/response's.
func TestRouteAndStatus(t *testing.T) {
	around := func(mw handlerFunc) http.Handler { return mw(onRoot()) }
	denied := func(mw handlerFunc) http.Handler { return onRoot(mw, deny) }
	onRoot := func(mw handlerFunc) http.Handler { return onRoot(mw) }
	plain := func(h http.HandlerFunc) func(handlerFunc) http.Handler {
		return func(mw handlerFunc) http.Handler { return mw(h) }
	}
	hijack := tracetest.Hijack("HTTP/1.1 101 Switching Protocols\r\n\r\n")
	for name, tt := range map[string]struct {
		build   func(handlerFunc) http.Handler
		request string
		want    string
	}{
		"mounted":                   {onRoot, "GET /api/prices", "GET /api/prices 2xx 200"},
		"404":                       {onRoot, "GET /nowhere", "GET unmatched 4xx 404"},
		"404 under a mount":         {onRoot, "GET /api/nowhere", "GET /api/* 4xx 404"},
		"405":                       {onRoot, "DELETE /", "DELETE unmatched 4xx 405"},
		"405 under a mount":         {onRoot, "DELETE /api/prices", "DELETE unmatched 4xx 405"},
		"unknown method":            {onRoot, "BREW /", "OTHER unmatched 4xx 405"},
		"middleware answers":        {denied, "GET /v1/users/42", "GET /v1/users/{userID} 4xx 401"},
		"around":                    {around, "GET /v1/users/42", "GET /v1/users/{userID} 2xx 200"},
		"around, answered early":    {func(mw handlerFunc) http.Handler { return mw(deny(nil)) }, "GET /a/1", "GET unmatched 4xx 401"},
		"http.ServeMux below":       {func(mw handlerFunc) http.Handler { return onServeMux(mw) }, "GET /a/1", "GET /a/{b} 2xx 200"},
		"the same, around a traced": {func(mw handlerFunc) http.Handler { return mw(onServeMux(chitrace.Middleware(nil))) }, "GET /a/1", "GET /a/{b} 2xx 200"},

		"nothing written":       {plain(func(http.ResponseWriter, *http.Request) {}), "GET /", "GET unmatched 2xx 200"},
		"not registered":        {plain(status(599)), "GET /", "GET unmatched 5xx other"},
		"beyond the registered": {plain(status(999)), "GET /", "GET unmatched 9xx other"},
		"impossible status":     {plain(status(1000)), "GET /", "GET unmatched 5xx 500"},
		"switching protocols":   {plain(status(101)), "GET /", "GET unmatched 1xx 101"},
		"hijacked":              {plain(hijack), "GET /", "GET unmatched 1xx other"},
		"abort":                 {plain(func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }), "GET /", "GET unmatched 5xx 500"},
		"panic after the status": {plain(func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(http.StatusAccepted)
			panic("oops")
		}), "GET /", "GET unmatched 2xx 202"},
		"panic after hijacking": {plain(func(w http.ResponseWriter, r *http.Request) {
			hijack(w, r)
			panic("oops")
		}), "GET /", "GET unmatched 1xx other"},
	} {
		t.Run(name, func(t *testing.T) {
			l := newLedger()
			tracetest.Send(t, tt.build(Middleware(l, WithStatusCode())), tt.request)
			want := strings.Fields(tt.want)
			l.wantCounts(t, map[string]int64{served(want[0], want[1], want[2]) + "|status_code=" + want[3]: 1})
			l.wantValues(t, serverInFlight, "[1 0]")
		})
	}
}

func TestPanicGoesOnAsItCame(t *testing.T) {
	thrown := &struct{ string }{"oops"}
	h := Middleware(newLedger())(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic(thrown) }))
	if caught := tracetest.PanicOf(func() { serve(t, h, "GET", "/") }); caught != thrown {
		t.Errorf("caught %v, want the value that was thrown", caught)
	}
}
