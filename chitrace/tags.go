package chitrace

import (
	"net/http"
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
	describeHeaders(s, req.server.config.requestHeaders, req.inner.Header)
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
	span := &req.context.span
	status, ok := req.response.FinalStatus()
	if !req.returned && !req.response.Sent() {
		status, ok = http.StatusInternalServerError, !aborted // net/http closes the connection
	}
	if ok {
		span.SetStatus(status)
	}
	if aborted {
		span.Set(tagAborted, true)
	}
	switch {
	case panicked != nil && !aborted:
		span.LogPanic(panicked)
	case ok:
		span.FailByStatus(status)
	}
}

// describeResponse sets the tags of a sampled span that are known once the
// handler is done.
func (req *request) describeResponse(final *route.Route) {
	span := &req.context.span
	if !span.Sampled() {
		return
	}
	if final.Pattern != "" {
		span.Set(tagRoute, final.PatternTag)
	}
	req.updateURL(final)
	span.Set(tagResponseSize, sizeTag(req.response.Size()))
	describeHeaders(span, req.server.config.responseHeaders, req.response.Header())
	req.describeParams()
	if req.response.ClientDisconnected(req.context) {
		span.Set(tagClientDisconnected, true)
	}
}

// sizeTag returns a size as an int, or an int64 where that is too small.
func sizeTag(size int64) any {
	if n := int(size); int64(n) == size {
		return n
	}
	return size
}

func (req *request) describeParams() {
	params := req.paramsOf(&req.match)
	if below := req.below.Load(); below != nil {
		params = below.params
	}
	for name, value := range params {
		req.context.span.Set("http.route.param."+name, text.Cut(value))
	}
}

func (req *request) paramsOf(m *route.Match) map[string]string {
	names := req.server.config.urlParams
	if len(names) == 0 {
		return nil
	}
	return m.Params(names)
}
