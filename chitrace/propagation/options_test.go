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
// answered 404: by default, with nil, and repeated.
func TestTagOptions(t *testing.T) {
	url := func(s string) propagation.Option {
		return propagation.WithURL(func(*http.Request) string { return s })
	}
	errorIs := func(is bool) propagation.Option {
		return propagation.WithErrorStatus(func(int) bool { return is })
	}
	tags := func(key string, value any) propagation.Option {
		given := opentracing.Tags{key: value}
		defer func() { given[key] = "changed later" }()
		return propagation.WithTags(given)
	}
	for _, tt := range []struct {
		name string
		opts []propagation.Option
		tag  string
		want any
	}{
		{"nil option", options(nil), "component", "net/http"},
		{"component", options(propagation.WithComponent("a"), propagation.WithComponent("b")), "component", "b"},

		{"url", options(url("a"), url("b")), "http.url", "b"},
		{"nil url", options(url("a"), propagation.WithURL(nil)), "http.url", "http://example.com/v1"},

		{"error", options(errorIs(false), errorIs(true)), "error", true},

		{"merged tags", options(tags("a", 1), tags("b", 2)), "a", 1},
		{"nil tags", options(tags("a", 1), propagation.WithTags(nil)), "a", 1},
		{"our status", options(tags("http.status_code", "x")), "http.status_code", uint16(404)},
	} {
		t.Run(tt.name, func(t *testing.T) {
			tracetest.WantTag(t, call(t, respond(404, ""), newGet(t), tt.opts...), tt.tag, tt.want)
		})
	}
}

func TestOperationName(t *testing.T) {
	named := func(name string) propagation.Option {
		return propagation.WithOperationName(func(*http.Request) string { return name })
	}
	for _, tt := range []struct {
		name    string
		perCall []string
		opts    []propagation.Option
		want    string
	}{
		{"option", nil, options(named("a"), named("b")), "b"},
		{"nil", nil, options(named("a"), propagation.WithOperationName(nil)), "HTTP GET"},
		{"empty", nil, options(named("")), "HTTP GET"},
		{"per call and option", []string{"call"}, options(named("a")), "call"},
		{"per call, the inner one", []string{"outer", "inner"}, nil, "inner"},
		{"per call, taken back", []string{"outer", ""}, options(named("a")), "a"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			ctx := t.Context()
			for _, name := range tt.perCall {
				ctx = propagation.ContextWithOperationName(ctx, name)
			}
			tracetest.WantSpan(t, call(t, respond(200, ""), newGet(t).WithContext(ctx), tt.opts...), tt.want, nil)
		})
	}
}

// TestFilters runs both kinds of filters through the same table.
func TestFilters(t *testing.T) {
	yes := func(*http.Request) bool { return true }
	panics := func(*http.Request) bool { panic("x") }
	for _, tt := range []struct {
		name       string
		filters    []func(*http.Request) bool
		wantSpan   bool // with WithFilter
		wantInject bool // with WithInjectFilter
	}{
		{"nil", []func(*http.Request) bool{nil}, true, true},
		{"all", []func(*http.Request) bool{yes, yes}, true, true},
		{"not all", []func(*http.Request) bool{yes, no, yes}, false, false},
		{"panics", []func(*http.Request) bool{panics}, true, false},
		{"panics, then no", []func(*http.Request) bool{panics, no}, false, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var filters, injectFilters []propagation.Option
			for _, filter := range tt.filters {
				filters = append(filters, propagation.WithFilter(filter))
				injectFilters = append(injectFilters, propagation.WithInjectFilter(filter))
			}
			tracer := mocktracer.New()
			r := newGet(t)
			got := sent(t, r, append(filters, propagation.WithTracer(tracer))...)
			if span := len(tracer.FinishedSpans()) == 1; span != tt.wantSpan || span == (got == r) {
				t.Errorf("WithFilter: span %v, want %v; the caller's own request: %v", span, tt.wantSpan, got == r)
			}
			got = sent(t, r, append(injectFilters, propagation.WithTracer(tracer))...)
			if injected := got.Header.Get("Mockpfx-Ids-Spanid") != ""; injected != tt.wantInject {
				t.Errorf("WithInjectFilter: injected %v, want %v", injected, tt.wantInject)
			}
		})
	}
}

func TestToHosts(t *testing.T) {
	own := propagation.ToHosts("prices.internal", ".svc.local", "LOCALHOST")
	for url, want := range map[string]bool{
		"http://prices.internal/":            true,
		"http://u:pw@prices.internal:8080/p": true,
		"http://PRICES.internal/":            true,
		"http://localhost/":                  true,
		"http://a.svc.local/":                true,
		"http://a.b.svc.local/":              true,
		"http://svc.local/":                  false,
		"http://evilsvc.local/":              false,
		"http://evilprices.internal/":        false,
		"http://stock.internal/":             false,
		"http://prices.internal.evil.com/":   false,
		"http://prices.internal@evil.com/":   false,
		"http://evil.com/prices.internal":    false,
		"http://evil.com?h=.svc.local":       false,
	} {
		if got := own(newRequest(t, http.MethodGet, url, "")); got != want {
			t.Errorf("%s: got %t, want %t", url, got, want)
		}
	}
	if own(&http.Request{}) {
		t.Error("a request without a URL goes nowhere")
	}
}

// TestSpanObserver has several observers, one of which panics, look at the request
// and add baggage, which must travel.
func TestSpanObserver(t *testing.T) {
	var calls []string
	observe := func(name string) propagation.Option {
		return propagation.WithSpanObserver(func(span opentracing.Span, r *http.Request) {
			calls = append(calls, name+" "+r.URL.Path)
			span.SetBaggageItem(name, "item")
			panic("x")
		})
	}
	tracer := propagation.WithTracer(mocktracer.New())
	header := sent(t, newGet(t), tracer, observe("a"), propagation.WithSpanObserver(nil), observe("b")).Header
	if want := []string{"a /v1", "b /v1"}; !slices.Equal(calls, want) {
		t.Errorf("calls %v, want %v", calls, want)
	}
	if header["Mockpfx-Baggage-A"] == nil || header["Mockpfx-Baggage-B"] == nil {
		t.Errorf("sent %v, want the observers' baggage", header)
	}
}

// Every recovered panic reaches the error handler, no call fails for it,
// and the span says what it does by default.
func TestErrorHandler(t *testing.T) {
	panics := func(*http.Request) bool { panic("boom") }
	noString := func(*http.Request) string { panic("boom") }
	for name, opt := range map[string]propagation.Option{
		"filter":                  propagation.WithFilter(panics),
		"inject filter":           propagation.WithInjectFilter(panics),
		"operation name function": propagation.WithOperationName(noString),
		"URL function":            propagation.WithURL(noString),
		"span observer":           propagation.WithSpanObserver(func(opentracing.Span, *http.Request) { panic("boom") }),
		"error status function":   propagation.WithErrorStatus(func(int) bool { panic("boom") }),
	} {
		t.Run(name, func(t *testing.T) {
			var told []string
			tell := propagation.WithErrorHandler(func(err error) { told = append(told, err.Error()) })
			span := call(t, respond(404, "ok"), newGet(t), opt, tell)
			if want := []string{"propagation: the " + name + " panicked: boom"}; !slices.Equal(told, want) {
				t.Errorf("told %q, want %q", told, want)
			}
			tracetest.WantSpan(t, span, "HTTP GET", map[string]any{"http.url": "http://example.com/v1", "error": true})
		})
	}
}
