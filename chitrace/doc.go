// Package chitrace traces chi services with OpenTracing. Its [Middleware] starts
// one server span for each request, named after the route that it matched.
//
//	r := chi.NewRouter()
//	r.Use(chitrace.Middleware(tracer))
//	r.Get("/users/{userID}", getUser) // spans are called "GET /users/{userID}"
//
// The span is in the request's context. What starts spans from that, such as
// [opentracing.StartSpanFromContext] and the transport of package propagation,
// goes on with the trace. Handlers may also use [SpanFromRequest],
// [SetOperationName] and [LogError].
//
// # Names
//
//	matched an endpoint                       GET /v1/users/{userID}
//	matched the root                          GET /
//	404 or 405 below a mounted router         GET /api/*
//	404 or 405 that reached no pattern        HTTP GET
//	a method that chi does not know           HTTP OTHER
//	SetOperationName, WithOperationName       as they say
//
// The pattern is the whole one across Route, Group, With and Mount, as chi writes
// it. It is never a raw path, so there are as many names as there are routes. A
// request that a middleware answers before its route is reached, with a 401 for
// example, is named after the route that it was heading for.
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
//	component                 go-chi/chi, or as WithComponent says
//	http.method               as received
//	http.url                  scheme://host/path, or as WithURL says
//	http.route                the pattern, if one is known
//	http.status_code          the first final status that went to the client
//	http.response_size        bytes of the body that the handler wrote
//	http.aborted              true: the handler gave up, by http.ErrAbortHandler
//	                          or runtime.Goexit
//	http.client_disconnected  true: the client was gone before the end
//	error                     true: a status that WithErrorStatus takes for one,
//	                          a panic, or LogError
//
// The names are those of the OpenTracing semantic conventions, as far as these
// have one. A hijacked connection has no status, unless 101 was written. A panic
// is logged with event=error, error.kind=panic, message and stack, and panics on
// with the same value.
//
// # Limits and secrets
//
// Every value is valid UTF-8 and at most 2,048 bytes long; a stack 16 KiB. Longer
// ones are cut. Of what a caller sends, baggage counts up to 8,192 bytes.
//
// Query, user info and headers hold secrets. They become tags only if [WithURL],
// [WithRequestHeaders] or [WithResponseHeaders] asks for them. URLs in the texts
// of errors and panics are shown without query and user info. A path may be a
// secret, too: [RouteURL] leaves it out.
//
// # Order of middleware
//
// Put Middleware early, so that the time of the others counts, and what they
// answer. It may stand on the root router, on a nested one, in r.With, or around
// a router as in chitrace.Middleware(tracer)(r). The outermost one in a request
// makes the span. Others in the same request do nothing, except where a handler
// such as [http.TimeoutHandler] hides the router from the outermost: then they
// tell it the route.
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
// The span goes on with the trace of its caller, if the tracer finds one in the
// headers. A corrupt header starts a new trace. A caller may force a trace to be
// sampled, and plant baggage. If callers are strangers, use [WithPublicEndpoint].
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
// tells of them. The handler's [http.ResponseWriter] can do what the server's can:
// Flush, Hijack, Push, ReadFrom and all of [http.ResponseController]. Nothing is
// written to the standard logger.
package chitrace
