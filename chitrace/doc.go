// Package chitrace traces chi services with OpenTracing. Its [Middleware] starts
// one server span for each request, named after the route that it matched.
//
//	r := chi.NewRouter()
//	r.Use(chitrace.Middleware(tracer))
//	r.Get("/users/{userID}", getUser) // spans are called "GET /users/{userID}"
//
// The span is in the request's context. [StartSpan] starts a span below it, and
// the transport of package propagation sends the trace to other services. Spans of
// [opentracing.StartSpanFromContext] do nothing without a global tracer.
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
// The pattern is the whole one across Route, Group, With and Mount, never a raw path.
// So the number of names is limited by the number of routes. If a middleware answers
// a request before it reaches its route, with a 401 for example, the span is still
// named after that route. A name that the handler sets by the span's own
// SetOperationName stays if the tracer's spans have a method OperationName, as
// Jaeger's do.
//
// A plain handler in front of a chi router hides its routes: use [ShowRoutes]. Handlers
// of other routers, or of an [http.ServeMux] that gets a copy of the request, call
// [SetRoute].
//
// # Tags
//
//	span.kind                 server
//	component                 go-chi/chi, or the name of WithComponent
//	http.method               as received
//	http.url                  scheme://host/path, or the URL of WithURL
//	http.route                the pattern, if the request reached one
//	http.status_code          the first final status that the handler sent
//	http.response_size        bytes of the body that the handler wrote
//	http.aborted              true after http.ErrAbortHandler or runtime.Goexit
//	http.client_disconnected  true if the client left before the end
//	error                     true after a status of 500 or above (see
//	                          WithErrorStatus), a panic, or LogError
//
// A hijacked connection has no status, unless 101 was written. A panic is logged with
// event=error, error.kind=panic, message and stack. Then Middleware panics with the
// same value.
//
// SECURITY.md lists the limits of values, logs and baggage, and what stays out of spans.
//
// # Order of middleware
//
// Put Middleware early: the span then includes the time and the responses of the
// other middlewares. It may stand on the root router, on a nested one, in r.With,
// or around a router as in chitrace.Middleware(tracer)(r). If two are nested, the outer
// one makes the span, and the tracer and options of the inner one are ignored.
//
// After the handler, middlewares outside of Middleware see the changes that the
// handler has made to the request, as without Middleware. Around a router they see
// none, since a router serves a copy of the request. A path value that chi has not set
// is lost if it is the only change.
//
//	r.Use(middleware.Recoverer, chitrace.Middleware(tracer)) // the span has the panic's value and stack
//	r.Use(chitrace.Middleware(tracer), middleware.Recoverer) // the span has Recoverer's status and error=true
//
// # Callers
//
// If the tracer finds a span context in the headers, the span is its child. A
// corrupt header starts a new trace. See [WithPublicEndpoint] for callers that you do
// not trust.
//
// A request that a handler serves in memory, by a RoundTripper or as part of a batch,
// has its own span. Unless its headers name a parent, the parent is the span in its
// context. A job that outlives its request may keep [context.WithoutCancel] of the
// request's context. This keeps the span, but not the request, its body or its form.
//
// # Sampling
//
// A tracer such as Jaeger's decides on sampling when a span starts, and may decide
// by the span's name. So Middleware looks the route up before it starts a root span;
// see [WithoutRouteLookup]. If the caller sent a decision, there is no look-up.
//
// A span that is not sampled has a name and the tags span.kind, http.status_code
// and error, so that observers of the tracer can count it. Whether it is sampled is
// read from the method IsSampled() bool of its context. Without that method every span
// is treated as sampled.
//
// # Failures
//
// No header, path, method or callback, and no tracer that fails or panics, makes a
// request fail that would have succeeded without Middleware. [WithErrorHandler]
// reports panics. The handler's [http.ResponseWriter] has the methods of the
// server's: Flush, Hijack, Push, ReadFrom and all that [http.ResponseController]
// uses. Nothing is written to the standard logger.
package chitrace
