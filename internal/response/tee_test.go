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

// Programs below chi's Logger assert its wrapper, some without a check: for the
// status, or to tee the body. They find a Recorder's writer in its place.
func TestBelowLogger(t *testing.T) {
	h := quietLogger(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		var rec response.Recorder
		w = rec.Wrap(w)
		var heard strings.Builder
		ww := w.(middleware.WrapResponseWriter)
		ww.Tee(&heard)
		ww.Header().Set("Content-Type", "text/plain")
		ww.WriteHeader(http.StatusAccepted)
		_, _ = io.WriteString(w, "body")
		if ww.Status() != http.StatusAccepted || ww.BytesWritten() != 4 || heard.String() != "body" {
			t.Errorf("got %d, %d bytes, heard %q", ww.Status(), ww.BytesWritten(), heard.String())
		}
	}))
	if status, body := fetch(t, h, false); status != http.StatusAccepted || body != "body" {
		t.Errorf("sent %d and %q", status, body)
	}
}

// A body may go by way of any method. A tee hears all of it; what is discarded
// reaches nobody else.
func TestDiscardAndTee(t *testing.T) {
	ways := map[string]func(w http.ResponseWriter){
		"Write":       func(w http.ResponseWriter) { _, _ = w.Write([]byte("body")) },
		"WriteString": func(w http.ResponseWriter) { _, _ = io.WriteString(w, "body") },
		"ReadFrom":    func(w http.ResponseWriter) { _, _ = io.Copy(w, onlyReader{strings.NewReader("body")}) },
		"Flush": func(w http.ResponseWriter) {
			w.(http.Flusher).Flush()
			_ = http.NewResponseController(w).Flush()
			_, _ = w.Write([]byte("body"))
		},
	}
	for name, write := range ways {
		for _, discard := range []bool{false, true} {
			for _, tee := range []bool{false, true} {
				beneath := &connection{ResponseRecorder: httptest.NewRecorder()}
				var rec response.Recorder
				w := rec.Wrap(beneath)
				var heard strings.Builder
				wantHeard, wantSent := "", "body"
				if tee {
					rec.Tee(&heard)
					wantHeard = "body"
				}
				if discard {
					rec.Discard()
					wantSent = ""
				}
				write(w)
				if heard.String() != wantHeard || beneath.Body.String() != wantSent {
					t.Errorf("%s, discard %t, tee %t: heard %q, sent %q", name, discard, tee, heard.String(), beneath.Body)
				}
				if rec.BytesWritten() != 4 || rec.Status() != http.StatusOK {
					t.Errorf("%s, discard %t, tee %t: counted %d bytes, status %d", name, discard, tee, rec.BytesWritten(), rec.Status())
				}
				if discard && beneath.Flushed {
					t.Errorf("%s, tee %t: flushed", name, tee)
				}
			}
		}
	}
}

// deafEar is a tee that hears nothing.
type deafEar struct{ err error }

func (d deafEar) Write([]byte) (int, error) { return 0, d.err }

func TestDiscardedStatus(t *testing.T) {
	beneath := &connection{ResponseRecorder: httptest.NewRecorder()}
	var rec response.Recorder
	w := rec.Wrap(beneath)
	rec.Discard()
	w.WriteHeader(http.StatusInternalServerError)
	if beneath.Code == http.StatusInternalServerError {
		t.Error("sent the status")
	}
}

// The handler learns that a tee failed, and the client gets the whole body.
func TestTeeFails(t *testing.T) {
	beneath := &connection{ResponseRecorder: httptest.NewRecorder()}
	failure := errors.New("disk full")
	var rec response.Recorder
	w := rec.Wrap(beneath)
	rec.Tee(deafEar{failure})
	if n, err := w.Write([]byte("body")); n != 4 || !errors.Is(err, failure) {
		t.Errorf("got %d, %v", n, err)
	}
	if beneath.Body.String() != "body" {
		t.Errorf("sent %q", beneath.Body)
	}
}

// A flush that is not supported leaves the status to the handler.
func TestFlushUnsupported(t *testing.T) {
	beneath := struct{ http.ResponseWriter }{httptest.NewRecorder()}
	for _, w := range []http.ResponseWriter{beneath, unwrapper{beneath}} {
		var rec response.Recorder
		if err := http.NewResponseController(rec.Wrap(w)).Flush(); !errors.Is(err, http.ErrNotSupported) {
			t.Errorf("got %v", err)
		}
		if rec.Sent() {
			t.Error("sent")
		}
	}
}
