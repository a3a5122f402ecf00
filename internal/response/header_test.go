package response

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
)

// maybeFlusher is a middleware's wrapper of the old kind: it shows nothing of
// what it wraps, and has a Flush whether that can flush or not.
type maybeFlusher struct{ http.ResponseWriter }

func (m maybeFlusher) Flush() {
	if f, ok := m.ResponseWriter.(http.Flusher); ok {
		f.Flush()
	}
}

// neverFlusher flushes nothing.
type neverFlusher struct{ onlyUnwraps }

func (neverFlusher) Flush() {}

// The recorded status is the one on the wire, also where only the writer beneath
// knows whether a header went out.
func TestStatusIsTheWires(t *testing.T) {
	maybe := with(func(w http.ResponseWriter) http.ResponseWriter { return maybeFlusher{w} })
	never := with(func(w http.ResponseWriter) http.ResponseWriter { return neverFlusher{onlyUnwraps{w}} })
	type stack = []func(http.Handler) http.Handler
	stacks := map[string]stack{
		"net/http":                       {plain},
		"Logger":                         {logsQuiet},
		"Compress":                       {compress},
		"Compress in TimeoutHandler":     {timeout, compress},
		"a wrapper":                      {maybe},
		"a wrapper in TimeoutHandler":    {timeout, maybe},
		"two wrappers in TimeoutHandler": {timeout, unwraps, maybe},
		"a wrapper that never flushes":   {never},
	}
	handlers := map[string]func(w http.ResponseWriter){
		"Flush": func(w http.ResponseWriter) { maybeFlusher{w}.Flush() },
		"Flush, 503": func(w http.ResponseWriter) {
			maybeFlusher{w}.Flush()
			w.WriteHeader(http.StatusServiceUnavailable)
		},
		"Flush by controller, 503": func(w http.ResponseWriter) {
			flush(w)
			w.WriteHeader(http.StatusServiceUnavailable)
		},
		"a copy that fails, 304": func(w http.ResponseWriter) {
			_, _ = io.Copy(w, iotest.ErrReader(io.ErrUnexpectedEOF))
			w.WriteHeader(http.StatusNotModified)
		},
		"an empty copy, 304": func(w http.ResponseWriter) {
			_, _ = io.Copy(w, onlyReader{strings.NewReader("")})
			w.WriteHeader(http.StatusNotModified)
		},
	}
	for stackName, stack := range stacks {
		for name, handler := range handlers {
			for _, http2 := range []bool{false, true} {
				t.Run(fmt.Sprintf("%s/%s/http2=%t", stackName, name, http2), func(t *testing.T) {
					var rec Recorder
					var h http.Handler = http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { handler(rec.Wrap(w)) })
					for _, middleware := range slices.Backward(stack) {
						h = middleware(h)
					}
					want, _ := fetch(t, h, http2)
					if got, _ := rec.FinalStatus(); got != want {
						t.Errorf("recorded %d, want %d", got, want)
					}
				})
			}
		}
	}
}

// A writer that nothing is known of is taken at its word: what it flushes is
// sent, and an empty body is not.
func TestStatusOfUnknownWriters(t *testing.T) {
	circle := &circular{}
	circle.ResponseWriter = circle
	for name, w := range map[string]http.ResponseWriter{
		"no struct":     unknown(0),
		"a nil pointer": &nested{},
		"a circle":      circle,
	} {
		t.Run(name, func(t *testing.T) {
			var rec Recorder
			wrapped := rec.Wrap(w)
			if _, _ = wrapped.(io.ReaderFrom).ReadFrom(strings.NewReader("")); rec.Sent() {
				t.Error("an empty body is sent")
			}
			wrapped.(http.Flusher).Flush()
			wrapped.WriteHeader(http.StatusServiceUnavailable)
			if got := rec.Status(); got != http.StatusOK {
				t.Errorf("recorded %d, want 200", got)
			}
		})
	}
}

type unknown int

func (unknown) Header() http.Header               { return nil }
func (unknown) Write(b []byte) (int, error)       { return len(b), nil }
func (unknown) WriteHeader(int)                   {}
func (unknown) Flush()                            {}
func (unknown) ReadFrom(io.Reader) (int64, error) { return 0, nil }

// nested and circular can do what unknown can, and embed deeper down what the
// search for the field goes through.
type (
	nested struct {
		unknown
		recorded
	}
	circular struct {
		unknown
		wrapped
	}
	recorded struct{ *httptest.ResponseRecorder }
	wrapped  struct{ http.ResponseWriter }
)
