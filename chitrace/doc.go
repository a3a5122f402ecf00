// Package chitrace traces chi services with OpenTracing: its Middleware starts
// one server span for each request, named after the route that it matched.
//
//	r := chi.NewRouter()
//	r.Use(chitrace.Middleware(tracer))
//	r.Get("/users/{userID}", getUser) // spans are called "GET /users/{userID}"
//
// The span is in the request's context, so what starts spans from that, such as
// opentracing.StartSpanFromContext and the transport of package propagation, goes
// on with the trace. Handlers may also use SpanFromRequest, SetOperationName and
// LogError.
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
// request that a middleware answers before its route is reached, by a 401 say, is
// named after the route that it was heading for.
//
// # Tags
//
//	span.kind                 server
//	component                 go-chi/chi, or as WithComponent says
//	http.method               as received
//	http.url                  scheme://host/path, or as WithURL says
//	http.route                the pattern, where one is known
//	http.status_code          the first final status that went to the client
//	http.response_size        the bytes of the body that the handler wrote
//	http.aborted              true: the handler gave up, by http.ErrAbortHandler
//	                          or runtime.Goexit
//	http.client_disconnected  true: the client was gone before the end
//	error                     true: a status that WithErrorStatus takes for one,
//	                          a panic, or LogError
//
// A connection that was hijacked has no status, unless 101 was written. A panic
// is logged with event=error, error.kind=panic, message and stack, and goes on as
// it came.
//
// Query, user info and headers hold secrets: they become tags only if WithURL,
// WithRequestHeaders or WithResponseHeaders asks for them.
//
// # Order of middleware
//
// Put Middleware early, so that the time of others counts, and what they answer.
// It may stand on the root router, on a nested one, in r.With, or around a router,
// as in chitrace.Middleware(tracer)(r). The outermost one in a request makes the
// span, others in the same request do nothing.
//
// With chi's Recoverer there is a choice:
//
//	r.Use(middleware.Recoverer, chitrace.Middleware(tracer))
//
// shows the panic: the span has its value and stack, and a status of 500 unless
// another one was sent before.
//
//	r.Use(chitrace.Middleware(tracer), middleware.Recoverer)
//
// shows the response: the span has the status that Recoverer sent, and error=true,
// but no word of the panic.
//
// # Callers
//
// The span goes on with the trace of its caller, if the tracer finds one in the
// headers. A header that it cannot read starts a new trace. Callers may thereby
// force a trace to be sampled and plant baggage; where they are strangers, use
// WithPublicEndpoint.
//
// # Sampling
//
// A tracer such as Jaeger's decides when a span starts whether it is sampled, and
// may do so by its name. So a root span starts with the name of its route, which
// is looked up in the router beforehand; see WithoutRouteLookup. With a parent the
// decision came along.
//
// A span that is not sampled has its name, span.kind, http.status_code and error,
// for what observes the tracer to count it, and hardly anything else. Where the
// span context has a method IsSampled() bool, that is asked; a tracer without it
// is taken to sample every span.
//
// # What it costs
//
// A request that is not sampled takes eight allocations more with Jaeger's client
// than without Middleware, most of them the client's; a sampled one fourteen, and
// nineteen below a parent. Looking up a path that was not asked for lately costs
// two more for each nested router, which WithoutRouteLookup saves where sampling
// does not depend on the route.
//
// # Failures
//
// No header, path, method or callback, and no tracer that fails or panics, makes a
// request fail that would have succeeded without Middleware. The handler's
// http.ResponseWriter can do what the server's can: Flush, Hijack, Push, ReadFrom
// and all of http.ResponseController. Nothing is written to the standard logger.
package chitrace
