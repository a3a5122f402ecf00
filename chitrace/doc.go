// Package chitrace traces chi services with OpenTracing. Its [Middleware] starts
// one server span for each request, named after the route that it matched.
//
//	r := chi.NewRouter()
//	r.Use(chitrace.Middleware(tracer))
//	r.Get("/users/{userID}", getUser) // spans are called "GET /users/{userID}"
//
// The span is in the request's context. [StartSpan] starts a span below it, and
// the transport of package propagation sends the trace to other services. Handlers
// may also use [SpanFromRequest], [SetOperationName], [SetTag] and [LogError].
//
// [opentracing.StartSpanFromContext] uses the global tracer. Without a call of
// [opentracing.SetGlobalTracer], its spans do nothing. [StartSpan] needs no global
// tracer.
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
// it. It is never a raw path, so the number of names is limited by the number of
// routes. If a middleware answers a request before it reaches its route, with a 401
// for example, the span is still named after that route. A name that the handler
// sets by the span's own SetOperationName stays if the tracer's spans have a method
// OperationName, as Jaeger's do.
//
// A plain handler in front of a chi router, such as an authentication, hides the
// routes of that router: use [ShowRoutes]. For an [http.ServeMux] below a mount the
// pattern is taken from the request. If the ServeMux gets a copy of the request, or
// if another kind of router stands there, its handlers have to call [SetRoute].
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
//	http.aborted              true if the handler ended by http.ErrAbortHandler
//	                          or runtime.Goexit
//	http.client_disconnected  true if the client left before the end
//	error                     true after a status of 500 or above (see
//	                          WithErrorStatus), a panic, or LogError
//
// The names are those of the OpenTracing semantic conventions, where these define
// one. A hijacked connection has no status, unless 101 was written. A panic is
// logged with event=error, error.kind=panic, message and stack. Then Middleware
// panics with the same value.
//
// # Limits and secrets
//
// Every value is valid UTF-8, and longer ones are cut. The logs of a span and the
// caller's baggage are limited as well. SECURITY.md lists the limits.
//
// Query, user info and headers may hold secrets. They become tags only with
// [WithURL], [WithRequestHeaders] or [WithResponseHeaders]. URLs in the texts of
// errors and panics are shown without query and user info. A path may also hold a
// secret: [RouteURL] leaves it out.
//
// # Order of middleware
//
// Put Middleware early: the span then includes the time and the responses of the
// other middlewares. It may stand on the root router, on a nested one, in r.With,
// or around a router as in chitrace.Middleware(tracer)(r).
//
// If two are nested, only the outer one makes a span. The inner one's tracer and
// options are ignored, and an error handler is told once; see [WithErrorHandler].
// If a handler such as [http.TimeoutHandler] hides the router from the outer one,
// the outer one gets the route from the inner one.
//
// After the handler, middlewares outside of Middleware see the changes that the
// handler has made to the request, as without Middleware. If Middleware stands
// around a router they see none, since a router serves a copy of the request. A path
// value that chi has not set is lost if it is the only change.
//
// With chi's Recoverer outside, the span has the panic's value and stack, and status
// 500 unless another status was sent before:
//
//	r.Use(middleware.Recoverer, chitrace.Middleware(tracer))
//
// With Recoverer inside, the span has the status that Recoverer sent, and
// error=true, but neither value nor stack:
//
//	r.Use(chitrace.Middleware(tracer), middleware.Recoverer)
//
// # Callers
//
// If the tracer finds a span context in the headers, the span is its child. A
// corrupt header starts a new trace. A caller may force sampling and send baggage.
// For callers that you do not trust, use [WithPublicEndpoint].
//
// A handler may serve further requests in memory, for example by a RoundTripper
// that calls another handler, or as a batch. Each of them has its own span. If the
// headers of such a request name no parent, the parent is the span in its context,
// unless the request of that context has ended.
//
// A job that outlives its request may keep [context.WithoutCancel] of the request's
// context. This keeps the span and the values, but not the request, its body or its
// form.
//
// # Sampling
//
// A tracer such as Jaeger's decides on sampling when a span starts, and may decide
// by the span's name. So Middleware looks the route up before it starts a root span;
// see [WithoutRouteLookup]. If the caller sent a decision, there is no look-up.
//
// A span that is not sampled has a name and the tags span.kind, http.status_code
// and error, so that observers of the tracer can count it. It has no other tags.
// Whether a span is sampled is read from the method IsSampled() bool of its context.
// Without that method every span is treated as sampled.
//
// # Failures
//
// No header, path, method or callback, and no tracer that fails or panics, makes a
// request fail that would have succeeded without Middleware. [WithErrorHandler]
// reports panics. The handler's [http.ResponseWriter] has the methods of the
// server's: Flush, Hijack, Push, ReadFrom and all that [http.ResponseController]
// uses. Nothing is written to the standard logger.
package chitrace
