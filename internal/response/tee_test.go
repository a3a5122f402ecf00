package response

import (
	"net/http"
	"strings"
	"testing"

	"github.com/go-chi/chi/v5/middleware"
)

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
