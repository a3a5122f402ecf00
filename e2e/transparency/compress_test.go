package transparency

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/go-chi/chi/v5"
	chimiddleware "github.com/go-chi/chi/v5/middleware"
)

func compressInside(_ *testing.T, _ *site, h http.HandlerFunc, ours ...middleware) http.Handler {
	return chi.Chain(ours...).Handler(routed(h, chimiddleware.Compress(5)))
}

func compressOutside(_ *testing.T, _ *site, h http.HandlerFunc, ours ...middleware) http.Handler {
	r := chi.NewRouter()
	r.Use(chimiddleware.Compress(5))
	r.Use(ours...)
	r.HandleFunc("/*", h)
	return r
}

func TestCompress(t *testing.T) {
	text := func(s *site, w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/plain")
		statuses(strings.Repeat("compressed ", 500), 203)(s, w, r)
	}
	flushed := func(_ *site, w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/plain")
		for range 3 {
			_, _ = io.WriteString(w, strings.Repeat("compressed ", 500))
			w.(http.Flusher).Flush()
		}
	}
	copied := func(_ *site, w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/plain")
		_, _ = io.Copy(w, struct{ io.Reader }{strings.NewReader(strings.Repeat("compressed ", 5000))})
	}
	var scenarios []scenario
	for name, build := range map[string]func(*testing.T, *site, http.HandlerFunc, ...middleware) http.Handler{
		"inside": compressInside, "outside": compressOutside,
	} {
		for kind, handler := range map[string]func(*site, http.ResponseWriter, *http.Request){
			"text": text, "flushed": flushed, "copied": copied,
		} {
			scenarios = append(scenarios, scenario{
				name: kind + " " + name, alone: true, build: build, handler: handler,
				request: request{header: []string{"Accept-Encoding: gzip"}},
				want:    "Content-Encoding: gzip",
			})
		}
	}
	run(t, scenarios)
}

// TestCompressedRequest has a handler decompress what came in.
func TestCompressedRequest(t *testing.T) {
	var compressed bytes.Buffer
	gz := gzip.NewWriter(&compressed)
	write(t, gz, strings.Repeat("compressed ", 500))
	if err := gz.Close(); err != nil {
		t.Fatal(err)
	}
	run(t, []scenario{{
		name:    "gzip",
		request: request{line: "POST /", header: []string{"Content-Encoding: gzip"}, body: compressed.String()},
		handler: func(_ *site, w http.ResponseWriter, r *http.Request) {
			body, err := gzip.NewReader(r.Body)
			if err != nil {
				panic(err)
			}
			text, err := io.ReadAll(body)
			_, _ = fmt.Fprintf(w, "%d bytes, %v, Content-Length %d", len(text), err, r.ContentLength)
		},
		want: "5500 bytes, <nil>",
	}})
}
