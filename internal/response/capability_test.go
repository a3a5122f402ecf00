package response_test

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
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
// beneath can, and never more. It does less only in
// combinations that no server's writers have, such as ReadFrom or Push alone.
func TestCapabilities(t *testing.T) {
	d := &deaf{ResponseRecorder: httptest.NewRecorder()}
	tests := []struct {
		beneath http.ResponseWriter
		want    capabilities
	}{
		{struct{ writer }{d}, capabilities{}},
		{writerF{d, d}, capabilities{flush: true}},
		{writerH{d, d}, capabilities{hijack: true}},
		{writerFH{d, d, d}, capabilities{flush: true, hijack: true}},
		{writerFP{d, d, d}, capabilities{flush: true, push: true}},
		{writerFHR{d, d, d, d}, capabilities{flush: true, hijack: true, readFrom: true}},
		{writerFHP{d, d, d, d}, capabilities{flush: true, hijack: true}},
		{writerFHRP{d, d, d, d, d}, capabilities{flush: true, hijack: true, readFrom: true}},
		{writerR{d, d}, capabilities{}},
		{writerFR{d, d, d}, capabilities{flush: true}},
		{writerHR{d, d, d}, capabilities{hijack: true}},
		{writerP{d, d}, capabilities{}},
	}
	for _, tt := range tests {
		t.Run(fmt.Sprintf("%T", tt.beneath), func(t *testing.T) {
			var rec response.Recorder
			got := rec.Wrap(tt.beneath)
			if capabilitiesOf(got) != tt.want {
				t.Errorf("got %+v, want %+v", capabilitiesOf(got), tt.want)
			}
			if used := d.use(got); used != tt.want {
				t.Errorf("used %+v, want %+v", used, tt.want)
			}
			for protoMajor := range 3 { // whatever chi makes of it, nothing gets lost on top
				wrapped := middleware.NewWrapResponseWriter(tt.beneath, protoMajor)
				if got, want := capabilitiesOf(rec.Wrap(wrapped)), capabilitiesOf(wrapped); got != want {
					t.Errorf("HTTP/%d, on chi's: got %+v, want %+v", protoMajor, got, want)
				}
			}
		})
	}
}

// deaf is a writer that notes what it was asked to do, and does nothing.
type deaf struct {
	*httptest.ResponseRecorder
	asked capabilities
}

func (d *deaf) Flush() { d.asked.flush = true }

func (d *deaf) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	d.asked.hijack = true
	return nil, nil, http.ErrHijacked
}

func (d *deaf) ReadFrom(io.Reader) (int64, error) {
	d.asked.readFrom = true
	return 0, nil
}

func (d *deaf) Push(string, *http.PushOptions) error {
	d.asked.push = true
	return nil
}

// use does with w all that it can do, and returns what got through.
func (d *deaf) use(w http.ResponseWriter) capabilities {
	d.asked = capabilities{}
	if p, ok := w.(http.Pusher); ok {
		_ = p.Push("/style.css", nil)
	}
	if f, ok := w.(http.Flusher); ok {
		f.Flush()
	}
	if r, ok := w.(io.ReaderFrom); ok {
		_, _ = r.ReadFrom(strings.NewReader("body"))
	}
	if h, ok := w.(http.Hijacker); ok {
		_, _, _ = h.Hijack()
	}
	return d.asked
}

// TestController asks net/http's own writers for everything, through the
// handler's.
func TestController(t *testing.T) {
	for _, http2 := range []bool{false, true} {
		srv := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			var rec response.Recorder
			wrapped := rec.Wrap(w)
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
