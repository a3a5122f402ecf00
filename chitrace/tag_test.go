package chitrace_test

import (
	"net/http"
	"testing"

	"github.com/go-chi/chi/v5"
	"github.com/opentracing/opentracing-go"
	"github.com/opentracing/opentracing-go/ext"
	"github.com/opentracing/opentracing-go/mocktracer"

	"github.com/opentracing-contrib/go-chi/chitrace"
	"github.com/opentracing-contrib/go-chi/internal/tracetest"
)

func TestTags(t *testing.T) {
	tags := opentracing.Tags{"version": "1", "region": "eu", "component": "theirs", "span.kind": "client"}
	opts := options(chitrace.WithTags(tags), chitrace.WithTags(opentracing.Tags{"version": "2"}))
	tags["region"] = "changed after"
	span := traceOne(t, ok, "GET /", opts...)
	tracetest.WantTag(t, span, "version", "2")
	tracetest.WantTag(t, span, "region", "eu")
	tracetest.WantTag(t, span, "component", "go-chi/chi")
	tracetest.WantTag(t, span, "span.kind", ext.SpanKindRPCServerEnum)
}

// The tag is the method as it came; only the name is bounded.
func TestMethodTag(t *testing.T) {
	for _, method := range []string{"GET", "DELETE", "BREW", "get", "OTHER"} {
		tracetest.WantTag(t, traceOne(t, router()(func(h http.Handler) http.Handler { return h }), method+" /users/7"), "http.method", method)
	}
}

func TestHeaderTags(t *testing.T) {
	const request, response = "http.request.header.", "http.response.header."
	h := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header()["X-Cache"] = []string{"miss", "stale"}
		w.Header().Set("Set-Cookie", "session=secret")
		_, _ = w.Write([]byte("ok"))
	})
	tests := []struct {
		name string
		opts []chitrace.Option
		want map[string]any // nil: no such tag
	}{
		{"none by default", nil, map[string]any{
			request + "x-tenant": nil, request + "authorization": nil, response + "x-cache": nil, response + "set-cookie": nil,
		}},
		{"named", options(chitrace.WithRequestHeaders("X-Tenant"), chitrace.WithResponseHeaders("X-Cache")), map[string]any{
			request + "x-tenant": "acme", request + "authorization": nil, response + "x-cache": "miss, stale", response + "set-cookie": nil,
		}},
		{"any case", options(chitrace.WithRequestHeaders("x-TENANT"), chitrace.WithResponseHeaders("x-cache")), map[string]any{
			request + "x-tenant": "acme", response + "x-cache": "miss, stale",
		}},
		{"several lines", options(chitrace.WithRequestHeaders("X-Via")), map[string]any{request + "x-via": "a, b"}},
		{"added up", options(chitrace.WithRequestHeaders("X-Via"), chitrace.WithRequestHeaders("X-Tenant", "")), map[string]any{
			request + "x-via": "a, b", request + "x-tenant": "acme", request: nil,
		}},
		{"not sent", options(chitrace.WithRequestHeaders("X-Other"), chitrace.WithResponseHeaders("X-Other")), map[string]any{
			request + "x-other": nil, response + "x-other": nil,
		}},
		{"no mix-up", options(chitrace.WithRequestHeaders("X-Cache"), chitrace.WithResponseHeaders("X-Tenant")), map[string]any{
			request + "x-cache": nil, response + "x-tenant": nil,
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tracer := mocktracer.New()
			srv := tracetest.Serve(t, chitrace.Middleware(tracer, tt.opts...)(h))
			get(t, srv, "GET /", "X-Tenant: acme", "Authorization: Bearer secret", "X-Via: a", "X-Via: b")
			for key, want := range tt.want {
				tracetest.WantTag(t, tracetest.OnlySpan(t, tracer), key, want)
			}
		})
	}
}

func TestURLParams(t *testing.T) {
	const param = "http.route.param."
	tests := []struct {
		name    string
		opts    []chitrace.Option
		request string
		want    map[string]any // nil: no such tag
	}{
		{"none by default", nil, "GET /users/7", map[string]any{param + "userID": nil}},
		{"named", options(chitrace.WithURLParams("userID")), "GET /users/7", map[string]any{param + "userID": "7"}},
		{"percent-encoded", options(chitrace.WithURLParams("userID")), "GET /users/a%2Fb", map[string]any{param + "userID": "a%2Fb"}},
		{"added up", options(chitrace.WithURLParams("orgID"), chitrace.WithURLParams("teamID", "userID")), "GET /v1/orgs/1/teams/2", map[string]any{
			param + "orgID": "1", param + "teamID": "2", param + "userID": nil,
		}},
		{"in a mount", options(chitrace.WithURLParams("id")), "GET /api/things/3", map[string]any{param + "id": "3"}},
		{"wildcard", options(chitrace.WithURLParams("*")), "GET /files/a/b", map[string]any{param + "*": "a/b"}},
		{"wildcard in a mount", options(chitrace.WithURLParams("*")), "GET /api/files/a/b/c", map[string]any{param + "*": "a/b/c"}},
		{"no such route", options(chitrace.WithURLParams("userID", "*")), "GET /nowhere", map[string]any{param + "userID": nil, param + "*": nil}},
	}
	for _, tt := range tests {
		for name, build := range map[string]func(middlewareFunc) http.Handler{"on": router(), "around": around} {
			t.Run(tt.name+"/"+name, func(t *testing.T) {
				tracer := mocktracer.New()
				get(t, tracetest.Serve(t, build(chitrace.Middleware(tracer, tt.opts...))), tt.request)
				for key, want := range tt.want {
					tracetest.WantTag(t, tracetest.OnlySpan(t, tracer), key, want)
				}
			})
		}
	}
	t.Run("no router", func(t *testing.T) {
		tracetest.WantTag(t, traceOne(t, ok, "GET /", chitrace.WithURLParams("id")), param+"id", nil)
	})
	t.Run("the innermost of a name", func(t *testing.T) {
		r := chi.NewRouter()
		r.Route("/a/{id}", func(r chi.Router) { r.Get("/b/{id}", ok) })
		tracetest.WantTag(t, traceOne(t, r, "GET /a/1/b/2", chitrace.WithURLParams("id")), param+"id", "2")
	})
}

func TestResponseContext(t *testing.T) {
	for _, asked := range []bool{false, true} {
		tracer := mocktracer.New()
		var opts []chitrace.Option
		if asked {
			opts = options(chitrace.WithResponseContext())
		}
		resp := get(t, tracetest.Serve(t, chitrace.Middleware(tracer, opts...)(text(404, "none"))), "GET /")
		sent, err := tracer.Extract(opentracing.HTTPHeaders, opentracing.HTTPHeadersCarrier(resp.Header))
		if got := err == nil; got != asked {
			t.Fatalf("sent a context: %t, want %t", got, asked)
		}
		if asked && sent.(mocktracer.MockSpanContext).SpanID != tracetest.OnlySpan(t, tracer).SpanContext.SpanID {
			t.Errorf("sent %v", sent)
		}
	}
}
