package response_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/go-chi/chi/v5/middleware"

	"github.com/opentracing-contrib/go-chi/internal/response"
)

// capabilities is what a writer can do beyond writing.
type capabilities struct{ flush, hijack, readFrom, push bool }

func capabilitiesOf(w http.ResponseWriter) (c capabilities) {
	_, c.flush = w.(http.Flusher)
	_, c.hijack = w.(http.Hijacker)
	_, c.readFrom = w.(io.ReaderFrom)
	_, c.push = w.(http.Pusher)
	return c
}

// A letter for each: Flush, Hijack, ReadFrom, Push.
type (
	writer = http.ResponseWriter

	writerF struct {
		writer
		http.Flusher
	}
	writerH struct {
		writer
		http.Hijacker
	}
	writerFH struct {
		writer
		http.Flusher
		http.Hijacker
	}
	writerFP struct {
		writer
		http.Flusher
		http.Pusher
	}
	writerFHR struct {
		writer
		http.Flusher
		http.Hijacker
		io.ReaderFrom
	}
	writerFHP struct {
		writer
		http.Flusher
		http.Hijacker
		http.Pusher
	}
	writerFHRP struct {
		writer
		http.Flusher
		http.Hijacker
		io.ReaderFrom
		http.Pusher
	}
	writerR struct {
		writer
		io.ReaderFrom
	}
	writerFR struct {
		writer
		http.Flusher
		io.ReaderFrom
	}
	writerHR struct {
		writer
		http.Hijacker
		io.ReaderFrom
	}
	writerP struct {
		writer
		http.Pusher
	}
)

// TestCapabilities wraps writers of every sort. The handler's can do what the one
// beneath can, and never more. It does less where chi has no wrapper for it, of
// writers that no server has: ReadFrom or Push alone, or what the protocol lacks.
func TestCapabilities(t *testing.T) {
	tests := []struct {
		beneath      http.ResponseWriter
		http1, http2 capabilities
	}{
		{struct{ writer }{}, capabilities{}, capabilities{}},
		{writerF{}, capabilities{flush: true}, capabilities{flush: true}},
		{writerH{}, capabilities{hijack: true}, capabilities{}},
		{writerFH{}, capabilities{flush: true, hijack: true}, capabilities{flush: true}},
		{writerFP{}, capabilities{flush: true}, capabilities{flush: true, push: true}},
		{writerFHR{}, capabilities{flush: true, hijack: true, readFrom: true}, capabilities{flush: true}},
		{writerFHP{}, capabilities{flush: true, hijack: true}, capabilities{flush: true, push: true}},
		{writerFHRP{}, capabilities{flush: true, hijack: true, readFrom: true}, capabilities{flush: true, push: true}},
		{writerR{}, capabilities{}, capabilities{}},
		{writerFR{}, capabilities{flush: true}, capabilities{flush: true}},
		{writerHR{}, capabilities{hijack: true}, capabilities{}},
		{writerP{}, capabilities{}, capabilities{}},
	}
	for _, tt := range tests {
		t.Run(fmt.Sprintf("%T", tt.beneath), func(t *testing.T) {
			for protoMajor, want := range map[int]capabilities{1: tt.http1, 2: tt.http2} {
				var rec response.Recorder
				got := rec.Wrap(tt.beneath, protoMajor)
				if capabilitiesOf(got) != want {
					t.Errorf("HTTP/%d: got %+v, want %+v", protoMajor, capabilitiesOf(got), want)
				}
				// Whatever chi made of it before, nothing gets lost on top.
				wrapped := middleware.NewWrapResponseWriter(tt.beneath, protoMajor)
				if got, want := capabilitiesOf(rec.Wrap(wrapped, protoMajor)), capabilitiesOf(wrapped); got != want {
					t.Errorf("HTTP/%d, on chi's: got %+v, want %+v", protoMajor, got, want)
				}
			}
		})
	}
}

// TestController asks net/http's own writers for everything, through the
// handler's.
func TestController(t *testing.T) {
	for _, http2 := range []bool{false, true} {
		srv := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			var rec response.Recorder
			wrapped := rec.Wrap(w, r.ProtoMajor)
			if got, want := capabilitiesOf(wrapped), capabilitiesOf(w); got != want {
				t.Errorf("%s: got %+v, want %+v", r.Proto, got, want)
			}
			rc := http.NewResponseController(wrapped)
			deadline := time.Now().Add(time.Hour)
			for name, err := range map[string]error{
				"SetReadDeadline":  rc.SetReadDeadline(deadline),
				"SetWriteDeadline": rc.SetWriteDeadline(deadline),
				"EnableFullDuplex": rc.EnableFullDuplex(),
				"Flush":            rc.Flush(),
			} {
				if err != nil {
					t.Errorf("%s: %s: %v", r.Proto, name, err)
				}
			}
			conn, _, err := rc.Hijack()
			if hijacked := err == nil; hijacked == http2 {
				t.Errorf("%s: Hijack: %v", r.Proto, err)
			}
			if conn != nil {
				_ = conn.Close()
			}
		}))
		srv.EnableHTTP2 = http2
		srv.StartTLS()
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, srv.URL, http.NoBody)
		if err != nil {
			t.Fatal(err)
		}
		if resp, err := srv.Client().Do(req); err == nil {
			_ = resp.Body.Close()
		}
		srv.Close()
	}
}
