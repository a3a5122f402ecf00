package opentelemetry_test

import (
	"errors"
	"maps"
	"testing"

	"github.com/opentracing/opentracing-go"
	"github.com/opentracing/opentracing-go/ext"
	"github.com/opentracing/opentracing-go/log"
	tracepb "go.opentelemetry.io/proto/otlp/trace/v1"

	"github.com/opentracing-contrib/go-chi/chitrace/opentelemetry"
)

func TestSemanticConventions(t *testing.T) {
	for name, tt := range map[string]struct {
		tags opentracing.Tags
		want map[string]any
	}{
		"server": {opentracing.Tags{
			"span.kind": "server", "component": "go-chi/chi", "http.method": "GET", "http.route": "/v1/orders/{id}",
			"http.url": "https://shop:8443/v1/orders/%E2%82%AC", "http.status_code": uint16(200), "http.response_size": 42,
			"http.request.header.user-agent": "curl/8", "http.request.header.accept": "a, b", "http.response.header.etag": "e",
			"http.route.param.id": "€",
		}, map[string]any{
			"component": "go-chi/chi", "http.request.method": "GET", "http.route": "/v1/orders/{id}",
			"url.scheme": "https", "url.path": "/v1/orders/€", "server.address": "shop", "server.port": int64(8443),
			"http.response.status_code": int64(200), "http.response.body.size": int64(42),
			"user_agent.original": "curl/8", "http.request.header.accept": "[a, b]", "http.response.header.etag": "[e]",
			"http.route.param.id": "€",
		}},
		"client": {opentracing.Tags{"span.kind": "client", "http.url": "http://prices:80/v1", "http.method": "BREW"}, map[string]any{
			"url.full": "http://prices:80/v1", "server.address": "prices", "http.request.method": "_OTHER", "http.request.method_original": "BREW",
		}},
		"an error's status": {opentracing.Tags{"error": true, "http.status_code": 503}, map[string]any{
			"http.response.status_code": int64(503), "error.type": "503",
		}},
		"an error in spite of the status": {opentracing.Tags{"error": true, "http.status_code": 200}, map[string]any{
			"http.response.status_code": int64(200), "error.type": "_OTHER",
		}},
		"an error":              {opentracing.Tags{"error": "true"}, map[string]any{"error.type": "_OTHER"}},
		"IPv6":                  {opentracing.Tags{"http.url": "http://[::1]:8080/"}, map[string]any{"url.scheme": "http", "url.path": "/", "server.address": "::1", "server.port": int64(8080)}},
		"of another type":       {opentracing.Tags{"http.url": 1, "http.request.header.n": 2}, map[string]any{"http.url": int64(1), "http.request.header.n": int64(2)}},
		"a URL that is invalid": {opentracing.Tags{"http.url": "http://a b/"}, map[string]any{"http.url": "http://a b/"}},
	} {
		t.Run(name, func(t *testing.T) {
			c := export(t, func(tracer opentracing.Tracer) {
				tracer.StartSpan("op", tt.tags).Finish()
			}, opentelemetry.WithSemanticConventions())
			span := c.span(t, "op")
			wantAttributes(t, values(span.GetAttributes()), tt.want)
			if _, ok := tt.tags["span.kind"]; !ok && span.GetKind() != tracepb.Span_SPAN_KIND_INTERNAL {
				t.Errorf("got the kind %v, want internal", span.GetKind())
			}
		})
	}
}

// Errors become exceptions, whoever has logged them. The last one describes the
// span's status and its error.type.
func TestExceptions(t *testing.T) {
	for name, tt := range map[string]struct {
		log         func(opentracing.Span)
		want        map[string]any
		description string
	}{
		"chitrace's": {func(s opentracing.Span) {
			s.LogFields(log.Event("error"), log.String("error.kind", "panic"), log.Message("oops"), log.String("stack", "main"), log.Int("row", 7))
		}, map[string]any{"exception.type": "panic", "exception.message": "oops", "exception.stacktrace": "main", "row": int64(7)}, "oops"},
		"ext.LogError's": {
			func(s opentracing.Span) { ext.LogError(s, errors.New("no disk")) },
			map[string]any{"exception.type": "*errors.errorString", "exception.message": "no disk"},
			"no disk",
		},
		"without a word": {func(s opentracing.Span) { s.LogFields(log.Event("error")) }, map[string]any{}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			c := export(t, func(tracer opentracing.Tracer) {
				span := tracer.StartSpan("op")
				ext.Error.Set(span, true)
				tt.log(span)
				span.LogFields(log.Event("retry"))
				span.Finish()
			}, opentelemetry.WithSemanticConventions())
			span := c.span(t, "op")
			wantEvents(t, span, map[string]map[string]any{"exception": maps.Clone(tt.want), "retry": {}})
			if got := span.GetStatus().GetMessage(); got != tt.description {
				t.Errorf("got the description %q, want %q", got, tt.description)
			}
			if want, ok := tt.want["exception.type"]; ok && values(span.GetAttributes())["error.type"] != want {
				t.Errorf("got %v, want the error.type %v", values(span.GetAttributes()), want)
			}
		})
	}
}
