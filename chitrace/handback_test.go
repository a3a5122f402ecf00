package chitrace_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/go-chi/chi/v5"
	"github.com/opentracing/opentracing-go/mocktracer"

	"github.com/opentracing-contrib/go-chi/chitrace"
	"github.com/opentracing-contrib/go-chi/internal/tracetest"
)

type contextKey struct{}

// changes are what a handler may do to its request.
var changes = map[string]func(r *http.Request){
	"nothing":     func(*http.Request) {},
	"path value":  func(r *http.Request) { r.Pattern = "/u/{id}"; r.SetPathValue("id", "8") }, // as http.ServeMux does
	"form":        func(r *http.Request) { _ = r.ParseForm() },
	"files":       func(r *http.Request) { _ = r.ParseMultipartForm(1 << 10) },
	"body":        func(r *http.Request) { r.Body = io.NopCloser(strings.NewReader("other")) },
	"header":      func(r *http.Request) { r.Header = http.Header{"X-New": {"1"}} },
	"length":      func(r *http.Request) { r.ContentLength = 3 },
	"method":      func(r *http.Request) { r.Method = http.MethodGet },
	"URL":         func(r *http.Request) { r.URL = &url.URL{Path: "/other"} },
	"URI":         func(r *http.Request) { r.RequestURI = "/other" },
	"address":     func(r *http.Request) { r.RemoteAddr, r.Host = "203.0.113.7:1", "other" },
	"trailer":     func(r *http.Request) { r.Trailer = http.Header{"X": nil} },
	"context":     func(r *http.Request) { *r = *r.WithContext(context.WithValue(r.Context(), contextKey{}, "new")) },
	"new context": func(r *http.Request) { *r = *r.WithContext(context.Background()) },
}

// What somebody outside finds in a request.
func view(r *http.Request) string {
	body, _ := io.ReadAll(r.Body)
	return fmt.Sprint(r.Method, " ", r.URL, r.RequestURI, r.RemoteAddr, r.Host, r.Pattern, r.PathValue("id"), " ", r.ContentLength,
		r.Form, r.PostForm, r.MultipartForm != nil, r.Header, r.Trailer, string(body), " ", r.Context().Value(contextKey{}))
}

// Those outside see what they would see if a middleware stood in place of ours
// that only calls next.
func TestRequestSeenFromOutside(t *testing.T) {
	const pattern = "/u/{id}"
	traces := map[string]mw{
		"traced":            chitrace.Middleware(mocktracer.New()),
		"twice":             func(next http.Handler) http.Handler { return twiceAround(next)(chitrace.Middleware(mocktracer.New())) },
		"no span":           chitrace.Middleware(tracetest.NewFaulty(tracetest.StartPanics)),
		"untraced stranger": chitrace.Middleware(mocktracer.New(), leaveOut, chitrace.WithPublicEndpoint(nil)),
	}
	for what, change := range changes {
		h := func(_ http.ResponseWriter, r *http.Request) { change(r) }
		r := routesAt(pattern, h)
		for where, build := range map[string]buildFunc{
			"Use": on(pattern, h),
			"With": func(trace mw) http.Handler {
				return routesAt(pattern, trace(http.HandlerFunc(h)).ServeHTTP)
			},
			"a handler":        around(http.HandlerFunc(h)),
			"a router":         around(r),
			"one of a type":    around(changing{r}),
			"a mounted router": func(trace mw) http.Handler { return mount("/", trace(r))(unchanged) },
		} {
			seen := func(trace mw) (seen string) {
				outside := after(func(r *http.Request) { seen = view(r) })
				build(func(next http.Handler) http.Handler { return outside(trace(next)) }).ServeHTTP(httptest.NewRecorder(), post(t))
				return seen
			}
			want := seen(opaque)
			for name, trace := range traces {
				if got := seen(trace); got != want {
					t.Errorf("%s, %s, %s:\ngot  %s\nwant %s", where, what, name, got, want)
				}
			}
		}
	}
}

// A Middleware in front that leaves the request out does not hide it either.
func TestRequestSeenBehindAnUntracedOne(t *testing.T) {
	var got string
	h := routesAt("/u/{id}", func(_ http.ResponseWriter, r *http.Request) { r.RemoteAddr = "new" },
		chitrace.Middleware(nil, leaveOut), after(func(r *http.Request) { got = r.RemoteAddr }), chitrace.Middleware(mocktracer.New()))
	if h.ServeHTTP(httptest.NewRecorder(), post(t)); got != "new" {
		t.Errorf("got address %q", got)
	}
}

// after is a middleware that looks at its request after the next handler.
func after(look func(r *http.Request)) mw {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			next.ServeHTTP(w, r)
			look(r)
		})
	}
}

// changing is a router of the user's that changes the request by itself.
type changing struct{ *chi.Mux }

func (c changing) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	r.Header.Set("X-Type", "changing")
	r.RemoteAddr = "203.0.113.9:1"
	c.Mux.ServeHTTP(w, r)
}

func post(t *testing.T) *http.Request {
	t.Helper()
	const form = "--x\r\nContent-Disposition: form-data; name=\"user\"\r\n\r\n7\r\n--x--\r\n"
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/u/7?q=1", strings.NewReader(form))
	r.Header.Set("Content-Type", "multipart/form-data; boundary=x")
	return r
}

// A handler may leave a goroutine behind that parses the form, and a middleware
// outside may read its request meanwhile. Run with the race detector.
//
// The goroutine shares the request with nobody if Middleware is around a router or
// the first in its stack: chi has made a copy then, and does not look at it again.
// Behind another middleware the request outside has to show the form. There the
// goroutine would race with that middleware, as it does without us.
func TestRequestIsUsedBeside(t *testing.T) {
	trace := chitrace.Middleware(mocktracer.New())
	parsed := make(chan struct{})
	parse := func(_ http.ResponseWriter, r *http.Request) {
		go func() { _ = r.ParseForm(); parsed <- struct{}{} }()
	}
	look := func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			go func() { _ = fmt.Sprint(r.Method, r.URL, r.Form, r.Context().Err()); parsed <- struct{}{} }()
			next.ServeHTTP(w, r)
		})
	}
	for _, h := range []http.Handler{trace(routesAt("/u/{id}", parse)), routesAt("/u/{id}", parse, trace), look(trace(ok))} {
		h.ServeHTTP(httptest.NewRecorder(), post(t))
		<-parsed
	}
}
