package response_test

import (
	"bufio"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/go-chi/chi/v5/middleware"

	"github.com/opentracing-contrib/go-chi/internal/response"
)

// connection is a writer that can all that net/http's of HTTP/1.1 can, and notes
// how its body came in.
type connection struct {
	*httptest.ResponseRecorder
	refused  error // of Hijack, from the second time on at the latest
	readFrom int
}

func (c *connection) Hijack() (_ net.Conn, _ *bufio.ReadWriter, err error) {
	err, c.refused = c.refused, http.ErrHijacked
	return nil, nil, err
}

func (c *connection) ReadFrom(r io.Reader) (int64, error) {
	n, err := io.Copy(c.ResponseRecorder, r)
	c.readFrom += int(n)
	return n, err
}

func TestFinalStatus(t *testing.T) {
	hijack := func(w http.ResponseWriter) { _, _, _ = http.NewResponseController(w).Hijack() }
	flush := func(w http.ResponseWriter) { _ = http.NewResponseController(w).Flush() }
	tests := []struct {
		name       string
		write      func(w http.ResponseWriter)
		wantStatus int // 0: none
		wantSent   bool
	}{
		{"nothing", func(http.ResponseWriter) {}, 200, false},
		{"103", func(w http.ResponseWriter) { w.WriteHeader(103) }, 200, false},
		{"404", func(w http.ResponseWriter) { w.WriteHeader(404) }, 404, true},
		{"body", func(w http.ResponseWriter) { _, _ = io.WriteString(w, "body") }, 200, true},
		{"flush", flush, 200, true},
		{"flush by the writer itself", func(w http.ResponseWriter) {
			if f, ok := w.(http.Flusher); ok {
				f.Flush()
				return
			}
			flush(w) // it only unwraps
		}, 200, true},
		{"flush, then 500", func(w http.ResponseWriter) { flush(w); w.WriteHeader(500) }, 200, true},
		{"202, then flush", func(w http.ResponseWriter) { w.WriteHeader(202); flush(w) }, 202, true},
		{"hijack", hijack, 0, true},
		{"101, then hijack", func(w http.ResponseWriter) { w.WriteHeader(101); hijack(w) }, 101, true},
		{"hijack twice", func(w http.ResponseWriter) { hijack(w); hijack(w) }, 0, true},
	}
	for _, tt := range tests {
		for name, outside := range map[string]func(http.ResponseWriter) http.ResponseWriter{
			"server's": func(w http.ResponseWriter) http.ResponseWriter { return w },
			"chi's":    func(w http.ResponseWriter) http.ResponseWriter { return middleware.NewWrapResponseWriter(w, 1) },
			"unwraps":  func(w http.ResponseWriter) http.ResponseWriter { return unwrapper{w} },
			"twice":    func(w http.ResponseWriter) http.ResponseWriter { return unwrapper{unwrapper{w}} },
		} {
			t.Run(tt.name+"/"+name, func(t *testing.T) {
				var rec response.Recorder
				tt.write(rec.Wrap(outside(&connection{ResponseRecorder: httptest.NewRecorder()})))
				if status, ok := rec.FinalStatus(); status != tt.wantStatus || ok != (tt.wantStatus != 0) {
					t.Errorf("got %d, %t, want %d", status, ok, tt.wantStatus)
				}
				if got := rec.Status(); tt.wantSent && got != tt.wantStatus {
					t.Errorf("got status %d, want %d", got, tt.wantStatus)
				}
				if got := rec.Sent(); got != tt.wantSent {
					t.Errorf("got sent=%t, want %t", got, tt.wantSent)
				}
			})
		}
	}
}

// A connection that was refused to the handler is answered as any other.
func TestHijackRefused(t *testing.T) {
	beneath := &connection{ResponseRecorder: httptest.NewRecorder(), refused: http.ErrHijacked}
	for _, w := range []http.ResponseWriter{beneath, unwrapper{beneath}, unwrapper{httptest.NewRecorder()}} {
		var rec response.Recorder
		if _, _, err := http.NewResponseController(rec.Wrap(w)).Hijack(); err == nil {
			t.Fatal("got a connection")
		}
		if status, ok := rec.FinalStatus(); status != http.StatusOK || !ok || rec.Sent() {
			t.Errorf("got %d, %t, sent %t", status, ok, rec.Sent())
		}
	}
}

// Chi's logger outside, then tracing, then metrics: all of them count the same.
func TestStacked(t *testing.T) {
	theirs := middleware.NewWrapResponseWriter(httptest.NewRecorder(), 1)
	var outer, inner response.Recorder
	w := inner.Wrap(outer.Wrap(theirs))
	w.WriteHeader(http.StatusAccepted)
	_, _ = io.WriteString(w, "body")
	for name, got := range map[string]middleware.WrapResponseWriter{"theirs": theirs, "outer": &outer, "inner": &inner} {
		if got.Status() != http.StatusAccepted || got.BytesWritten() != 4 {
			t.Errorf("%s: got %d and %d bytes", name, got.Status(), got.BytesWritten())
		}
	}
}

// io.Copy reaches the server's ReadFrom, which may hand a file to the kernel; and
// what went through it is counted once.
func TestReadFrom(t *testing.T) {
	tests := []struct {
		name         string
		body         io.Reader
		size         int
		status       int // before the body; 0: none
		wantReadFrom int // at least
		wantStatus   int
		wantErr      bool
	}{
		{"long", strings.NewReader(strings.Repeat("x", 3000)), 3000, 0, 3000, 200, false},
		{"long after a status", strings.NewReader(strings.Repeat("x", 3000)), 3000, 202, 3000, 202, false},
		{"short", strings.NewReader("body"), 4, 0, 4, 200, false},
		{"as long as what is sniffed", strings.NewReader(strings.Repeat("x", 512)), 512, 0, 512, 200, false},
		{"empty", strings.NewReader(""), 0, 0, 0, 404, false},
		{"fails at once", iotest.ErrReader(io.ErrUnexpectedEOF), 0, 0, 0, 404, true},
		{"fails early", io.MultiReader(strings.NewReader("body"), iotest.ErrReader(io.ErrUnexpectedEOF)), 4, 0, 4, 200, true},
		{"fails late", io.MultiReader(strings.NewReader(strings.Repeat("x", 3000)), iotest.ErrReader(io.ErrUnexpectedEOF)), 3000, 0, 3000, 200, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			beneath := &connection{ResponseRecorder: httptest.NewRecorder()}
			var rec response.Recorder
			w := rec.Wrap(beneath)
			if tt.status != 0 {
				w.WriteHeader(tt.status)
			}
			n, err := w.(io.ReaderFrom).ReadFrom(tt.body)
			if n != int64(tt.size) || (err != nil) != tt.wantErr {
				t.Errorf("read %d bytes, %v", n, err)
			}
			if n == 0 {
				w.WriteHeader(http.StatusNotFound)
			}
			if status, _ := rec.FinalStatus(); status != tt.wantStatus || beneath.Code != tt.wantStatus {
				t.Errorf("got status %d, sent %d, want %d", status, beneath.Code, tt.wantStatus)
			}
			if rec.BytesWritten() != tt.size || beneath.Body.Len() != tt.size {
				t.Errorf("counted %d bytes, sent %d, want %d", rec.BytesWritten(), beneath.Body.Len(), tt.size)
			}
			if beneath.readFrom < tt.wantReadFrom {
				t.Errorf("%d bytes went to ReadFrom, want at least %d", beneath.readFrom, tt.wantReadFrom)
			}
		})
	}
}

// Where a tee listens, it hears all of the body, in order.
func TestReadFromWithTee(t *testing.T) {
	theirs := middleware.NewWrapResponseWriter(&connection{ResponseRecorder: httptest.NewRecorder()}, 1)
	var heard strings.Builder
	theirs.Tee(&heard)
	var rec response.Recorder
	body := strings.Repeat("0123456789", 100)
	if _, err := io.Copy(rec.Wrap(theirs), struct{ io.Reader }{strings.NewReader(body)}); err != nil {
		t.Fatal(err)
	}
	if heard.String() != body || rec.BytesWritten() != len(body) {
		t.Errorf("heard %d bytes, counted %d, want %d", heard.Len(), rec.BytesWritten(), len(body))
	}
}
