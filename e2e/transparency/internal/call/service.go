package call

import (
	"compress/gzip"
	"fmt"
	"io"
	"net/http"
	"strings"

	"github.com/go-chi/chi/v5"
)

// paths are what a service has to offer.
var paths = []string{
	"/text/10", "/text/0", "/text/40000", "/status/204", "/status/304", "/status/404", "/status/503", "/status/799",
	"/redirect/3", "/redirect/loop", "/elsewhere", "/cookie", "/gzip", "/abort/at-once", "/abort/later", "/echo", "/hints",
	"/trailers", "/upgrade", "/stream", "/text/10?token=hunter2", "/%FF", "/nothing",
}

// Service returns the service, inside of middlewares. Echoes leave out the
// headers that a tracer adds.
func Service(middlewares ...func(http.Handler) http.Handler) http.Handler {
	r := chi.NewRouter()
	r.Use(middlewares...)
	r.HandleFunc("/text/{n}", func(w http.ResponseWriter, r *http.Request) {
		var n int
		_, _ = fmt.Sscan(chi.URLParam(r, "n"), &n)
		_, _ = io.WriteString(w, strings.Repeat("x", n))
	})
	r.HandleFunc("/status/{code}", func(w http.ResponseWriter, r *http.Request) {
		var code int
		_, _ = fmt.Sscan(chi.URLParam(r, "code"), &code)
		w.WriteHeader(code)
	})
	r.HandleFunc("/redirect/{n}", redirect)
	r.HandleFunc("/elsewhere", func(w http.ResponseWriter, r *http.Request) {
		_, port, _ := strings.Cut(r.Host, ":")
		http.Redirect(w, r, "http://u:hunter2@localhost:"+port+"/echo?token=hunter2", http.StatusFound)
	})
	r.HandleFunc("/cookie", func(w http.ResponseWriter, r *http.Request) {
		http.SetCookie(w, &http.Cookie{Name: "seen", Value: "yes"})
		_, _ = fmt.Fprint(w, r.Cookies())
	})
	r.HandleFunc("/gzip", func(w http.ResponseWriter, r *http.Request) {
		if !strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
			_, _ = io.WriteString(w, "plain")
			return
		}
		w.Header().Set("Content-Encoding", "gzip")
		zipped := gzip.NewWriter(w)
		_, _ = io.WriteString(zipped, strings.Repeat("zipped ", 100))
		_ = zipped.Close()
	})
	r.HandleFunc("/abort/at-once", func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) })
	r.HandleFunc("/abort/later", func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, "begun")
		_ = http.NewResponseController(w).Flush()
		panic(http.ErrAbortHandler)
	})
	r.HandleFunc("/echo", echo)
	r.HandleFunc("/hints", func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusEarlyHints)
		_, _ = io.WriteString(w, "hinted")
	})
	r.HandleFunc("/trailers", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Trailer", "Announced")
		_, _ = io.WriteString(w, "body")
		w.Header().Set("Announced", "1")
		w.Header().Set(http.TrailerPrefix+"Surprising", "2")
	})
	r.HandleFunc("/upgrade", func(w http.ResponseWriter, _ *http.Request) {
		conn, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			http.Error(w, "cannot", http.StatusNotImplemented)
			return
		}
		_, _ = io.WriteString(conn, "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\nhello")
		_ = conn.Close()
	})
	r.HandleFunc("/stream", func(w http.ResponseWriter, _ *http.Request) {
		for range 3 {
			_, _ = io.WriteString(w, strings.Repeat("y", 1000))
			_ = http.NewResponseController(w).Flush()
		}
	})
	r.HandleFunc("/{name}", func(w http.ResponseWriter, r *http.Request) {
		http.Error(w, chi.URLParam(r, "name"), http.StatusTeapot)
	})
	return r
}

func redirect(w http.ResponseWriter, r *http.Request) {
	switch chi.URLParam(r, "n") {
	case "loop":
		http.Redirect(w, r, "/redirect/loop", http.StatusFound)
	case "3":
		http.Redirect(w, r, "/redirect/2", http.StatusTemporaryRedirect)
	case "2":
		http.Redirect(w, r, "/redirect/1", http.StatusFound)
	default:
		http.Redirect(w, r, "/echo", http.StatusSeeOther)
	}
}

func echo(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	for name := range r.Header {
		if strings.HasPrefix(name, "Mockpfx-") {
			delete(r.Header, name)
		}
	}
	_, _ = fmt.Fprintf(w, "%s %s %d %v %v %q", r.Method, r.URL, r.ContentLength, r.TransferEncoding, r.Header, body)
}
