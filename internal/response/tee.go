package response

import (
	"io"
	"net/http"

	"github.com/go-chi/chi/v5/middleware"
)

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
