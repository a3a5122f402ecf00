package streams

import (
	"bytes"
	"io"
	"net/http"
	"testing"
	"time"

	"github.com/go-chi/chi/v5"
)

const size = 64 << 20 // more than what sockets hold

func downloads(r chi.Router) {
	content := make([]byte, size)
	r.Get("/files/{name}", func(w http.ResponseWriter, r *http.Request) {
		http.ServeContent(w, r, "file", time.Time{}, bytes.NewReader(content))
	})
}

// cutOff is a download whose handler waits until net/http knows that the client
// is gone: a write may fail a little earlier.
func cutOff(r chi.Router) {
	content := make([]byte, size)
	r.Get("/files/{name}", func(w http.ResponseWriter, r *http.Request) {
		http.ServeContent(w, r, "file", time.Time{}, bytes.NewReader(content))
		<-r.Context().Done()
	})
}

func TestDownload(t *testing.T) {
	s := newSite(t, downloads)
	resp, err := s.Client().Do(request(t, s.URL+"/files/a"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	if n, err := io.CopyN(io.Discard, resp.Body, size/2); err != nil || n != size/2 {
		t.Fatal(n, err)
	}
	s.open(t)
	if n, err := io.Copy(io.Discard, resp.Body); err != nil || n != size/2 {
		t.Fatal(n, err)
	}
	tags(t, s.span(t), map[string]any{
		"http.status_code": uint16(200), "http.response_size": size,
		"error": nil, "http.client_disconnected": nil,
	})
	s.counted(t, "2xx")
}

func TestDownloadCutOff(t *testing.T) {
	s := newSite(t, cutOff)
	resp, err := s.Client().Do(request(t, s.URL+"/files/a"))
	if err != nil {
		t.Fatal(err)
	}
	_ = resp.Body.Close()
	span := s.span(t)
	tags(t, span, map[string]any{"http.status_code": uint16(200), "error": nil, "http.client_disconnected": true})
	if n := span.Tag("http.response_size").(int); n >= size {
		t.Errorf("%d bytes went out", n)
	}
	s.counted(t, "2xx")
}
