package chitrace_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/go-chi/chi/v5"
	"github.com/opentracing/opentracing-go/mocktracer"

	"github.com/opentracing-contrib/go-chi/chitrace"
)

// What is set on the request below is there for those outside when the handler
// is done: for an access log, and for net/http, which removes a form's files.
func TestRequestIsHandedBack(t *testing.T) {
	const form = "--x\r\nContent-Disposition: form-data; name=\"user\"\r\n\r\n7\r\n--x--\r\n"
	r := chi.NewRouter()
	r.Use(chitrace.Middleware(mocktracer.New()))
	r.Post("/u/{id}", func(_ http.ResponseWriter, r *http.Request) {
		if err := r.ParseMultipartForm(1 << 10); err != nil {
			t.Error(err)
		}
		r.Pattern, r.RemoteAddr = "/u/{id}", "203.0.113.7:1"
	})
	req := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/u/7", strings.NewReader(form))
	req.Header.Set("Content-Type", "multipart/form-data; boundary=x")
	outer := chitrace.Middleware(mocktracer.New())(r) // with a context of its own for the router
	outer.ServeHTTP(httptest.NewRecorder(), req)

	if req.Pattern != "/u/{id}" || req.RemoteAddr != "203.0.113.7:1" {
		t.Errorf("got pattern %q, address %q", req.Pattern, req.RemoteAddr)
	}
	req.Pattern = "/" // of a router outside
	outer.ServeHTTP(httptest.NewRecorder(), req)
	if req.Pattern != "/" {
		t.Errorf("got pattern %q in place of the outer router's", req.Pattern)
	}
	if req.MultipartForm == nil || req.PostForm.Get("user") != "7" {
		t.Errorf("got form %v, %v", req.MultipartForm, req.PostForm)
	}
}
