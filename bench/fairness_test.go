package bench

import (
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/go-chi/chi/v5"
	"github.com/opentracing/opentracing-go"
	"github.com/uber/jaeger-client-go"
	"go.elastic.co/apm"
	"go.opentelemetry.io/otel/trace"
)

// A contender that makes no span, loses its parent or samples the wrong requests
// would be fast for a bad reason.
func TestServersTrace(t *testing.T) {
	for _, k := range kinds {
		for _, s := range scenarios {
			for _, c := range servers {
				if c.name == "bare" || c.name == "tracer-alone" {
					continue // without a span, or without showing it
				}
				t.Run(k.name+"/"+s.name+"/"+c.name, func(t *testing.T) {
					var got *spanContext
					h := c.router(t, s, func(_ http.ResponseWriter, r *http.Request) { got = active(r) })
					h.ServeHTTP(k.writer(), c.stream(t, k, s)())
					got.check(t, s)
				})
			}
		}
	}
}

func TestClientsTrace(t *testing.T) {
	for _, s := range scenarios {
		for _, c := range clients {
			if c.name == "bare" || c.name == "tracer-alone" {
				continue
			}
			t.Run(s.name+"/"+c.name, func(t *testing.T) {
				var got *spanContext
				made := c.calls(t, s, roundTripper(func(r *http.Request) (*http.Response, error) {
					got = sent(r.Header)
					return nullServer(r)
				}))
				if err := made.one(newCalls(made.ctx)()); err != nil {
					t.Fatal(err)
				}
				got.check(t, s)
			})
		}
	}
}

// The router has to serve every request, or the benchmark measures a 404.
func TestRouterServes(t *testing.T) {
	for _, k := range kinds {
		served := 0
		h := newRouter(func(chi.Router) {}, func(http.ResponseWriter, *http.Request) { served++ })
		next := k.stream(t.Context(), func(http.Header) {})
		for range k.paths {
			h.ServeHTTP(k.writer(), next())
		}
		if served != len(k.paths) {
			t.Errorf("%s: %d of %d requests reach the endpoint", k.name, served, len(k.paths))
		}
	}
}

// spanContext is what both APIs' span contexts have in common.
type spanContext struct {
	traceID string
	sampled bool
}

// check fails the test unless c is what the scenario makes of a request. A nil c
// is no span.
func (c *spanContext) check(t *testing.T, s scenario) {
	t.Helper()
	if c == nil {
		t.Fatal("there is no span")
	}
	if c.sampled != s.sampled {
		t.Errorf("sampled %t, want %t", c.sampled, s.sampled)
	}
	if continued := c.traceID == parentTraceID; continued != s.parent {
		t.Errorf("trace id %s continues the parent's: %t, want %t", c.traceID, continued, s.parent)
	}
}

// active returns the span in the request's context, nil if there is none.
func active(r *http.Request) *spanContext {
	if span := opentracing.SpanFromContext(r.Context()); span != nil {
		sc, _ := span.Context().(jaeger.SpanContext)
		return &spanContext{sc.TraceID().String(), sc.IsSampled()}
	}
	if tx := apm.TransactionFromContext(r.Context()); tx != nil {
		tc := tx.TraceContext()
		return &spanContext{tc.Trace.String(), tc.Options.Recorded()}
	}
	if sc := trace.SpanContextFromContext(r.Context()); sc.IsValid() {
		return &spanContext{sc.TraceID().String(), sc.IsSampled()}
	}
	return nil
}

// sent returns the span in a request's header, nil if there is none.
func sent(h http.Header) *spanContext {
	var fields []string // trace id, span id, and flags at the end
	switch {
	case h.Get("Uber-Trace-Id") != "":
		fields = strings.Split(h.Get("Uber-Trace-Id"), ":")
	case h.Get("Traceparent") != "":
		fields = strings.Split(h.Get("Traceparent"), "-")[1:]
	default:
		return nil
	}
	flags, _ := strconv.ParseUint(fields[len(fields)-1], 16, 8)
	return &spanContext{fields[0], flags&1 == 1}
}
