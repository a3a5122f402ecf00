package transparency

import (
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/go-chi/chi/v5"
	chimiddleware "github.com/go-chi/chi/v5/middleware"
)

// statuses writes one header after the other, and then the body.
func statuses(body string, codes ...int) func(*site, http.ResponseWriter, *http.Request) {
	return func(_ *site, w http.ResponseWriter, _ *http.Request) {
		for _, code := range codes {
			w.WriteHeader(code)
		}
		_, err := io.WriteString(w, body)
		w.Header().Set(http.TrailerPrefix+"Error", fmt.Sprint(err))
	}
}

func TestResponse(t *testing.T) {
	long := strings.Repeat("<p>long</p>", 10_000)
	run(t, []scenario{
		{name: "nothing", handler: statuses(""), want: "200 OK"},
		{name: "sniffed", handler: statuses("<html>"), want: "text/html"},
		{name: "long", handler: statuses(long), want: long[:1000]},
		{name: "204 with a body", handler: statuses("body", 204), want: "204 No Content"},
		{name: "304 with a body", handler: statuses("body", 304), want: "304 Not Modified"},
		{name: "404", handler: statuses("none", 404), want: "404 Not Found"},
		{name: "an unknown status", handler: statuses("", 799), want: " 799 "},
		{name: "superfluous", handler: statuses("body", 202, 500), want: "202 Accepted"},
		{name: "superfluous and invalid", handler: statuses("body", 202, 0), want: "202 Accepted"},
		{name: "HEAD", request: request{line: "HEAD /"}, handler: statuses("body"), want: "200 OK"},
		{
			name: "early hints",
			handler: func(_ *site, w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Link", "</style.css>; rel=preload")
				w.WriteHeader(http.StatusEarlyHints)
				w.WriteHeader(http.StatusProcessing)
				w.Header().Del("Link")
				w.WriteHeader(http.StatusNotFound)
				_, _ = io.WriteString(w, "none")
			},
			wires: []wire{http11, http2TLS, h2c},
			want:  "103 Early Hints\r\nLink: </style.css>",
		},
		{
			name: "early hints, and no more",
			handler: func(_ *site, w http.ResponseWriter, _ *http.Request) {
				w.WriteHeader(http.StatusEarlyHints)
			},
			wires: []wire{http11, http2TLS, h2c},
			want:  "200 OK",
		},
		{
			name: "trailers",
			handler: func(_ *site, w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Trailer", "Announced")
				_, _ = io.WriteString(w, "body")
				w.Header().Set("Announced", "1")
				w.Header().Set(http.TrailerPrefix+"Surprising", "2")
			},
			wires: []wire{http11, http10, http2TLS, h2c},
			want:  "Announced: 1",
		},
		{
			name: "more than announced",
			handler: func(_ *site, w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Length", "4")
				_, err := io.WriteString(w, "body, and more")
				_, _ = io.WriteString(w, strconv.FormatBool(err != nil))
			},
			want: "Content-Length: 4",
		},
		{
			name: "less than announced",
			handler: func(_ *site, w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Length", "10")
				_, _ = io.WriteString(w, "body")
			},
			want: "Content-Length: 10",
		},
	})
}

func TestRouting(t *testing.T) {
	build := func(_ *testing.T, _ *site, h http.HandlerFunc, ours ...middleware) http.Handler {
		r := chi.NewRouter()
		r.Use(ours...)
		r.Use(chimiddleware.StripSlashes, chimiddleware.GetHead)
		r.Get("/things/{id}", h)
		r.Post("/things", h)
		r.Mount("/api", routed(h))
		return r
	}
	echo := func(_ *site, w http.ResponseWriter, r *http.Request) {
		_, _ = fmt.Fprintf(w, "%s %s %s %s", r.Method, chi.URLParam(r, "id"), r.PathValue("id"), r.Pattern)
	}
	var scenarios []scenario
	for line, want := range map[string]string{
		"GET /things/7":         "GET 7 7",
		"GET /things/a%2Fb":     "GET a%2Fb a%2Fb",
		"GET /things/7/":        "GET 7 7",
		"HEAD /things/7":        "200 OK",
		"DELETE /things/7":      "Allow: GET",
		"BREW /things/7":        "405 ",
		"GET /nothing":          "404 page not found",
		"GET /api/v1/x":         "200 OK",
		"OPTIONS /things/7":     "Allow: GET",
		"GET /things/7?q=1&q=2": "GET 7 7",
	} {
		scenarios = append(scenarios, scenario{
			name: line, request: request{line: line}, handler: echo, build: build, want: want,
		})
	}
	run(t, scenarios)
}
