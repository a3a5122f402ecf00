package chitrace

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"strings"

	"github.com/opentracing-contrib/go-chi/internal/route"
	"github.com/opentracing-contrib/go-chi/internal/span"
	"github.com/opentracing-contrib/go-chi/internal/text"
)

// Tags beyond those of the OpenTracing semantic conventions, which package ext
// names.
const (
	tagRoute              = "http.route"
	tagResponseSize       = "http.response_size"
	tagAborted            = "http.aborted"
	tagClientDisconnected = "http.client_disconnected"
)

// Describe implements [span.Describer]: the tags that are known before the
// handler runs.
func (req *request) Describe(s *span.Span) {
	s.DescribeRequest(&req.inner, scheme(&req.inner), req.inner.Host)
	describeHeaders(s, req.requestHeaders, req.inner.Header)
}

func describeHeaders(s *span.Span, wanted []namedTag, got http.Header) {
	for _, h := range wanted {
		if values := got[h.name]; len(values) > 0 {
			s.Set(h.tag, text.Cut(strings.Join(values, ", ")))
		}
	}
}

func scheme(r *http.Request) string {
	if r.TLS != nil {
		return "https"
	}
	return "http"
}

// describeOutcome sets what came of the request: the status, and the error if
// it was one.
func (req *request) describeOutcome(panicked any) {
	//nolint:errorlint // net/http compares like this: an error that wraps it is a panic like any other
	aborted := panicked == http.ErrAbortHandler || (panicked == nil && !req.returned)
	status, ok := req.response.FinalStatus()
	if !req.returned && !req.response.Sent() {
		status, ok = http.StatusInternalServerError, !aborted // net/http closes the connection
	}
	if ok {
		req.span.SetStatus(status)
	}
	if aborted {
		req.span.Set(tagAborted, true)
	}
	switch {
	case panicked != nil && !aborted:
		req.span.LogPanic(panicked)
	case ok:
		req.span.FailByStatus(status)
	}
}

// describeResponse sets the tags of a sampled span that are known once the
// handler is done.
func (req *request) describeResponse(final *route.Route) {
	if !req.span.Sampled() {
		return
	}
	if final.Pattern != "" {
		req.span.Set(tagRoute, final.PatternTag)
	}
	req.span.Set(tagResponseSize, req.response.BytesWritten())
	describeHeaders(&req.span, req.responseHeaders, req.response.Header())
	req.describeParams()
	if req.clientDisconnected() {
		req.span.Set(tagClientDisconnected, true)
	}
}

func (req *request) describeParams() {
	params := req.paramsOf(&req.match)
	if told := req.told.Load(); told != nil {
		params = told.params
	}
	for name, value := range params {
		req.span.Set("http.route.param."+name, text.Cut(value))
	}
}

func (req *request) paramsOf(m *route.Match) map[string]string {
	if len(req.urlParams) == 0 {
		return nil
	}
	return m.Params(req.urlParams)
}

// clientDisconnected reports whether the client was gone before the end of the
// response. A client that has read all that was announced may close the
// connection at once, which cancels the context, too.
func (req *request) clientDisconnected() bool {
	return errors.Is(req.context.Err(), context.Canceled) && !req.sentAll()
}

func (req *request) sentAll() bool {
	status, ok := req.response.FinalStatus()
	switch {
	case !ok || !req.response.Sent():
		return false
	case req.inner.Method == http.MethodHead, status == http.StatusNoContent, status == http.StatusNotModified:
		return true
	}
	declared, err := strconv.Atoi(req.response.Header().Get("Content-Length"))
	return err == nil && req.response.BytesWritten() >= declared
}
