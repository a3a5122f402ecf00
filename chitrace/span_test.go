package chitrace_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/go-chi/chi/v5"
	"github.com/opentracing/opentracing-go"
	"github.com/opentracing/opentracing-go/mocktracer"

	"github.com/opentracing-contrib/go-chi/chitrace"
	"github.com/opentracing-contrib/go-chi/internal/tracetest"
)

func TestSpanFromRequest(t *testing.T) {
	tracer := mocktracer.New()
	var below opentracing.Span
	h := http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		child, ctx := opentracing.StartSpanFromContextWithTracer(r.Context(), tracer, "child")
		below = chitrace.SpanFromRequest(r.WithContext(ctx))
		child.Finish()
	})
	get(t, tracetest.Serve(t, chitrace.Middleware(tracer)(h)), "GET /")
	spans := tracer.FinishedSpans()
	if len(spans) != 2 {
		t.Fatalf("got %d spans, want 2", len(spans))
	}
	if below != opentracing.Span(spans[1]) {
		t.Errorf("got %v, want the server's %v", below, spans[1])
	}
	if spans[0].ParentID != spans[1].SpanContext.SpanID {
		t.Errorf("the child's parent is %d, want %d", spans[0].ParentID, spans[1].SpanContext.SpanID)
	}
}

func TestUntraced(t *testing.T) {
	r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", http.NoBody)
	if got := chitrace.SpanFromRequest(r); got != nil {
		t.Errorf("got %v", got)
	}
	chitrace.SetOperationName(r.Context(), "name")
	chitrace.LogError(r.Context(), errors.New("oops"))
}

// A goroutine that outlives the handler reaches nothing any more: the span may
// be another request's by then.
func TestAfterFinish(t *testing.T) {
	tracer := mocktracer.New()
	requests := make(chan *http.Request, 1)
	h := http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { requests <- r })
	get(t, tracetest.Serve(t, chitrace.Middleware(tracer)(h)), "GET /")

	r := <-requests
	if got := chitrace.SpanFromRequest(r); got != nil {
		t.Errorf("got %v", got)
	}
	chitrace.SetOperationName(r.Context(), "too late")
	chitrace.LogError(r.Context(), errors.New("too late"))
	span := tracetest.OnlySpan(t, tracer)
	if span.OperationName != "HTTP GET" || span.Tag("error") != nil || len(span.Logs()) != 0 {
		t.Errorf("changed after its end: %v %v %v", span, span.Tags(), span.Logs())
	}
}

// While the handler runs, others may use its span; run with the race detector.
func TestGoroutines(t *testing.T) {
	tracer := mocktracer.New()
	logged := make(chan struct{})
	done := make(chan struct{})
	h := http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		go func() {
			defer close(done)
			for i := 0; chitrace.SpanFromRequest(r) != nil; i++ {
				chitrace.SetOperationName(r.Context(), "busy")
				chitrace.LogError(r.Context(), errors.New("busy"))
				if i == 0 {
					close(logged)
				}
			}
		}()
		<-logged
	})
	get(t, tracetest.Serve(t, chitrace.Middleware(tracer)(h)), "GET /")
	<-done
	span := tracetest.OnlySpan(t, tracer)
	if span.OperationName != "busy" || len(span.Logs()) == 0 {
		t.Errorf("got name %q and %d logs", span.OperationName, len(span.Logs()))
	}
}

func TestSetOperationName(t *testing.T) {
	set := func(names ...string) http.HandlerFunc {
		return func(_ http.ResponseWriter, r *http.Request) {
			for _, name := range names {
				chitrace.SetOperationName(r.Context(), name)
			}
		}
	}
	always := chitrace.WithOperationName(func(string, *http.Request) string { return "the option's" })
	tests := []struct {
		name    string
		handler http.HandlerFunc
		opts    []chitrace.Option
		want    string
	}{
		{"set", set("mine"), nil, "mine"},
		{"last", set("mine", "last"), nil, "last"},
		{"empty", set(""), nil, "GET /u/{id}"},
		{"empty after one", set("mine", ""), nil, "mine"},
		{"over the option", set("mine"), options(always), "mine"},
		{"then a panic", func(w http.ResponseWriter, r *http.Request) { set("mine")(w, r); abort() }, nil, "mine"},
		{"on a derived context", func(_ http.ResponseWriter, r *http.Request) {
			chitrace.SetOperationName(context.WithoutCancel(r.Context()), "mine")
		}, nil, "mine"},
		{"by an observer", set(), options(chitrace.WithSpanObserver(func(_ opentracing.Span, r *http.Request) {
			chitrace.SetOperationName(r.Context(), "mine")
		})), "mine"},
	}
	for _, tt := range tests {
		for _, variant := range variants {
			t.Run(tt.name+"/"+variant.name, func(t *testing.T) {
				tracer := mocktracer.New()
				r := chi.NewRouter()
				r.Use(chitrace.Middleware(tracer, append(tt.opts, variant.opts...)...))
				r.Get("/u/{id}", tt.handler)
				get(t, tracetest.Serve(t, r), "GET /u/7", variant.headers...)
				span := tracetest.OnlySpan(t, tracer)
				if span.OperationName != tt.want {
					t.Errorf("got %q, want %q", span.OperationName, tt.want)
				}
				tracetest.WantTag(t, span, "http.route", "/u/{id}")
			})
		}
	}
}

// broken is an error whose nil pointer cannot tell its text.
type broken struct{ text string }

func (b *broken) Error() string { return b.text }

func TestLogError(t *testing.T) {
	tests := []struct {
		name     string
		err      error
		wantKind string // empty: nothing is logged
		wantText string
	}{
		{"an error", errors.New("no disk"), "*errors.errorString", "no disk"},
		{"of a type", &broken{"no disk"}, "*chitrace_test.broken", "no disk"},
		{"nil", nil, "", ""},
		{"nil pointer", (*broken)(nil), "*chitrace_test.broken", "<nil>"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			h := http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { chitrace.LogError(r.Context(), tt.err) })
			span := traceOne(t, h, "GET /")
			tracetest.WantTag(t, span, "http.status_code", uint16(200))
			if tt.wantKind == "" {
				if tracetest.WantTag(t, span, "error", nil); len(span.Logs()) != 0 {
					t.Errorf("logged %v", span.Logs())
				}
				return
			}
			tracetest.WantTag(t, span, "error", true)
			tracetest.WantLog(t, span, map[string]string{
				"event": "error", "error.kind": tt.wantKind, "message": tt.wantText, "error.object": tt.wantText,
			})
		})
	}
}
