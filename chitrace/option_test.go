package chitrace_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/opentracing/opentracing-go"
	"github.com/opentracing/opentracing-go/ext"
	"github.com/opentracing/opentracing-go/mocktracer"

	"github.com/opentracing-contrib/go-chi/chitrace"
	"github.com/opentracing-contrib/go-chi/internal/tracetest"
)

func TestDefaults(t *testing.T) {
	for _, opts := range [][]chitrace.Option{nil, options(nil), options(
		chitrace.WithFilter(nil), chitrace.WithOperationName(nil), chitrace.WithComponent(""), chitrace.WithURL(nil),
		chitrace.WithTags(nil), chitrace.WithRequestHeaders(), chitrace.WithRequestHeaders(""), chitrace.WithResponseHeaders(),
		chitrace.WithURLParams(), chitrace.WithSpanObserver(nil), chitrace.WithErrorStatus(nil),
		chitrace.WithErrorHandler(nil), chitrace.WithPublicEndpoint(nil),
	)} {
		span := trace(t, on("/u/{id}", text(201, "new")), "POST /u/7", opts)
		want := map[string]any{
			"span.kind":          ext.SpanKindRPCServerEnum,
			"component":          "go-chi/chi",
			"http.method":        "POST",
			"http.route":         "/u/{id}",
			"http.status_code":   uint16(201),
			"http.response_size": 3,
			"http.url":           span.Tag("http.url"), // has a port; see TestURL
		}
		if wantSpan(t, span, "POST /u/{id}", want); len(span.Tags()) != len(want) {
			t.Errorf("got tags %v, want %v", span.Tags(), want)
		}
	}
}

// The options that decide on tags: by default, repeated, with nil, and with
// callbacks that panic.
func TestTagOptions(t *testing.T) {
	const request, response, url = "http.request.header.", "http.response.header.", "http://example.com/u"
	whole := func(r *http.Request) string { return "whole " + r.URL.String() }
	errorIs := func(status int) chitrace.Option {
		return chitrace.WithErrorStatus(func(got int) bool { return got == status })
	}
	broken := chitrace.WithErrorStatus(func(int) bool { panic("no") })
	given := opentracing.Tags{"version": "1", "region": "eu", "component": "theirs", "span.kind": "client", "http.route": "theirs"}
	tags := options(chitrace.WithTags(given), chitrace.WithTags(opentracing.Tags{"version": "2"}))
	given["region"] = "changed after"

	for name, tt := range map[string]struct {
		status int
		opts   []chitrace.Option
		want   map[string]any // nil: no such tag
	}{
		"component":       {200, options(chitrace.WithComponent("a"), chitrace.WithComponent("b")), map[string]any{"component": "b"}},
		"empty component": {200, options(chitrace.WithComponent("a"), chitrace.WithComponent("")), map[string]any{"component": "go-chi/chi"}},

		"URL":        {200, options(chitrace.WithURL(nil), chitrace.WithURL(whole)), map[string]any{"http.url": "whole /u?q=1"}},
		"nil URL":    {200, options(chitrace.WithURL(whole), chitrace.WithURL(nil)), map[string]any{"http.url": url}},
		"empty URL":  {200, options(chitrace.WithURL(func(*http.Request) string { return "" })), map[string]any{"http.url": nil}},
		"URL panics": {200, options(chitrace.WithURL(func(*http.Request) string { panic("no") })), map[string]any{"http.url": url}},

		"error status":             {418, options(errorIs(500), errorIs(418)), map[string]any{"error": true}},
		"another error status":     {500, options(errorIs(418)), map[string]any{"error": nil}},
		"nil error status":         {500, options(errorIs(418), chitrace.WithErrorStatus(nil)), map[string]any{"error": true}},
		"error status panics, 500": {500, options(broken), map[string]any{"error": true}},
		"error status panics, 499": {499, options(broken), map[string]any{"error": nil}},

		"tags": {200, tags, map[string]any{
			"version": "2", "region": "eu", "component": "go-chi/chi", "span.kind": ext.SpanKindRPCServerEnum, "http.route": nil,
		}},
		"headers": {200, options(
			chitrace.WithRequestHeaders("x-TENANT", "X-Cache"), chitrace.WithResponseHeaders("x-cache", "X-Tenant"),
		), map[string]any{
			request + "x-tenant": "acme", request + "x-cache": nil, request + "authorization": nil,
			response + "x-cache": "miss, stale", response + "x-tenant": nil, response + "set-cookie": nil,
		}},
		"several headers": {200, options(chitrace.WithRequestHeaders("X-Via"), chitrace.WithRequestHeaders("X-Tenant", "")), map[string]any{
			request + "x-via": "a, b", request + "x-tenant": "acme", request: nil,
		}},
	} {
		t.Run(name, func(t *testing.T) {
			build := func(trace mw) http.Handler {
				return toHost(trace(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
					w.Header()["X-Cache"] = []string{"miss", "stale"}
					w.Header().Set("Set-Cookie", "session=secret")
					w.WriteHeader(tt.status)
				})))
			}
			span := trace(t, build, "GET /u?q=1", tt.opts, "X-Tenant: acme", "Authorization: Bearer secret", "X-Via: a", "X-Via: b")
			wantSpan(t, span, "HTTP GET", tt.want)
		})
	}
}

// The default URL, of request lines that a client library would not send.
func TestURL(t *testing.T) {
	for name, tt := range map[string]struct {
		line string
		host string
		want string
	}{
		"path":                         {"GET /users/7 HTTP/1.1", "example.com", "http://example.com/users/7"},
		"address":                      {"GET / HTTP/1.1", "[::1]:8080", "http://[::1]:8080/"},
		"query":                        {"GET /users?token=secret HTTP/1.1", "example.com", "http://example.com/users"},
		"broken UTF-8":                 {"GET /%ff%fe HTTP/1.1", "example.com", "http://example.com/%ff%fe"},
		"raw bytes":                    {"GET /\xff\xfe HTTP/1.1", "example.com", "http://example.com/%FF%FE"},
		"two slashes":                  {"GET //evil.example/x HTTP/1.1", "example.com", "http://example.com//evil.example/x"},
		"asterisk":                     {"OPTIONS * HTTP/1.1", "example.com", "http://example.com/*"},
		"absolute form":                {"GET http://example.org/users HTTP/1.1", "example.com", "http://example.org/users"},
		"user info in absolute form":   {"GET http://u:pw@example.org/users?token=t HTTP/1.1", "example.com", "http://example.org/users"},
		"absolute form without a path": {"GET http://example.org HTTP/1.1", "example.com", "http://example.org"},
		"no host":                      {"GET /users HTTP/1.1", "", "http:///users"},
		"authority form":               {"CONNECT example.org:443 HTTP/1.1", "example.org:443", "http://example.org:443"},
	} {
		t.Run(name, func(t *testing.T) {
			tracer := mocktracer.New()
			answer := exchange(t, chitrace.Middleware(tracer)(ok), tt.line, "Host: "+tt.host)
			if !strings.Contains(answer, " 200 OK") {
				t.Fatalf("got %q", answer)
			}
			tracetest.WantTag(t, tracetest.OnlySpan(t, tracer), "http.url", tt.want)
		})
	}
}

func TestURLParams(t *testing.T) {
	params := func(names ...string) []chitrace.Option { return options(chitrace.WithURLParams(names...)) }
	for _, tt := range []struct {
		opts    []chitrace.Option
		request string
		want    map[string]any // nil: no such tag
	}{
		{nil, "GET /users/7", map[string]any{"userID": nil}},
		{append(params("orgID"), params("teamID", "userID")...), "GET /v1/orgs/1/teams/2", map[string]any{"orgID": "1", "teamID": "2", "userID": nil}},
		{params("userID"), "GET /users/a%2Fb", map[string]any{"userID": "a%2Fb"}},
		{params("*"), "GET /api/files/a/b/c", map[string]any{"*": "a/b/c"}},
		{params("userID", "*"), "GET /nowhere", map[string]any{"userID": nil, "*": nil}},
	} {
		for name, build := range map[string]buildFunc{"on": router(), "around": around(api()), "answered early": router(answer(401))} {
			t.Run(tt.request+"/"+name, func(t *testing.T) {
				span := trace(t, build, tt.request, tt.opts)
				for key, want := range tt.want {
					tracetest.WantTag(t, span, "http.route.param."+key, want)
				}
			})
		}
	}
	wantSpan(t, trace(t, around(ok), "GET /", params("*")), "HTTP GET", map[string]any{"http.route.param.*": nil})
	r := routesAt("/a/*", ok) // which is what a look-up of "/" would find below /a/{id}
	r.Mount("/a/{id}", routesAt("/*", ok))
	span := trace(t, around(r), "GET /a/7", params("id", "*"))
	wantSpan(t, span, "GET /a/{id}/*", map[string]any{"http.route.param.id": "7", "http.route.param.*": ""})
}

// The response tells the ids, and none of the baggage.
func TestResponseContext(t *testing.T) {
	tracer, _ := tracetest.NewJaeger(t, always)
	trace := chitrace.Middleware(tracer, chitrace.WithResponseContext(),
		chitrace.WithSpanObserver(func(span opentracing.Span, _ *http.Request) { span.SetBaggageItem("tenant", "SECRET") }))
	resp := get(t, trace(ok), "GET /", sampledParent, "Uberctx-User: SECRET")
	if all := fmt.Sprint(resp.Header); !strings.Contains(all, "Uber-Trace-Id:[0000000000000004:") || strings.Contains(all, "SECRET") {
		t.Errorf("got %s", all)
	}
}

func TestFilter(t *testing.T) {
	yes := func(*http.Request) bool { return true }
	for want, filter := range map[bool]chitrace.Filter{
		false: func(*http.Request) bool { return false },
		true:  func(*http.Request) bool { panic("no") },
	} {
		tracer := mocktracer.New()
		h := http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			if got := chitrace.SpanFromRequest(r) != nil; got != want {
				t.Errorf("a span in the handler: %t, want %t", got, want)
			}
		})
		get(t, chitrace.Middleware(tracer, chitrace.WithFilter(filter), chitrace.WithFilter(nil), chitrace.WithFilter(yes))(h), "GET /")
		if got := len(tracer.FinishedSpans()) == 1; got != want {
			t.Errorf("traced: %t, want %t", got, want)
		}
	}
}

func TestSpanObserver(t *testing.T) {
	var calls []string
	observe := func(name string) chitrace.Option {
		return chitrace.WithSpanObserver(func(span opentracing.Span, r *http.Request) {
			calls = append(calls, name)
			if chitrace.SpanFromRequest(r) != span {
				t.Error("the observer got another request than the handler")
			}
			tracetest.WantTag(t, span.(*mocktracer.MockSpan), "http.method", "GET")
			panic("no")
		})
	}
	h := func(http.ResponseWriter, *http.Request) { calls = append(calls, "handler") }
	trace(t, on("/", h), "GET /", options(observe("first"), chitrace.WithSpanObserver(nil), observe("second")))
	if want := []string{"first", "second", "handler"}; !slices.Equal(calls, want) {
		t.Errorf("got %v, want %v", calls, want)
	}
}
