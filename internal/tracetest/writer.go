package tracetest

import "net/http"

// NullWriter can do what net/http's own writer of HTTP/1.1 can, and does
// nothing. Make it once, with a header, to count the allocations of a handler.
type NullWriter struct {
	http.Flusher
	http.Hijacker
	header http.Header
}

// NewNullWriter returns a writer with an empty header.
func NewNullWriter() NullWriter { return NullWriter{header: http.Header{}} }

// Header implements [http.ResponseWriter].
func (w NullWriter) Header() http.Header { return w.header }

// Write implements [http.ResponseWriter].
func (w NullWriter) Write(b []byte) (int, error) { return len(b), nil }

// WriteHeader implements [http.ResponseWriter].
func (w NullWriter) WriteHeader(int) {}
