package propagation_test

import (
	"net/http"
	"slices"
	"testing"

	"github.com/opentracing/opentracing-go"
	"github.com/opentracing/opentracing-go/mocktracer"

	"github.com/opentracing-contrib/go-chi/chitrace/propagation"
	"github.com/opentracing-contrib/go-chi/internal/tracetest"
)

// TestTagOptions has the options that decide on one tag of a GET that is
// answered 404: by default, with nil, repeated, and with callbacks that panic.
func TestTagOptions(t *testing.T) {
	url := func(s string) propagation.Option {
		return propagation.WithURL(func(*http.Request) string { return s })
	}
	errorIs := func(is bool) propagation.Option {
		return propagation.WithErrorStatus(func(int) bool { return is })
	}
	tags := func(key string, value any) propagation.Option {
		return propagation.WithTags(opentracing.Tags{key: value})
	}
	tests := []struct {
		name string
		opts []propagation.Option
		tag  string
		want any
	}{
		{"nil option", []propagation.Option{nil}, "component", "net/http"},
		{"component", options(propagation.WithComponent("a"), propagation.WithComponent("b")), "component", "b"},
		{"empty component", options(propagation.WithComponent("a"), propagation.WithComponent("")), "component", "net/http"},

		{"url", options(url("a"), url("b")), "http.url", "b"},
		{"no url", options(url("")), "http.url", nil},
		{"nil url", options(url("a"), propagation.WithURL(nil)), "http.url", "http://example.com/v1"},
		{"url panics", options(propagation.WithURL(func(*http.Request) string { panic("x") })), "http.url", "http://example.com/v1"},

		{"no error", options(errorIs(false)), "error", nil},
		{"error", options(errorIs(false), errorIs(true)), "error", true},
		{"nil error status", options(errorIs(false), propagation.WithErrorStatus(nil)), "error", true},
		{"error status panics", options(propagation.WithErrorStatus(func(int) bool { panic("x") })), "error", true},

		{"tag", options(tags("a", 1)), "a", 1},
		{"merged tags", options(tags("a", 1), tags("b", 2)), "a", 1},
		{"last value", options(tags("a", 1), tags("a", 2)), "a", 2},
		{"nil tags", options(tags("a", 1), propagation.WithTags(nil)), "a", 1},
		{"our method", options(tags("http.method", "x")), "http.method", "GET"},
		{"our URL", options(tags("http.url", "x")), "http.url", "http://example.com/v1"},
		{"our status", options(tags("http.status_code", "x")), "http.status_code", uint16(404)},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tracetest.WantTag(t, get(t, respond(404, ""), tt.opts...), tt.tag, tt.want)
		})
	}
}

func options(opts ...propagation.Option) []propagation.Option { return opts }

// TestTagsAreNotShared changes the tags of one span, and the map given to the
// option, and looks at the next span.
func TestTagsAreNotShared(t *testing.T) {
	given := opentracing.Tags{"a": 1}
	withTags := propagation.WithTags(given)
	given["a"] = 2
	spoil := propagation.WithSpanObserver(func(span opentracing.Span, _ *http.Request) {
		tracetest.WantTag(t, span.(*mocktracer.MockSpan), "a", 1)
		span.SetTag("a", 3)
	})
	tracer := mocktracer.New()
	transport := propagation.NewTransport(respond(200, ""), propagation.WithTracer(tracer), withTags, spoil)
	for range 2 {
		resp, err := transport.RoundTrip(newRequest(t.Context(), t, http.MethodGet, "http://example.com"))
		if err != nil {
			t.Fatal(err)
		}
		readAndClose(t, resp)
	}
}

func TestOperationName(t *testing.T) {
	named := func(name string) propagation.Option {
		return propagation.WithOperationName(func(*http.Request) string { return name })
	}
	tests := []struct {
		name    string
		perCall []string
		opts    []propagation.Option
		want    string
	}{
		{"option", nil, options(named("a"), named("b")), "b"},
		{"nil", nil, options(named("a"), propagation.WithOperationName(nil)), "HTTP GET"},
		{"empty", nil, options(named("")), "HTTP GET"},
		{"panics", nil, options(propagation.WithOperationName(func(*http.Request) string { panic("x") })), "HTTP GET"},
		{"per call", []string{"call"}, nil, "call"},
		{"per call and option", []string{"call"}, options(named("a")), "call"},
		{"per call, the inner one", []string{"outer", "inner"}, nil, "inner"},
		{"per call, taken back", []string{"outer", ""}, options(named("a")), "a"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			ctx := t.Context()
			for _, name := range tt.perCall {
				ctx = propagation.ContextWithOperationName(ctx, name)
			}
			r := newRequest(ctx, t, http.MethodGet, "http://example.com")
			if span := call(t, respond(200, ""), r, tt.opts...); span.OperationName != tt.want {
				t.Errorf("name %q, want %q", span.OperationName, tt.want)
			}
		})
	}
}

// TestFilters runs both kinds of filters through the same table.
func TestFilters(t *testing.T) {
	yes := func(*http.Request) bool { return true }
	no := func(*http.Request) bool { return false }
	panics := func(*http.Request) bool { panic("x") }
	tests := []struct {
		name       string
		filters    []func(*http.Request) bool
		wantSpan   bool // with WithFilter
		wantInject bool // with WithInjectFilter
	}{
		{"none", nil, true, true},
		{"nil", []func(*http.Request) bool{nil}, true, true},
		{"yes", []func(*http.Request) bool{yes}, true, true},
		{"no", []func(*http.Request) bool{no}, false, false},
		{"all", []func(*http.Request) bool{yes, yes}, true, true},
		{"not all", []func(*http.Request) bool{yes, no, yes}, false, false},
		{"panics", []func(*http.Request) bool{panics}, true, false},
		{"panics, then no", []func(*http.Request) bool{panics, no}, false, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var filters, injectFilters []propagation.Option
			for _, filter := range tt.filters {
				filters = append(filters, propagation.WithFilter(filter))
				injectFilters = append(injectFilters, propagation.WithInjectFilter(filter))
			}
			span, _ := send(t, filters)
			if span != tt.wantSpan {
				t.Errorf("WithFilter: span %v, want %v", span, tt.wantSpan)
			}
			span, injected := send(t, injectFilters)
			if !span || injected != tt.wantInject {
				t.Errorf("WithInjectFilter: span %v, injected %v, want true, %v", span, injected, tt.wantInject)
			}
		})
	}
}

// send reports whether a request has a span, and whether it carries it. A
// request without a span has to be the caller's own.
func send(t *testing.T, opts []propagation.Option) (span, injected bool) {
	t.Helper()
	tracer := mocktracer.New()
	var got *http.Request
	r := newRequest(t.Context(), t, http.MethodGet, "http://example.com")
	transport := propagation.NewTransport(capture(&got), append(opts, propagation.WithTracer(tracer))...)
	resp, err := transport.RoundTrip(r)
	if err != nil {
		t.Fatal(err)
	}
	readAndClose(t, resp)
	span = len(tracer.FinishedSpans()) == 1
	if !span && got != r {
		t.Error("a request that is not traced was copied")
	}
	return span, got.Header.Get("Mockpfx-Ids-Spanid") != ""
}

// TestSpanObserver has several observers, one of which panics, look at the span
// and add baggage, which must travel.
func TestSpanObserver(t *testing.T) {
	var calls []string
	observe := func(name string) propagation.Option {
		return propagation.WithSpanObserver(func(span opentracing.Span, r *http.Request) {
			calls = append(calls, name+" "+r.URL.Path)
			span.SetBaggageItem(name, "item")
			if name == "b" {
				panic("x")
			}
		})
	}
	var got *http.Request
	get(t, capture(&got), observe("a"), propagation.WithSpanObserver(nil), observe("b"), observe("c"))

	if want := []string{"a /v1", "b /v1", "c /v1"}; !slices.Equal(calls, want) {
		t.Errorf("calls %v, want %v", calls, want)
	}
	for _, name := range []string{"A", "B", "C"} {
		if item := got.Header.Get("Mockpfx-Baggage-" + name); item != "item" {
			t.Errorf("baggage %s = %q was sent, want the observer's", name, item)
		}
	}
}
