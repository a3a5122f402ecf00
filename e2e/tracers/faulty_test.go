package tracers

import (
	"context"
	"errors"
	"net/http"
	"sync/atomic"
	"testing"

	"github.com/go-chi/chi/v5"
	"github.com/opentracing/opentracing-go"
	"github.com/opentracing/opentracing-go/log"
	"github.com/opentracing/opentracing-go/mocktracer"

	"github.com/opentracing-contrib/go-chi/chitrace"
)

// fault makes one method of a tracer, or of what comes from it, fail.
type fault struct{ method, mode string }

const (
	panics  = "panics"
	isNil   = "returns nil"
	isError = "returns an error"
)

var faults = []fault{
	{"StartSpan", panics},
	{"StartSpan", isNil},
	{"Inject", panics},
	{"Inject", isError},
	{"Extract", panics},
	{"Extract", isError},
	{"Extract", isNil},
	{"ContextWithSpanHook", panics},
	{"ContextWithSpanHook", isNil},
	{"Finish", panics},
	{"Context", panics},
	{"Context", isNil},
	{"SetOperationName", panics},
	{"SetOperationName", isNil},
	{"SetTag", panics},
	{"SetTag", isNil},
	{"LogFields", panics},
	{"BaggageItem", panics},
	{"SetBaggageItem", panics},
	{"Tracer", panics},
	{"Tracer", isNil},
	{"ForeachBaggageItem", panics},
	{"IsSampled", panics},
	{"IsSamplingFinalized", panics},
	{"IsValid", panics},
}

var errFaulty = errors.New("faulty")

// strike is called first in each method: it panics, or says how else to fail.
func (f fault) strike(method string) (mode string) {
	if f.method != method {
		return ""
	}
	if f.mode == panics {
		panic(errFaulty)
	}
	return f.mode
}

type faultyTracer struct {
	opentracing.Tracer
	fault
}

func (t faultyTracer) StartSpan(name string, options ...opentracing.StartSpanOption) opentracing.Span {
	if t.strike("StartSpan") == isNil {
		return nil
	}
	// The tracer beneath knows contexts of its own only.
	var asked opentracing.StartSpanOptions
	for _, o := range options {
		o.Apply(&asked)
	}
	own := []opentracing.StartSpanOption{opentracing.Tags(asked.Tags)}
	for _, ref := range asked.References {
		if sc, ok := ref.ReferencedContext.(faultyContext); ok {
			own = append(own, opentracing.ChildOf(sc.SpanContext))
		}
	}
	return faultySpan{t.Tracer.StartSpan(name, own...), t}
}

func (t faultyTracer) Inject(sc opentracing.SpanContext, format, carrier any) error {
	if t.strike("Inject") == isError {
		return errFaulty
	}
	if own, ok := sc.(faultyContext); ok {
		sc = own.SpanContext
	}
	return t.Tracer.Inject(sc, format, carrier)
}

func (t faultyTracer) Extract(format, carrier any) (opentracing.SpanContext, error) {
	mode := t.strike("Extract")
	sc, err := t.Tracer.Extract(format, carrier)
	switch {
	case mode == isError:
		return faultyContext{sc, t.fault}, errFaulty
	case mode == isNil:
		return nil, nil
	case err != nil:
		return nil, err
	}
	return faultyContext{sc, t.fault}, nil
}

func (t faultyTracer) ContextWithSpanHook(ctx context.Context, _ opentracing.Span) context.Context {
	if t.strike("ContextWithSpanHook") == isNil {
		return nil
	}
	return ctx
}

type faultySpan struct {
	opentracing.Span
	tracer faultyTracer
}

func (s faultySpan) Finish() {
	defer s.Span.Finish()
	s.tracer.strike("Finish")
}

func (s faultySpan) Context() opentracing.SpanContext {
	if s.tracer.strike("Context") == isNil {
		return nil
	}
	return faultyContext{s.Span.Context(), s.tracer.fault}
}

func (s faultySpan) SetOperationName(name string) opentracing.Span {
	return s.chain("SetOperationName", func() { s.Span.SetOperationName(name) })
}

func (s faultySpan) SetTag(key string, value any) opentracing.Span {
	return s.chain("SetTag", func() { s.Span.SetTag(key, value) })
}

func (s faultySpan) SetBaggageItem(key, value string) opentracing.Span {
	return s.chain("SetBaggageItem", func() { s.Span.SetBaggageItem(key, value) })
}

func (s faultySpan) chain(method string, call func()) opentracing.Span {
	if s.tracer.strike(method) == isNil {
		return nil
	}
	call()
	return s
}

func (s faultySpan) LogFields(fields ...log.Field) {
	s.tracer.strike("LogFields")
	s.Span.LogFields(fields...)
}

func (s faultySpan) BaggageItem(key string) string {
	s.tracer.strike("BaggageItem")
	return s.Span.BaggageItem(key)
}

func (s faultySpan) Tracer() opentracing.Tracer {
	if s.tracer.strike("Tracer") == isNil {
		return nil
	}
	return s.tracer
}

type faultyContext struct {
	opentracing.SpanContext
	fault
}

func (c faultyContext) ForeachBaggageItem(f func(k, v string) bool) {
	c.strike("ForeachBaggageItem")
	c.SpanContext.ForeachBaggageItem(f)
}

func (c faultyContext) IsSampled() bool           { c.strike("IsSampled"); return true }
func (c faultyContext) IsSamplingFinalized() bool { c.strike("IsSamplingFinalized"); return true }
func (c faultyContext) IsValid() bool             { c.strike("IsValid"); return true }

// TestFaultyTracer sends every kind of request with every kind of fault. What
// started also has to finish.
func TestFaultyTracer(t *testing.T) {
	for _, f := range faults {
		t.Run(f.method+" "+f.mode, func(t *testing.T) {
			mock := mocktracer.New()
			started := &counting{Tracer: mock}
			s := start(t, faultyTracer{started, f}, func(r chi.Router) {
				r.Get("/things/{id}", text(200, "fine"))
				r.Get("/broken", text(500, "broken"))
				r.Get("/public", text(200, "public"))
				r.Get("/panic", func(http.ResponseWriter, *http.Request) { panic("oops") })
				r.Get("/said", func(w http.ResponseWriter, r *http.Request) {
					chitrace.SetOperationName(r.Context(), "said")
					chitrace.LogError(r.Context(), errOdd)
					_ = chitrace.SpanFromRequest(r)
					text(200, "said")(w, r)
				})
			})
			for _, want := range []struct {
				path   string
				status int
				body   string
			}{
				{"/things/7", 200, "fine"},
				{"/broken", 500, "broken"},
				{"/public", 200, "public"},
				{"/said", 200, "said"},
				{"/missing", 404, "404 page not found\n"},
				{"/panic", 0, ""},
			} {
				if status, body := s.get(t.Context(), s.back+want.path); status != want.status || status != 0 && body != want.body {
					t.Errorf("%s: got %d %q, want %d %q", want.path, status, body, want.status, want.body)
				}
				if want.status == 0 {
					continue
				}
				if status, body := s.get(t.Context(), s.front+"/call"+want.path); status != want.status || body != want.body {
					t.Errorf("/call%s: got %d %q, want %d %q", want.path, status, body, want.status, want.body)
				}
			}
			s.stop()
			if finished := len(mock.FinishedSpans()); finished != started.count() {
				t.Errorf("started %d spans, finished %d", started.count(), finished)
			}
		})
	}
}

// counting counts the spans that it starts.
type counting struct {
	opentracing.Tracer
	started atomic.Int64
}

func (c *counting) StartSpan(name string, options ...opentracing.StartSpanOption) opentracing.Span {
	c.started.Add(1)
	return c.Tracer.StartSpan(name, options...)
}

func (c *counting) count() int { return int(c.started.Load()) }
