// Package chitrace traces chi services with OpenTracing. Its [Middleware] starts
// one server span for each request, named after the route that it matched.
//
//	r := chi.NewRouter()
//	r.Use(chitrace.Middleware(tracer))
//	r.Get("/users/{userID}", getUser) // spans are called "GET /users/{userID}"
//
// The span is in the request's context. [StartSpan] starts a span below it, and
// the transport of package propagation passes the trace on to other services.
// Handlers may also use [SpanFromRequest], [SetOperationName], [SetTag] and
// [LogError].
//
// [opentracing.StartSpanFromContext] asks the global tracer. Set that with
// [opentracing.SetGlobalTracer], or its spans do nothing. [StartSpan] needs no
// global tracer.
//
// # Names
//
//	matched an endpoint                       GET /v1/users/{userID}
//	matched the root                          GET /
//	404 or 405 below a mounted router         GET /api/*
//	404 or 405 that reached no pattern        HTTP GET
//	a method that chi does not know           HTTP OTHER
//	SetOperationName, WithOperationName       the name that is set
//
// The pattern is the whole one across Route, Group, With and Mount, as chi writes
// it. It is never a raw path, so there are as many names as there are routes. A
// request that a middleware answers before its route is reached, with a 401 for
// example, is named after the route that it was heading for. A name that the
// handler sets by the span's own SetOperationName stays if the tracer's spans have
// a method OperationName, as Jaeger's do.
//
// A handler in front of a router hides its routes: see [ShowRoutes]. A router other
// than chi's sets its route with [SetRoute]; one of net/http needs nothing.
//
// An [http.ServeMux] below a mount tells its pattern by the request. If it gets a
// copy of the request, or the router is another one, its handlers call
// [SetRoute]. A plain handler in front of a chi router, such as an
// authentication, hides that router until the request has come there. Show it
// with [ShowRoutes].
//
// # Tags
//
//	span.kind                 server
//	component                 go-chi/chi, or the name of WithComponent
//	http.method               as received
//	http.url                  scheme://host/path, or the URL of WithURL
//	http.route                the pattern, if the request reached one
//	http.status_code          the first final status that went to the client
//	http.response_size        bytes of the body that the handler wrote
//	http.aborted              true if the handler ended by http.ErrAbortHandler
//	                          or runtime.Goexit
//	http.client_disconnected  true if the client left before the end
//	error                     true after a status of 500 or above (see
//	                          WithErrorStatus), a panic, or LogError
//
// The names are those of the OpenTracing semantic conventions, as far as these
// have one. A hijacked connection has no status, unless 101 was written. A panic
// is logged with event=error, error.kind=panic, message and stack, and panics on
// with the same value.
//
// # Limits and secrets
//
// Every value is valid UTF-8 and at most 2,048 bytes long; a stack 16 KiB. Longer
// ones are cut. A span has at most 64 logs of this package, and one more that tells
// how many were dropped. Incoming baggage is limited to 8,192 bytes.
//
// Query, user info and headers hold secrets. They become tags only with [WithURL],
// [WithRequestHeaders] or [WithResponseHeaders]. URLs in the texts
// of errors and panics are shown without query and user info. A path may be a
// secret, too: [RouteURL] leaves it out.
//
// # Order of middleware
//
// Put Middleware early: the span then includes the time and the responses of the
// other middlewares. It may stand on the root router, on a nested one, in r.With,
// or around a router as in chitrace.Middleware(tracer)(r).
//
// If two are nested, only the outer one makes a span. The inner one's tracer and
// options are ignored, and [WithErrorHandler] is told so once. Where a handler
// such as [http.TimeoutHandler] hides the router from the outer one, the inner one
// tells it the route.
//
// Middlewares outside see their request as if Middleware were not there: what the
// handler has done to it, unless Middleware stands around a router, which serves a
// copy of the request. One thing is lost: a path value that is not chi's, if
// nothing else of the request has changed.
//
// With chi's Recoverer there is a choice:
//
//	r.Use(middleware.Recoverer, chitrace.Middleware(tracer))
//
// shows the panic: the span has its value and stack, and status 500 unless
// another one was sent before.
//
//	r.Use(chitrace.Middleware(tracer), middleware.Recoverer)
//
// shows the response: the span has the status that Recoverer sent, and
// error=true, but nothing of the panic.
//
// # Callers
//
// The span is a child of the caller's, if the tracer finds a context in the
// headers. A corrupt header starts a new trace. A caller may force a trace to be
// sampled, and plant baggage. For callers that you do not trust, use
// [WithPublicEndpoint].
//
// A handler may serve a request of its own in memory, by a RoundTripper that calls
// another handler or by a batch. Such a request has a span of its own. If its
// headers name no parent, that is the span in its context, provided that the
// context's request is still open.
//
// A job that outlives its request may keep [context.WithoutCancel] of the request's
// context. That keeps the span and the values, but not the request, its body or
// its form.
//
// # Sampling
//
// A tracer such as Jaeger's decides when a span starts whether it is sampled, and
// may decide by its name. So a root span starts with the name of its route, which
// is looked up in the router beforehand; see [WithoutRouteLookup]. With a parent
// the decision came along.
//
// A span that is not sampled has its name, span.kind, http.status_code and error,
// so that observers of the tracer can count it, and no other tags. If the span
// context has a method IsSampled() bool, that is asked. A tracer without it is
// taken to sample every span.
//
// # Failures
//
// No header, path, method or callback, and no tracer that fails or panics, makes a
// request fail that would have succeeded without Middleware. [WithErrorHandler]
// is told of them. The handler's [http.ResponseWriter] can do what the server's can:
// Flush, Hijack, Push, ReadFrom and all of [http.ResponseController]. Nothing is
// written to the standard logger.
package chitrace
