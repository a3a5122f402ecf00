package chitrace

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"runtime"
	"strings"

	"github.com/opentracing/opentracing-go"
	"github.com/opentracing/opentracing-go/ext"
	"github.com/opentracing/opentracing-go/log"

	"github.com/opentracing-contrib/go-chi/internal/route"
)

// Tags beyond those of the OpenTracing semantic conventions, which package ext
// names.
const (
	tagRoute              = "http.route"
	tagResponseSize       = "http.response_size"
	tagAborted            = "http.aborted"
	tagClientDisconnected = "http.client_disconnected"
)

// ownTags are the tags that WithTags does not set.
var ownTags = []string{
	string(ext.SpanKind), string(ext.Component), string(ext.HTTPMethod), string(ext.HTTPUrl),
	string(ext.HTTPStatusCode), tagRoute, tagResponseSize, tagAborted, tagClientDisconnected,
}

// spanKindServer is the value of span.kind, boxed once.
var spanKindServer any = ext.SpanKindRPCServerEnum

// describeRequest sets the tags that are known before the handler runs.
func (t *trace) describeRequest(set func(key string, value any)) {
	set(string(ext.Component), t.component)
	set(string(ext.HTTPMethod), t.methodTag())
	if url := t.urlTag(); url != "" {
		set(string(ext.HTTPUrl), url)
	}
	describeHeaders(set, t.requestHeaders, t.request.Header)
}

func describeHeaders(set func(key string, value any), wanted []header, got http.Header) {
	for _, h := range wanted {
		if values := got[h.name]; len(values) > 0 {
			set(h.tag, strings.Join(values, ", "))
		}
	}
}

// methodTag returns the method, without an allocation where chi knows it.
func (t *trace) methodTag() any {
	if t.request.Method == t.route.Method {
		return t.route.MethodTag
	}
	return t.request.Method
}

// urlTag returns the user's URL, or the default one.
func (t *trace) urlTag() string {
	if t.url == nil {
		return defaultURL(&t.request)
	}
	url := try(nil, func() *string { u := t.url(&t.request); return &u })
	if url == nil {
		return defaultURL(&t.request)
	}
	return *url
}

// defaultURL returns scheme://host/path. A server sees the host in a header
// that the client wrote, so anything like user info is cut off there, too.
func defaultURL(r *http.Request) string {
	scheme := "http://"
	if r.TLS != nil {
		scheme = "https://"
	}
	host := r.Host[strings.LastIndexByte(r.Host, '@')+1:]
	path := r.URL.EscapedPath()
	if path != "" && path[0] != '/' {
		path = "/" + path // OPTIONS *
	}
	return scheme + host + path
}

// answerContext injects the span context into the response headers, if asked.
func (t *trace) answerContext(h http.Header) {
	if !t.responseContext {
		return
	}
	defer swallow()
	// An error means that the tracer has no such format: then nothing is sent.
	_ = t.span.Tracer().Inject(t.span.Context(), opentracing.HTTPHeaders, opentracing.HTTPHeadersCarrier(h))
}

// observe calls the user's observers.
func (t *trace) observe() {
	for _, f := range t.observers {
		func() {
			defer swallow()
			f(t.span, &t.request)
		}()
	}
}

// describeOutcome sets what came of the request: the status, and the error if
// it was one.
func (t *trace) describeOutcome(failure any) {
	//nolint:errorlint // net/http compares like this: an error that wraps it is a panic like any other
	aborted := failure == http.ErrAbortHandler || (failure == nil && !t.returned)
	status, ok := t.response.FinalStatus()
	if !t.returned && !t.response.Sent() {
		status, ok = http.StatusInternalServerError, !aborted // net/http closes the connection
	}
	if ok {
		t.span.SetTag(string(ext.HTTPStatusCode), statusTag(status))
	}
	if aborted {
		t.span.SetTag(tagAborted, true)
	}
	switch {
	case failure != nil && !aborted:
		t.describePanic(failure)
	case ok && t.isError(status):
		t.whileOpen(t.setError)
	}
}

// describePanic logs the panic in the terms of the OpenTracing semantic
// conventions. Called while the stack still stands.
func (t *trace) describePanic(failure any) {
	t.whileOpen(t.setError)
	if !isSampled(t.decision) {
		return
	}
	stack := make([]byte, maxStack)
	stack = stack[:runtime.Stack(stack, false)]
	t.span.LogFields(
		log.Event("error"),
		log.String("error.kind", "panic"),
		log.String("message", fmt.Sprint(failure)),
		log.String("stack", string(stack)),
	)
}

// maxStack keeps a span with a stack well within one UDP packet, the most that
// reporters send by UDP. The frames cut off are the server's and middlewares'.
const maxStack = 16 << 10

func (i *instrumentation) isError(status int) bool {
	byDefault := status >= http.StatusInternalServerError
	if i.errorStatus == nil {
		return byDefault
	}
	return try(byDefault, func() bool { return i.errorStatus(status) })
}

// describeResponse sets the tags that are known once the handler is done.
func (t *trace) describeResponse(final *route.Route) {
	if !isSampled(t.decision) {
		return
	}
	if final.Pattern != "" {
		t.span.SetTag(tagRoute, final.PatternTag)
	}
	t.span.SetTag(tagResponseSize, t.response.BytesWritten())
	describeHeaders(func(key string, value any) { t.span.SetTag(key, value) }, t.responseHeaders, t.response.Header())
	for _, p := range t.urlParams {
		if value, ok := t.match.Param(p.name); ok {
			t.span.SetTag(p.tag, value)
		}
	}
	if errors.Is(t.Err(), context.Canceled) {
		t.span.SetTag(tagClientDisconnected, true)
	}
}

// statusTag returns the status as the conventions want it, a uint16. The common
// ones are boxed once.
func statusTag(status int) any {
	if status >= 100 && status < 100+len(statusTags) {
		return statusTags[status-100]
	}
	return uint16(status)
}

var statusTags = func() (boxed [500]any) {
	for i := range boxed {
		boxed[i] = uint16(100 + i)
	}
	return boxed
}()
