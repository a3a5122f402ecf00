package response

import (
	"context"
	"errors"
	"io"
	"math"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/go-chi/chi/v5/middleware"

	"github.com/opentracing-contrib/go-chi/internal/tracetest"
)

func flush(w http.ResponseWriter) { _ = http.NewResponseController(w).Flush() }

func hijack(w http.ResponseWriter) { _, _, _ = http.NewResponseController(w).Hijack() }

func write(w http.ResponseWriter) { _, _ = io.WriteString(w, "body") }

func copyTo(w http.ResponseWriter) { _, _ = io.Copy(w, onlyReader{strings.NewReader("body")}) }

// Whatever a handler does, two Recorders, as where tracing and metrics stand in
// one stack, record the same. All of the body counts, once.
func TestRecord(t *testing.T) {
	for name, tt := range map[string]struct {
		do         func(w http.ResponseWriter)
		wantStatus int // 0: none
		wantSent   bool
		wantBody   string
	}{
		"nothing":      {func(http.ResponseWriter) {}, 200, false, ""},
		"103":          {func(w http.ResponseWriter) { w.WriteHeader(103) }, 200, false, ""},
		"404":          {func(w http.ResponseWriter) { w.WriteHeader(404) }, 404, true, ""},
		"200, 500":     {func(w http.ResponseWriter) { w.WriteHeader(200); w.WriteHeader(500) }, 200, true, ""},
		"404, body":    {func(w http.ResponseWriter) { w.WriteHeader(404); write(w) }, 404, true, "body"},
		"202, invalid": {func(w http.ResponseWriter) { w.WriteHeader(202); w.WriteHeader(0) }, 202, true, ""},
		"no bytes":     {func(w http.ResponseWriter) { _, _ = w.Write(nil) }, 200, true, ""},
		"bytes":        {func(w http.ResponseWriter) { _, _ = w.Write([]byte("body")) }, 200, true, "body"},
		"string":       {write, 200, true, "body"},
		"copy":         {copyTo, 200, true, "body"},
		"copy that fails": {func(w http.ResponseWriter) {
			_, _ = io.Copy(w, onlyReader{io.MultiReader(strings.NewReader("body"), iotest.ErrReader(io.ErrUnexpectedEOF))})
		}, 200, true, "body"},
		"copy that panics": {func(w http.ResponseWriter) {
			defer func() { _ = recover() }()
			_, _ = io.Copy(w, onlyReader{io.MultiReader(strings.NewReader("body"), panics{})})
		}, 200, true, "body"},
		"202, copy":           {func(w http.ResponseWriter) { w.WriteHeader(202); copyTo(w) }, 202, true, "body"},
		"copy twice":          {func(w http.ResponseWriter) { copyTo(w); copyTo(w) }, 200, true, "bodybody"},
		"copy, flush, string": {func(w http.ResponseWriter) { copyTo(w); flush(w); write(w) }, 200, true, "bodybody"},
		"string, copy":        {func(w http.ResponseWriter) { write(w); copyTo(w) }, 200, true, "bodybody"},
		"flush":               {flush, 200, true, ""},
		"flush by the writer itself": {func(w http.ResponseWriter) {
			if f, ok := w.(http.Flusher); ok {
				f.Flush()
				return
			}
			flush(w) // it only unwraps
		}, 200, true, ""},
		"flush, 500":   {func(w http.ResponseWriter) { flush(w); w.WriteHeader(500) }, 200, true, ""},
		"202, flush":   {func(w http.ResponseWriter) { w.WriteHeader(202); flush(w) }, 202, true, ""},
		"hijack":       {hijack, 0, true, ""},
		"101, hijack":  {func(w http.ResponseWriter) { w.WriteHeader(101); hijack(w) }, 101, true, ""},
		"hijack twice": {func(w http.ResponseWriter) { hijack(w); hijack(w) }, 0, true, ""},
	} {
		for wrapper, wrap := range wrappers {
			t.Run(name+"/"+wrapper, func(t *testing.T) {
				conn := newConnection()
				var outer, inner Recorder
				tt.do(inner.Wrap(outer.Wrap(wrap(conn), get), get))
				if got := conn.Body.String(); got != tt.wantBody {
					t.Errorf("sent %q, want %q", got, tt.wantBody)
				}
				for _, rec := range []*Recorder{&outer, &inner} {
					if status, ok := rec.FinalStatus(); status != tt.wantStatus || ok != (tt.wantStatus != 0) {
						t.Errorf("got %d, %t, want %d", status, ok, tt.wantStatus)
					}
					if got := rec.Status(); tt.wantSent && got != tt.wantStatus {
						t.Errorf("got status %d, want %d", got, tt.wantStatus)
					}
					if got := rec.Sent(); got != tt.wantSent {
						t.Errorf("got sent=%t, want %t", got, tt.wantSent)
					}
					if got := rec.Size(); got != int64(len(tt.wantBody)) || rec.BytesWritten() != int(got) {
						t.Errorf("counted %d and %d bytes, want %d", got, rec.BytesWritten(), len(tt.wantBody))
					}
				}
			})
		}
	}
}

// net/http cuts a long string into other chunks than bytes.
func TestStringReachesTheServerAsItIs(t *testing.T) {
	conn := newConnection()
	var rec Recorder
	if write(rec.Wrap(conn, get)); conn.strings != 1 {
		t.Errorf("wrote %d strings, want one", conn.strings)
	}
}

type panics struct{}

func (panics) Read([]byte) (int, error) { panic("Read panics") }

// huge takes a body larger than an int of 32 bits.
type huge struct{ http.ResponseWriter }

func (huge) ReadFrom(io.Reader) (int64, error) { return 3 << 30, nil }

func TestHugeBody(t *testing.T) {
	var rec Recorder
	copyTo(rec.Wrap(huge{}, get))
	if rec.Size() != 3<<30 || rec.BytesWritten() < math.MaxInt32 {
		t.Errorf("got %d and %d, want 3 GiB", rec.Size(), rec.BytesWritten())
	}
}

// A 101 is final in HTTP/1 only.
func TestSwitchingProtocolsInHTTP2(t *testing.T) {
	var rec Recorder
	resp := tracetest.ServeTLS(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w = rec.Wrap(w, r)
		w.WriteHeader(http.StatusSwitchingProtocols)
		w.WriteHeader(http.StatusUpgradeRequired)
	})).Send(t, "GET /")
	if got, _ := rec.FinalStatus(); got != resp.StatusCode || got != http.StatusUpgradeRequired {
		t.Errorf("recorded %d, sent %d, want 426", got, resp.StatusCode)
	}
}

// WebTransport asserts types of quic-go's.
func TestConnectOverHTTP3(t *testing.T) {
	var rec Recorder
	conn := newConnection()
	if got := rec.Wrap(conn, &http.Request{Method: http.MethodConnect, ProtoMajor: 3}); got != conn {
		t.Errorf("got a %T, want the server's own", got)
	}
	if status, ok := rec.FinalStatus(); ok {
		t.Errorf("recorded %d, want no status", status)
	}
}

// net/http panics on an invalid status. Whoever recovers that can still answer.
func TestInvalidStatus(t *testing.T) {
	for _, invalid := range []int{-1, 0, 99, 1000} {
		conn := newConnection()
		var rec Recorder
		w := rec.Wrap(conn, get)
		if tracetest.PanicOf(func() { w.WriteHeader(invalid) }) == nil {
			t.Errorf("%d: no panic", invalid)
		}
		w.WriteHeader(http.StatusInternalServerError)
		if status, _ := rec.FinalStatus(); conn.Code != 500 || status != 500 {
			t.Errorf("%d: sent %d, recorded %d, want 500", invalid, conn.Code, status)
		}
	}
}

// A flush that fails has sent the header. A response that could not be flushed,
// or its connection not be hijacked, is as open as before.
func TestControllerFails(t *testing.T) {
	errGone := errors.New("the client is gone")
	conn := newConnection()
	conn.gone, conn.refused = errGone, http.ErrHijacked
	unable := struct{ http.ResponseWriter }{httptest.NewRecorder()}
	flush := func(rc *http.ResponseController) error { return rc.Flush() }
	hijack := func(rc *http.ResponseController) error {
		_, _, err := rc.Hijack()
		return err
	}
	for name, tt := range map[string]struct {
		do       func(rc *http.ResponseController) error
		w        http.ResponseWriter
		want     error
		wantSent bool
	}{
		"flush fails":                 {flush, conn, errGone, true},
		"flush fails, in a wrapper":   {flush, onlyUnwraps{conn}, errGone, true},
		"flush fails, in chi's":       {flush, middleware.NewWrapResponseWriter(conn, 1), nil, true},
		"cannot flush":                {flush, unable, http.ErrNotSupported, false},
		"cannot flush, in a wrapper":  {flush, onlyUnwraps{unable}, http.ErrNotSupported, false},
		"hijack fails":                {hijack, conn, http.ErrHijacked, false},
		"hijack fails, in a wrapper":  {hijack, onlyUnwraps{conn}, http.ErrHijacked, false},
		"cannot hijack, in a wrapper": {hijack, onlyUnwraps{unable}, http.ErrNotSupported, false},
	} {
		var rec Recorder
		if err := tt.do(http.NewResponseController(rec.Wrap(tt.w, get))); !errors.Is(err, tt.want) {
			t.Errorf("%s: got %v, want %v", name, err, tt.want)
		}
		if got := rec.Sent(); got != tt.wantSent {
			t.Errorf("%s: got sent=%t, want %t", name, got, tt.wantSent)
		}
	}
}

// A body may go by way of any method. A tee hears all of it; what is discarded
// reaches nobody else.
func TestDiscardAndTee(t *testing.T) {
	_, canDiscard := middleware.NewWrapResponseWriter(newConnection(), 1).(interface{ Discard() }) // since v5.1
	for name, send := range map[string]func(w http.ResponseWriter){
		"Write":       func(w http.ResponseWriter) { _, _ = w.Write([]byte("body")) },
		"WriteString": write,
		"ReadFrom":    copyTo,
		"WriteHeader": func(w http.ResponseWriter) { w.WriteHeader(http.StatusOK); write(w) },
	} {
		for _, tt := range []struct {
			tee, discard        bool
			wantHeard, wantSent string
			wantCode            int
		}{
			{true, false, "body", "body", http.StatusOK},
			{false, true, "", "", 0},
			{true, true, "body", "", 0},
		} {
			if tt.discard && !canDiscard {
				continue
			}
			conn := newConnection()
			conn.Code = 0
			var rec Recorder
			w := rec.Wrap(conn, get)
			var heard strings.Builder
			if tt.tee {
				rec.Tee(&heard)
			}
			if tt.discard {
				rec.Discard()
			}
			send(w)
			if heard.String() != tt.wantHeard || conn.Body.String() != tt.wantSent || conn.Code != tt.wantCode {
				t.Errorf("%s, %+v: heard %q, sent %d, %q", name, tt, heard.String(), conn.Code, conn.Body)
			}
			if rec.BytesWritten() != 4 || rec.Status() != http.StatusOK {
				t.Errorf("%s, %+v: counted %d bytes, status %d", name, tt, rec.BytesWritten(), rec.Status())
			}
		}
	}
}

// loop is a writer that unwraps to itself.
type loop struct{ http.ResponseWriter }

func (l loop) Unwrap() http.ResponseWriter { return l }

// broken is a writer whose Unwrap panics.
type broken struct{ http.ResponseWriter }

func (broken) Unwrap() http.ResponseWriter { panic("broken") }

// heard is the last context that a Recorder was told of.
type heard struct{ ctx context.Context }

func (h *heard) SpanEnds(ctx context.Context) { h.ctx = ctx }

func TestAnnounce(t *testing.T) {
	var h heard
	outer, between, other := Recorder{Owner: &h}, Recorder{}, Recorder{Owner: new(heard)}
	w := httptest.NewRecorder()
	for name, tt := range map[string]struct {
		w    http.ResponseWriter
		want bool
	}{
		"beneath":                            {outer.Wrap(w, get), true},
		"beneath another's writer":           {middleware.NewWrapResponseWriter(outer.Wrap(w, get), 1), true},
		"beneath another Recorder":           {between.Wrap(outer.Wrap(w, get), get), true},
		"behind a writer that shows nothing": {struct{ http.ResponseWriter }{outer.Wrap(w, get)}, false},
		"not beneath":                        {other.Wrap(w, get), false},
		"not beneath a circle":               {loop{w}, false},
		"not beneath a broken writer":        {broken{outer.Wrap(w, get)}, false},
	} {
		h.ctx = nil
		var inner Recorder
		Announce(t.Context(), Beneath(inner.Wrap(tt.w, get)))
		if owner, _ := OwnerOf[*heard](Beneath(tt.w)); (owner == &h) != tt.want {
			t.Errorf("%s: got owner %p, want it: %t", name, owner, tt.want)
		}
		if got := h.ctx != nil; got != tt.want {
			t.Errorf("%s: told: %t, want %t", name, got, tt.want)
		}
	}
}
