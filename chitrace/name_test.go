package chitrace_test

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/go-chi/chi/v5/middleware"
	"github.com/opentracing/opentracing-go"
	"github.com/opentracing/opentracing-go/mocktracer"

	"github.com/opentracing-contrib/go-chi/chitrace"
)

func TestOperationName(t *testing.T) {
	plain := router()
	for name, tt := range map[string]struct {
		build   buildFunc
		request string
		want    string // where it starts with "HTTP " there is no http.route
	}{
		"root":                       {plain, "GET /", "GET /"},
		"static":                     {plain, "GET /healthz", "GET /healthz"},
		"parameter":                  {plain, "GET /users/7", "GET /users/{userID}"},
		"regular expression":         {plain, "GET /by/12", "GET /by/{id:[0-9]+}"},
		"query":                      {plain, "GET /users/7?a=/b", "GET /users/{userID}"},
		"catch-all":                  {plain, "GET /files/a/b", "GET /files/*"},
		"empty catch-all":            {plain, "GET /files/", "GET /files/*"},
		"any method":                 {plain, "DELETE /any", "DELETE /any"},
		"registered method":          {plain, "LINK /any", "LINK /any"},
		"with":                       {plain, "GET /with/7", "GET /with/{id}"},
		"root of a route":            {plain, "GET /v1", "GET /v1"},
		"route in a route":           {plain, "GET /v1/orgs/1/teams/2", "GET /v1/orgs/{orgID}/teams/{teamID}"},
		"mount":                      {plain, "GET /api/things/7", "GET /api/things/{id}"},
		"root of a mount":            {plain, "GET /api", "GET /api"},
		"root of a mount, slash":     {plain, "GET /api/", "GET /api"},
		"catch-all in a mount":       {plain, "GET /api/files/a/b/c", "GET /api/files/*"},
		"empty catch-all in a mount": {plain, "GET /api/files/", "GET /api/files/*"},
		"strip prefix":               {plain, "GET /strip/x", "GET /strip/*"},
		"percent-encoded slash":      {plain, "GET /users/a%2Fb", "GET /users/{userID}"},
		"percent-encoded letter":     {plain, "GET /%75sers/7", "HTTP GET"},
		"dot segments":               {plain, "GET /users/../users/7", "HTTP GET"},

		"404":                             {plain, "GET /nowhere", "HTTP GET"},
		"405":                             {plain, "DELETE /users/7", "HTTP DELETE"},
		"404 in a mount":                  {plain, "GET /api/nowhere", "GET /api/*"},
		"405 in a mount":                  {plain, "POST /api/things/7", "POST /api/*"},
		"404 two deep":                    {plain, "GET /v1/orgs/1/nowhere", "GET /v1/orgs/{orgID}/*"},
		"unknown method":                  {plain, "BREW /users/7", "HTTP OTHER"},
		"lower-case method":               {plain, "get /users/7", "HTTP OTHER"},
		"head without a route":            {plain, "HEAD /users/7", "HTTP HEAD"},
		"head without a route in a mount": {plain, "HEAD /api/things/7", "HEAD /api/*"},

		"answered early":                                  {router(answer(401)), "GET /users/7", "GET /users/{userID}"},
		"answered early, nested":                          {router(answer(429)), "GET /v1/orgs/1/teams/2", "GET /v1/orgs/{orgID}/teams/{teamID}"},
		"answered early, nowhere":                         {router(answer(401)), "GET /nowhere", "HTTP GET"},
		"answered early, 405":                             {router(answer(401)), "DELETE /users/7", "HTTP DELETE"},
		"answered early, percent-encoded slash":           {router(answer(401)), "GET /users/a%2Fb", "GET /users/{userID}"},
		"answered early, only head":                       {router(answer(401)), "HEAD /head/7", "HEAD /head/{id}"},
		"answered early, head":                            {router(answer(401)), "HEAD /users/7", "HEAD /users/{userID}"},
		"answered early in a sub-router":                  {subRouter(answer(401)), "GET /v1/u/7", "GET /v1/u/{id}"},
		"answered early in a cleaned sub-router":          {subRouter(answer(401), middleware.CleanPath), "GET /v1//u//7", "GET /v1/u/{id}"},
		"answered early in a sub-router, RoutePath cut":   {subRouter(answer(401), rewrite("/v1/u/7")), "GET /acme/v1/u/7", "GET /v1/u/{id}"},
		"answered early in a sub-router, prefix stripped": {subRouter(answer(401), strip("/acme")), "GET /acme/v1/u/7", "GET /v1/u/{id}"},
		"answered early in a sub-router, URL changed":     {subRouter(answer(401), middleware.PathRewrite("/acme/", "/")), "GET /acme/v1/u/7", "GET /v1/u/{id}"},
		"answered early in a rewritten sub-router":        {subRouter(answer(401), middleware.StripSlashes), "GET /v1/u/7/", "GET /v1/u/{id}"},
		"answered early in front of a mount":              {inFrontOfMount(answer(401)), "GET /v1/u/7", "GET /v1/u/{id}"},
		"answered early in front of a mount, nowhere":     {inFrontOfMount(answer(401)), "GET /v1/nowhere", "GET /v1/*"},
		"answered early in front of a rewritten mount":    {inFrontOfMount(answer(401), middleware.StripSlashes), "GET /v1/u/7/", "GET /v1/u/{id}"},
		"answered early in a group with a mount":          {groupWithMount(answer(401)), "GET /v1/u/7", "GET /v1/u/{id}"},
		"in a group with a mount":                         {groupWithMount(), "GET /v1/u/7", "GET /v1/u/{id}"},
		"in a group with a mount, catch-all":              {groupWithMount(), "GET /v1/files/a/b", "GET /v1/files/*"},
		"in a group with a mount, 404":                    {groupWithMount(), "GET /v1/nowhere", "GET /v1/*"},
		"answered early, slash stripped":                  {router(middleware.StripSlashes, answer(401)), "GET /users/7/", "GET /users/{userID}"},
		"answered early, head by get":                     {router(middleware.GetHead, answer(401)), "HEAD /users/7", "HEAD /users/{userID}"},

		"strip slashes":                         {router(middleware.StripSlashes), "GET /v1/users/7/", "GET /v1/users/{userID}"},
		"clean path":                            {router(middleware.CleanPath), "GET /v1//users//7", "GET /v1/users/{userID}"},
		"get head":                              {router(middleware.GetHead), "HEAD /api/things/7", "HEAD /api/things/{id}"},
		"url format":                            {router(middleware.URLFormat), "GET /healthz.json", "GET /healthz"},
		"changed RoutePath":                     {router(rewrite("/v1/users/9")), "GET /users/7", "GET /v1/users/{userID}"},
		"changed RoutePath to a 404":            {router(rewrite("/nowhere")), "GET /users/7", "HTTP GET"},
		"changed RoutePath to a 404 in a mount": {router(rewrite("/api/nowhere")), "GET /v1/users/7", "GET /api/*"},
		"changed URL":                           {router(middleware.PathRewrite("/old", "/users")), "GET /old/7", "GET /users/{userID}"},
		"changed URL to a 404":                  {router(middleware.PathRewrite("/users", "/old")), "GET /users/7", "HTTP GET"},
		"replaced context":                      {router(forget), "GET /v1/users/7", "GET /v1/users/{userID}"},

		"behind strip slashes":              {behind(middleware.StripSlashes), "GET /v1/users/7/", "GET /v1/users/{userID}"},
		"on a sub-router":                   {onSubRouter, "GET /v1/u/7", "GET /v1/u/{id}"},
		"on a sub-router, 404":              {onSubRouter, "GET /v1/nowhere", "GET /v1/*"},
		"inline":                            {inline, "GET /u/7", "GET /u/{id}"},
		"around the router":                 {around(api()), "GET /v1/users/7", "GET /v1/users/{userID}"},
		"around the router, 404":            {around(api()), "GET /nowhere", "HTTP GET"},
		"around the router, 404 in a mount": {around(api()), "GET /api/nowhere", "GET /api/*"},
		"around and mounted":                {mounted, "GET /sub/v1/users/7", "GET /sub/v1/users/{userID}"},

		"a router with a fallback":           {around(fallback{api()}), "GET /v1/users/7", "GET /v1/users/{userID}"},
		"its fallback":                       {around(fallback{api()}), "GET /old/7", "HTTP GET"},
		"a batch":                            {around(batch{api()}), "GET /v1/users/7", "GET /v1/users/{userID}"},
		"twice around a batch":               {twiceAround(batch{api()}), "GET /v1/users/7", "GET /v1/users/{userID}"},
		"unaskable":                          {around(unaskable{api()}), "GET /v1/users/7", "HTTP GET"},
		"unaskable, mounted":                 {mount("/sub", unaskable{api()}), "GET /sub/v1/users/7", "GET /sub/v1/users/{userID}"},
		"unaskable, mounted, answered early": {mount("/sub", unaskable{api()}, answer(401)), "GET /sub/v1/users/7", "GET /sub/*"},
		"another router":                     {router(instead(routesAt("/*", ok))), "GET /users/7", "GET /*"},
		"404 of another router":              {router(instead(routesAt("/old", ok))), "GET /users/7", "HTTP GET"},
		"catch-all beside a page":            {besideCatchAll, "GET /about/", "GET /*"},
		"repeated segments, answered early":  {mount("/{tenant}", routesAt("/{project}/", ok), answer(401)), "GET /acme/acme/", "GET /{tenant}/{project}"},
		"a changed method, answered early":   {router(toPost, answer(401)), "GET /users", "GET /users"},
		"no router at all":                   {around(ok), "GET /v1/users/7", "HTTP GET"},
	} {
		for _, variant := range variants {
			t.Run(name+"/"+variant.name, func(t *testing.T) {
				method, _, _ := strings.Cut(tt.request, " ")
				tags := map[string]any{"http.method": method, "http.route": nil}
				if known, pattern, _ := strings.Cut(tt.want, " "); known != "HTTP" {
					tags["http.route"] = pattern
				}
				wantSpan(t, trace(t, tt.build, tt.request, variant.opts, variant.headers...), tt.want, tags)
			})
		}
	}
}

// variants are the three ways in which a name comes about. It has to be the same.
var variants = []struct {
	name    string
	opts    []chitrace.Option
	headers []string
}{
	{"root", nil, nil},
	{"child", nil, append(mockParent("5"), sampledParent)},
	{"without look-up", options(chitrace.WithoutRouteLookup()), nil},
}

// Routes may be added after requests came in. Each change may cost one request
// the right start.
func TestRoutesAddedLater(t *testing.T) {
	tracer := mocktracer.New()
	var started string
	v1 := routesAt("/users/{id}", ok)
	h := mount("/v1", v1)(chitrace.Middleware(tracer, noteStart(&started)))
	want := func(name, path string) {
		t.Helper()
		tracer.Reset()
		send(h, "GET "+path)
		if ended := tracer.FinishedSpans()[0].OperationName; started != name || ended != name {
			t.Errorf("%s: started as %q, ended as %q, want %q", path, started, ended, name)
		}
	}
	for _, path := range []string{"/users/one", "/users/two", "/users/three", "/users/four"} {
		want("GET /v1/users/{id}", "/v1"+path)
		v1.Get(path, ok)
		send(h, "GET /v1"+path)
		want("GET /v1"+path, "/v1"+path)
	}
}

// noteStart is an observer that notes the name that a span starts with.
func noteStart(name *string) chitrace.Option {
	return chitrace.WithSpanObserver(func(span opentracing.Span, _ *http.Request) {
		*name = span.(*mocktracer.MockSpan).OperationName
	})
}

// The function is asked once per route, however the name comes about.
func TestWithOperationName(t *testing.T) {
	var asked []string
	name := chitrace.WithOperationName
	shout := name(func(route string, r *http.Request) string {
		asked = append(asked, route)
		return r.Method + "!" + route
	})
	for row, tt := range map[string]struct {
		request  string
		opts     []chitrace.Option
		want     string
		mostAsks int
	}{
		"route":             {"GET /v1/users/7", options(shout), "GET!/v1/users/{userID}", 1},
		"no route":          {"GET /nowhere", options(shout), "GET!", 1},
		"looks like a HEAD": {"HEAD /users/7", options(shout), "HEAD!", 2}, // of middleware.GetHead, but is none
		"last":              {"GET /", options(name(nil), shout), "GET!/", 1},
		"nil after one":     {"GET /", options(shout, name(nil)), "GET /", 0},
		"empty":             {"GET /users/7", options(name(func(string, *http.Request) string { return "" })), "GET /users/{userID}", 0},
		"panics":            {"GET /users/7", options(name(func(string, *http.Request) string { panic("no") })), "GET /users/{userID}", 0},
	} {
		for _, variant := range variants {
			t.Run(row+"/"+variant.name, func(t *testing.T) {
				asked = nil
				wantSpan(t, trace(t, router(), tt.request, append(tt.opts, variant.opts...), variant.headers...), tt.want, nil)
				if len(asked) > tt.mostAsks {
					t.Errorf("asked for %q", asked)
				}
			})
		}
	}
}

// The handler's name stays, whatever the caller sent. One by OpenTracing's own call
// stays where the tracer's spans tell theirs, as Jaeger's do.
func TestSetOperationName(t *testing.T) {
	option := options(chitrace.WithOperationName(func(string, *http.Request) string { return "the option's" }))
	observer := func(observe http.HandlerFunc) []chitrace.Option {
		return options(chitrace.WithSpanObserver(func(_ opentracing.Span, r *http.Request) { observe(nil, r) }))
	}
	opentracings := func(_ http.ResponseWriter, r *http.Request) {
		opentracing.SpanFromContext(r.Context()).SetOperationName("OpenTracing's")
	}
	for name, tt := range map[string]struct {
		handler http.HandlerFunc
		opts    []chitrace.Option
		want    string
	}{
		"nobody":          {ok, nil, "GET /u/{id}"},
		"set":             {named("mine"), nil, "mine"},
		"last":            {steps(named("mine"), named("last")), nil, "last"},
		"empty":           {named(""), nil, "GET /u/{id}"},
		"empty after one": {steps(named("mine"), named("")), nil, "mine"},
		"over the option": {named("mine"), option, "mine"},
		"then a panic":    {steps(named("mine"), abort), nil, "mine"},
		"on a derived context": {func(w http.ResponseWriter, r *http.Request) {
			named("mine")(w, r.WithContext(context.WithoutCancel(r.Context())))
		}, nil, "mine"},
		"by an observer":                         {ok, observer(named("mine")), "mine"},
		"by OpenTracing's call":                  {opentracings, nil, "OpenTracing's"},
		"by OpenTracing's call in an observer":   {ok, observer(opentracings), "OpenTracing's"},
		"by OpenTracing's call and then another": {steps(opentracings, named("mine")), nil, "mine"},
	} {
		for _, variant := range variants {
			t.Run(name+"/"+variant.name, func(t *testing.T) {
				build := func(trace mw) http.Handler { return swallow(trace(routesAt("/u/{id}", tt.handler))) }
				opts := slices.Concat(tt.opts, variant.opts)
				span := traceJaeger(t, always, build, "GET /u/7", opts, variant.headers...)
				if got, route := span.OperationName(), span.tags["http.route"]; got != tt.want || route != "/u/{id}" {
					t.Errorf("Jaeger: got %q of %v, want %q", got, route, tt.want)
				}
				if tt.want != "OpenTracing's" {
					wantSpan(t, trace(t, build, "GET /u/7", opts, variant.headers...), tt.want, map[string]any{"http.route": "/u/{id}"})
				}
			})
		}
	}
}
