package response

import (
	"io"
	"net/http"
	"syscall"

	"github.com/go-chi/chi/v5/middleware"
)

// readFrom sets no status after an empty body, as net/http sends none.
func (rec *Recorder) readFrom(r io.Reader) (n int64, err error) {
	to, ok := rec.beneath.(io.ReaderFrom)
	if !ok { // Tee or Discard have wrapped it
		return io.Copy(struct{ io.Writer }{rec}, r)
	}
	var counted *countedReader
	if !isForKernel(r) {
		counted = &countedReader{Reader: r}
		r = counted
	}
	returned := false
	defer func() {
		if !returned && counted != nil { // r panics
			n = counted.n
		}
		if n > 0 {
			rec.setStatus(http.StatusOK)
			rec.size += n
		}
	}()
	n, err = to.ReadFrom(r)
	returned = true
	return n, err
}

// isForKernel reports whether net/http has to get r itself: the kernel may copy r, or r
// is an [io.WriterTo].
func isForKernel(r io.Reader) bool {
	if limited, ok := r.(*io.LimitedReader); ok {
		r = limited.R
	} else if _, ok := r.(io.WriterTo); ok {
		return true
	}
	_, ok := r.(syscall.Conn)
	return ok
}

// countedReader counts the bytes that were read.
type countedReader struct {
	io.Reader
	n int64
}

func (r *countedReader) Read(b []byte) (int, error) {
	n, err := r.Reader.Read(b)
	r.n += int64(n)
	return n, err
}

// Tee implements [middleware.WrapResponseWriter]: the body is also written to w.
func (rec *Recorder) Tee(w io.Writer) { rec.chiWriter().Tee(w) }

// Discard implements the [middleware.WrapResponseWriter] of chi v5.1: the header
// and the body that follow do not reach the client.
func (rec *Recorder) Discard() {
	if w, ok := rec.chiWriter().WrapResponseWriter.(interface{ Discard() }); ok {
		w.Discard()
	}
}

// chiWriter puts a writer of chi's between the Recorder and the writer beneath.
func (rec *Recorder) chiWriter() chiWriter {
	w, ok := rec.beneath.(chiWriter)
	if !ok {
		w = chiWriter{middleware.NewWrapResponseWriter(headerOnce{rec.beneath, rec}, 1)}
		rec.beneath = w
	}
	return w
}

type chiWriter struct{ middleware.WrapResponseWriter }

// headerOnce is a writer whose header may already be sent. chi's writer does not know
// this and would call WriteHeader again.
type headerOnce struct {
	http.ResponseWriter
	rec *Recorder
}

func (w headerOnce) Unwrap() http.ResponseWriter { return w.ResponseWriter }

func (w headerOnce) WriteHeader(status int) {
	if !w.rec.Sent() {
		w.ResponseWriter.WriteHeader(status)
	}
}
