package chitrace_test

import (
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/opentracing/opentracing-go/mocktracer"

	"github.com/opentracing-contrib/go-chi/chitrace"
	"github.com/opentracing-contrib/go-chi/internal/tracetest"
)

// statuses is a handler that writes one header after the other.
func statuses(codes ...int) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		for _, code := range codes {
			w.WriteHeader(code)
		}
	}
}

// flush is a handler that flushes before it writes a header.
func flush(codes ...int) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		_ = http.NewResponseController(w).Flush()
		statuses(codes...)(w, r)
	}
}

// onlyReader hides what else a reader can do.
type onlyReader struct{ io.Reader }

// copyBody is a handler that answers with io.Copy, and with 500 if that fails.
func copyBody(body string, end error) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		r := io.MultiReader(strings.NewReader(body), iotest.ErrReader(end))
		if _, err := io.Copy(w, onlyReader{r}); err != nil {
			w.WriteHeader(http.StatusInternalServerError)
		}
	}
}

func serveContent(w http.ResponseWriter, r *http.Request) {
	r.Header.Set("Range", "bytes=2-4")
	http.ServeContent(w, r, "digits.txt", time.Time{}, strings.NewReader("0123456789"))
}

func TestStatus(t *testing.T) {
	tests := []struct {
		name      string
		handler   http.HandlerFunc
		want      int
		wantSize  int
		wantError any
	}{
		{"nothing written", statuses(), 200, 0, nil},
		{"only a body", func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "four") }, 200, 4, nil},
		{"empty body", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(nil) }, 200, 0, nil},
		{"bare flush", flush(), 200, 0, nil},
		{"flush, then superfluous", flush(500), 200, 0, nil},
		{"200, then superfluous", statuses(200, 500), 200, 0, nil},
		{"500, then superfluous", statuses(500, 200), 500, 0, true},
		{"103", statuses(103), 200, 0, nil},
		{"103, then 404", statuses(103, 404), 404, 0, nil},
		{"102 and 103, then 503", statuses(102, 103, 503), 503, 0, true},
		{"201", text(201, "created"), 201, 7, nil},
		{"204", statuses(204), 204, 0, nil},
		{"301", statuses(301), 301, 0, nil},
		{"304", statuses(304), 304, 0, nil},
		{"404", text(404, "none"), 404, 4, nil},
		{"429", statuses(429), 429, 0, nil},
		{"499", statuses(499), 499, 0, nil},
		{"500", text(500, "oops"), 500, 4, true},
		{"599", statuses(599), 599, 0, true},
		{"beyond all classes", statuses(750), 750, 0, true},
		{"copied body", copyBody(strings.Repeat("x", 3000), io.EOF), 200, 3000, nil},
		{"copied nothing, then 404", func(w http.ResponseWriter, r *http.Request) {
			copyBody("", io.EOF)(w, r)
			w.WriteHeader(404)
		}, 404, 0, nil},
		{"copied body that fails at once", copyBody("", io.ErrUnexpectedEOF), 500, 0, true},
		{"range", serveContent, 206, 3, nil},
	}
	for _, tt := range tests {
		for _, start := range protocols {
			t.Run(tt.name+"/"+start.name, func(t *testing.T) {
				tracer := mocktracer.New()
				resp := get(t, start.with(t, chitrace.Middleware(tracer)(tt.handler)), "GET /")
				if resp == nil {
					t.Fatal("no response")
				}
				if resp.Proto != start.name {
					t.Errorf("got protocol %s", resp.Proto)
				}
				if resp.StatusCode != tt.want {
					t.Errorf("client got status %d, want %d", resp.StatusCode, tt.want)
				}
				span := tracetest.OnlySpan(t, tracer)
				tracetest.WantTag(t, span, "http.status_code", uint16(tt.want))
				tracetest.WantTag(t, span, "http.response_size", tt.wantSize)
				tracetest.WantTag(t, span, "error", tt.wantError)
			})
		}
	}
}

var protocols = []struct {
	name string
	with func(testing.TB, http.Handler) *tracetest.Server
}{
	{"HTTP/1.1", tracetest.Serve},
	{"HTTP/2.0", tracetest.ServeTLS},
}

func TestErrorStatus(t *testing.T) {
	teapot := func(status int) bool { return status == http.StatusTeapot }
	tests := []struct {
		name      string
		option    chitrace.Option
		status    int
		wantError any
	}{
		{"picked", chitrace.WithErrorStatus(teapot), 418, true},
		{"not picked", chitrace.WithErrorStatus(teapot), 500, nil},
		{"nil, 500", chitrace.WithErrorStatus(nil), 500, true},
		{"nil, 499", chitrace.WithErrorStatus(nil), 499, nil},
		{"panics, 500", chitrace.WithErrorStatus(func(int) bool { panic("no") }), 500, true},
		{"panics, 499", chitrace.WithErrorStatus(func(int) bool { panic("no") }), 499, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tracer := mocktracer.New()
			// The last option counts, so the first one never picks anything.
			trace := chitrace.Middleware(tracer, chitrace.WithErrorStatus(func(int) bool { return tt.wantError == nil }), tt.option)
			if resp := get(t, tracetest.Serve(t, trace(statuses(tt.status))), "GET /"); resp.StatusCode != tt.status {
				t.Errorf("got status %d, want %d", resp.StatusCode, tt.status)
			}
			tracetest.WantTag(t, tracetest.OnlySpan(t, tracer), "error", tt.wantError)
		})
	}
}
