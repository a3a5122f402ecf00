package chitrace_test

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/go-chi/chi/v5"
	"github.com/opentracing/opentracing-go/mocktracer"

	"github.com/opentracing-contrib/go-chi/chitrace"
)

// What is set on the request below is there for those outside when the handler
// is done: for an access log, and for net/http, which removes a form's files.
func TestRequestIsHandedBack(t *testing.T) {
	var form bytes.Buffer
	mw := multipart.NewWriter(&form)
	_ = mw.WriteField("user", "7")
	_ = mw.Close()

	r := chi.NewRouter()
	r.Use(chitrace.Middleware(mocktracer.New()))
	r.Post("/u/{id}", func(_ http.ResponseWriter, r *http.Request) {
		if err := r.ParseMultipartForm(1 << 10); err != nil {
			t.Error(err)
		}
		r.Pattern, r.RemoteAddr = "/u/{id}", "203.0.113.7:1"
	})
	req := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/u/7", &form)
	req.Header.Set("Content-Type", mw.FormDataContentType())
	r2 := req.WithContext(req.Context())
	outer := chitrace.Middleware(mocktracer.New())(r) // with a context of its own for the router
	outer.ServeHTTP(httptest.NewRecorder(), r2)

	if r2.Pattern != "/u/{id}" || r2.RemoteAddr != "203.0.113.7:1" {
		t.Errorf("got pattern %q, address %q", r2.Pattern, r2.RemoteAddr)
	}
	if r2.MultipartForm == nil || r2.PostForm.Get("user") != "7" {
		t.Errorf("got form %v, %v", r2.MultipartForm, r2.PostForm)
	}
}
