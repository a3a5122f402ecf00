package response_test

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/go-chi/chi/v5/middleware"

	"github.com/opentracing-contrib/go-chi/internal/response"
)

// recorded has h write to a Recorder's writer around w, twice over as where
// tracing and metrics stand in one stack, and returns the outer one.
func recorded(w http.ResponseWriter, h func(w http.ResponseWriter)) *response.Recorder {
	var outer, inner response.Recorder
	h(inner.Wrap(outer.Wrap(w)))
	return &outer
}

// net/http panics on an invalid status. Whoever recovers that can still answer.
func TestInvalidStatus(t *testing.T) {
	for _, invalid := range []int{-1, 0, 99, 1000} {
		w := httptest.NewRecorder()
		rec := recorded(w, func(w http.ResponseWriter) {
			defer func() {
				if recover() == nil {
					t.Errorf("%d: no panic", invalid)
				}
				w.WriteHeader(http.StatusInternalServerError)
			}()
			w.WriteHeader(invalid)
		})
		if status, _ := rec.FinalStatus(); w.Code != 500 || status != 500 {
			t.Errorf("%d: sent %d, recorded %d, want 500", invalid, w.Code, status)
		}
	}
}

// After the header, an invalid status is ignored, as by net/http.
func TestInvalidStatusTooLate(t *testing.T) {
	w := httptest.NewRecorder()
	rec := recorded(w, func(w http.ResponseWriter) {
		w.WriteHeader(http.StatusAccepted)
		w.WriteHeader(0)
	})
	if status, _ := rec.FinalStatus(); w.Code != 202 || status != 202 {
		t.Errorf("sent %d, recorded %d, want 202", w.Code, status)
	}
}

var errGone = errors.New("the client is gone")

// broken is a writer whose client is gone; pushing and hijacking are what tells
// the writers of HTTP/2 and HTTP/1.1.
type broken struct{ *httptest.ResponseRecorder }

func (b *broken) Flush() { _ = b.FlushError() }

func (b *broken) FlushError() error {
	b.ResponseRecorder.Flush()
	return errGone
}

type (
	brokenHTTP1 struct {
		*broken
		http.Hijacker
	}
	brokenHTTP2 struct {
		*broken
		http.Pusher
	}
)

func TestFlushError(t *testing.T) {
	tests := []struct {
		name       string
		writer     func(b *broken) http.ResponseWriter
		status     int
		want       error
		wantStatus int
	}{
		{"flusher", func(b *broken) http.ResponseWriter { return b }, 0, errGone, 200},
		{"HTTP/1.1", func(b *broken) http.ResponseWriter { return brokenHTTP1{broken: b} }, 0, errGone, 200},
		{"HTTP/2", func(b *broken) http.ResponseWriter { return brokenHTTP2{broken: b} }, 0, errGone, 200},
		{"status before", func(b *broken) http.ResponseWriter { return b }, 202, errGone, 202},
		{"chi's wrapper outside", func(b *broken) http.ResponseWriter { return middleware.NewWrapResponseWriter(b, 1) }, 0, nil, 200},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			b := &broken{httptest.NewRecorder()}
			rec := recorded(tt.writer(b), func(w http.ResponseWriter) {
				if tt.status != 0 {
					w.WriteHeader(tt.status)
				}
				if err := http.NewResponseController(w).Flush(); !errors.Is(err, tt.want) {
					t.Errorf("got %v, want %v", err, tt.want)
				}
			})
			if b.Code != tt.wantStatus || rec.Status() != tt.wantStatus {
				t.Errorf("sent %d, recorded %d, want %d", b.Code, rec.Status(), tt.wantStatus)
			}
		})
	}
}

// Whatever methods a body is written by, all of it is counted, and only one
// status is sent.
func TestMixedWrites(t *testing.T) {
	tests := []struct {
		name  string
		write func(w http.ResponseWriter)
		want  string
	}{
		{"copy, write", func(w http.ResponseWriter) {
			_, _ = io.Copy(w, onlyReader{strings.NewReader("copied ")})
			_, _ = w.Write([]byte("written"))
		}, "copied written"},
		{"copy, flush, write", func(w http.ResponseWriter) {
			_, _ = io.Copy(w, onlyReader{strings.NewReader("copied ")})
			w.(http.Flusher).Flush()
			_, _ = io.WriteString(w, "written")
		}, "copied written"},
		{"copy twice", func(w http.ResponseWriter) {
			_, _ = io.Copy(w, onlyReader{strings.NewReader("copied ")})
			_, _ = io.Copy(w, onlyReader{strings.NewReader("twice")})
		}, "copied twice"},
		{"string, copy", func(w http.ResponseWriter) {
			_, _ = io.WriteString(w, "written ")
			_, _ = io.Copy(w, onlyReader{strings.NewReader("copied")})
		}, "written copied"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := &strict{ResponseRecorder: httptest.NewRecorder()}
			rec := recorded(w, tt.write)
			if got := w.Body.String(); got != tt.want || rec.BytesWritten() != len(tt.want) {
				t.Errorf("sent %q, counted %d bytes, want %q", got, rec.BytesWritten(), tt.want)
			}
			if status, _ := rec.FinalStatus(); status != 200 || rec.Status() != 200 {
				t.Errorf("recorded %d, want 200", status)
			}
			if w.superfluous != 0 {
				t.Errorf("%d superfluous statuses", w.superfluous)
			}
		})
	}
}

type onlyReader struct{ io.Reader }

// strict is a writer of HTTP/1.1 that counts what net/http would complain about.
type strict struct {
	*httptest.ResponseRecorder
	http.Hijacker
	sent        bool
	superfluous int
}

func (s *strict) WriteHeader(status int) {
	if s.sent {
		s.superfluous++
	}
	s.sent = true
	s.ResponseRecorder.WriteHeader(status)
}

func (s *strict) Write(p []byte) (int, error) {
	s.sent = true
	return s.ResponseRecorder.Write(p)
}

func (s *strict) ReadFrom(r io.Reader) (int64, error) { return io.Copy(struct{ io.Writer }{s}, r) }

// A string stays one on its way to net/http.
func TestWriteString(t *testing.T) {
	w := &stringWriter{ResponseRecorder: httptest.NewRecorder()}
	rec := recorded(w, func(w http.ResponseWriter) { _, _ = io.WriteString(w, "body") })
	if w.strings != 1 || w.Body.String() != "body" {
		t.Errorf("sent %q in %d strings, want one", w.Body, w.strings)
	}
	if rec.Status() != 200 || rec.BytesWritten() != 4 {
		t.Errorf("recorded %d and %d bytes", rec.Status(), rec.BytesWritten())
	}
}

type stringWriter struct {
	*httptest.ResponseRecorder
	strings int
}

func (s *stringWriter) WriteString(text string) (int, error) {
	s.strings++
	return s.ResponseRecorder.WriteString(text)
}
