package chitrace

import (
	"fmt"
	"net/http"

	"github.com/opentracing-contrib/go-chi/internal/response"
	"github.com/opentracing-contrib/go-chi/internal/route"
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

// finish ends the span, also after a panic or an exit of the handler. Then it panics with
// the same value. It has to be deferred.
func (req *request) finish(returned *bool) {
	panicked := recover()
	//nolint:errorlint // net/http compares like this: an error that wraps it is a panic like any other
	aborted := panicked == http.ErrAbortHandler || (panicked == nil && !*returned)
	defer func() { // also if a callback exits
		req.context.request.Store(nil)
		if panicked != nil && !aborted {
			req.context.span.EndWithPanic(panicked)
		}
		req.context.span.End()
		if panicked != nil {
			panic(panicked)
		}
	}()
	req.describeEnd(*returned, aborted)
}

// describeEnd sets what is known once the handler is done.
func (req *request) describeEnd(returned, aborted bool) {
	defer req.server.config.span.Guard.Recover("the tracer")
	if req.served != nil {
		req.served()
	}
	if req.outer != nil {
		route.HandBack(req.context, req.outer, &req.inner)
	}
	// To a metrics.Middleware outside, for its exemplars. Until then the tracer may sample the span.
	defer response.Announce(req.context, req.beneath)
	req.describeStatus(returned, aborted)
	final := req.finalRoute()
	if final != req.startRoute { // the user's function is called again only then
		req.context.span.Rename(req.nameOf(final))
	}
	req.reportHiddenRoutes()
	if req.context.span.Sampled() {
		req.describeResponse(final)
	}
}

func (req *request) describeStatus(returned, aborted bool) {
	status, ok := req.response.FinalStatus()
	if !returned && !req.response.Sent() {
		status, ok = http.StatusInternalServerError, !aborted // net/http closes the connection
	}
	if ok {
		req.context.span.SetStatus(status)
	}
	if aborted {
		req.context.span.Set(tagAborted, true)
	}
}

// describeResponse sets the other tags of a sampled span that are known once the
// handler is done.
func (req *request) describeResponse(final *route.Route) {
	config, span := req.server.config, &req.context.span
	if final.Pattern != "" {
		span.Set(tagRoute, final.PatternTag)
	}
	if config.span.URL != nil && req.urlRoute != nil && req.urlRoute.Pattern != final.Pattern {
		span.SetURL(&req.inner, scheme(&req.inner), req.inner.Host)
	}
	span.Set(tagResponseSize, req.response.BytesWritten())
	config.responseHeaders.set(span, req.response.Header())
	params := req.match.Params(config.urlParams)
	if below := req.below.Load(); below != nil {
		params = below.params
	}
	for name, value := range params {
		span.Set("http.route.param."+name, text.Cut(value))
	}
	if req.response.ClientDisconnected(req.context) {
		span.Set(tagClientDisconnected, true)
	}
}

// finalRoute returns the route once the handler is done.
func (req *request) finalRoute() *route.Route {
	if below := req.below.Load(); below != nil {
		return below.route
	}
	return req.match.Route()
}

// reportHiddenRoutes reports to the error handler, once for each pattern, that the
// look-up ended at a handler that hides further routes.
func (req *request) reportHiddenRoutes() {
	if req.startRoute == nil {
		return
	}
	if pattern := req.match.Hides(req.startRoute); pattern != "" {
		req.server.config.span.Guard.Report("the look-up of "+pattern, fmt.Errorf("the look-up of a route ended at %q, and the request took a route behind it: "+
			"the span started with the wrong name. Show the routes behind the handler there with chitrace.ShowRoutes", pattern))
	}
}
