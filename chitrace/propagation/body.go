package propagation

import (
	"errors"
	"io"
	"net/http"

	"github.com/opentracing-contrib/go-chi/internal/span"
)

// hasBody reports whether the response has a body (RFC 9110, 6.4.1).
func hasBody(r *http.Request, resp *http.Response) bool {
	switch {
	case resp.Body == nil, resp.Body == http.NoBody, r.Method == http.MethodHead,
		resp.StatusCode == http.StatusNoContent, resp.StatusCode == http.StatusNotModified:
		return false
	}
	// HTTP/2 has its own NoBody, whose length is 0. In other responses, 0 may mean that the
	// field was not set.
	return resp.ContentLength != 0 || resp.ProtoMajor < 2
}

// trackedBody ends the span at the end of a response body.
type trackedBody struct {
	io.ReadCloser
	span *span.Span
}

func (b *trackedBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	switch {
	case err == nil:
	case err == io.EOF || errors.Is(err, io.EOF): // the first is faster
		b.span.End()
	default:
		b.span.EndWithError(err)
	}
	return n, err
}

func (b *trackedBody) Close() error {
	defer b.span.End() // also if Close panics
	err := b.ReadCloser.Close()
	if err != nil {
		b.span.EndWithError(err)
	}
	return err
}

// withWriter returns b, with Write and CloseWrite if the body has them: after a 101
// the body is the connection.
func (b *trackedBody) withWriter() io.ReadCloser {
	w, ok := b.ReadCloser.(io.Writer)
	if !ok {
		return b
	}
	duplex := duplexBody{b, w}
	if half, ok := b.ReadCloser.(writeCloser); ok {
		return struct {
			duplexBody
			writeCloser
		}{duplex, half}
	}
	return duplex
}

type writeCloser interface{ CloseWrite() error }

type duplexBody struct {
	*trackedBody
	writer io.Writer
}

func (b duplexBody) Write(p []byte) (int, error) {
	n, err := b.writer.Write(p)
	if err != nil {
		b.span.EndWithError(err)
	}
	return n, err
}
