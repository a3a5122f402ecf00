package metrics

import (
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"

	"github.com/go-chi/chi/v5"

	"github.com/opentracing-contrib/go-chi/internal/tracetest"
)

type handlerFunc = func(http.Handler) http.Handler

func ok(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("ok")) }

// onRoot returns a router with some routes below the middlewares.
func onRoot(mws ...handlerFunc) http.Handler {
	r := chi.NewRouter()
	r.Use(mws...)
	r.Get("/", ok)
	r.Get("/v1/users/{userID}", ok)
	api := chi.NewRouter()
	api.Get("/prices", ok)
	r.Mount("/api", api)
	return r
}

func untouched(next http.Handler) http.Handler { return next }

// serve has h serve one request without a socket, also one that no socket lets
// through.
func serve(t *testing.T, h http.Handler, method, path string) {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", http.NoBody)
	r.Method, r.URL.Path = method, path
	h.ServeHTTP(httptest.NewRecorder(), r)
}

// roundTrip is a base that answers without a network.
type roundTrip = tracetest.RoundTripFunc

func answer(status int) roundTrip {
	return tracetest.Answer(&http.Response{StatusCode: status, Body: http.NoBody}, nil)
}

// call sends a request to a host through rt and returns what came of it.
func call(t *testing.T, rt http.RoundTripper, method, host string) (status int, err error) {
	t.Helper()
	req := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", http.NoBody)
	req.Method, req.URL.Host = method, host
	resp, err := rt.RoundTrip(req)
	if resp == nil {
		return 0, err
	}
	if resp.Body != nil {
		defer func() { _ = resp.Body.Close() }()
	}
	return resp.StatusCode, err
}

// apart waits for f, which may panic or exit, on a goroutine of its own.
func apart(f func()) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		defer func() { _ = recover() }()
		f()
	}()
	<-done
}

// errorList is what an error handler was told.
type errorList []string

func (l *errorList) add(err error) { *l = append(*l, err.Error()) }

func (l *errorList) want(t *testing.T, want ...string) {
	t.Helper()
	if !slices.Equal(*l, want) {
		t.Errorf("the error handler was told\n%q, want\n%q", *l, want)
	}
}
