package response

import (
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/go-chi/chi/v5/middleware"
)

// Programs below chi's Logger assert its wrapper, some without a check: for the
// status, or to tee the body. They find a Recorder's writer in its place.
func TestBelowLogger(t *testing.T) {
	h := logsQuiet(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		var rec Recorder
		w = rec.Wrap(w, get)
		var heard strings.Builder
		ww := w.(middleware.WrapResponseWriter)
		ww.Tee(&heard)
		ww.Header().Set("Content-Type", "text/plain")
		ww.WriteHeader(http.StatusAccepted)
		write(w)
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
		"WriteString": write,
		"ReadFrom":    copyTo,
		"WriteHeader": func(w http.ResponseWriter) { w.WriteHeader(http.StatusOK); write(w) },
	}
	_, discards := middleware.NewWrapResponseWriter(newConnection(), 1).(interface{ Discard() }) // since v5.1
	for name, send := range ways {
		for _, discard := range []bool{false, discards} {
			for _, tee := range []bool{false, true} {
				conn := newConnection()
				conn.Code = 0
				var rec Recorder
				w := rec.Wrap(conn, get)
				var heard strings.Builder
				wantHeard, wantSent, wantCode := "", "body", http.StatusOK
				if tee {
					rec.Tee(&heard)
					wantHeard = "body"
				}
				if discard {
					rec.Discard()
					wantSent, wantCode = "", 0
				}
				send(w)
				if heard.String() != wantHeard || conn.Body.String() != wantSent || conn.Code != wantCode {
					t.Errorf("%s, discard %t, tee %t: heard %q, sent %d, %q", name, discard, tee, heard.String(), conn.Code, conn.Body)
				}
				if rec.BytesWritten() != 4 || rec.Status() != http.StatusOK {
					t.Errorf("%s, discard %t, tee %t: counted %d bytes, status %d", name, discard, tee, rec.BytesWritten(), rec.Status())
				}
			}
		}
	}
}

// The handler learns that a tee failed, and the client gets the whole body.
func TestTeeFails(t *testing.T) {
	full := errors.New("disk full")
	reader, tee := io.Pipe()
	_ = reader.CloseWithError(full)
	conn := newConnection()
	var rec Recorder
	w := rec.Wrap(conn, get)
	rec.Tee(tee)
	if n, err := w.Write([]byte("body")); n != 4 || !errors.Is(err, full) {
		t.Errorf("got %d, %v", n, err)
	}
	if conn.Body.String() != "body" {
		t.Errorf("sent %q", conn.Body)
	}
}
