package chitrace_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/go-chi/chi/v5/middleware"
	"github.com/opentracing/opentracing-go/mocktracer"

	"github.com/opentracing-contrib/go-chi/chitrace"
	"github.com/opentracing-contrib/go-chi/internal/tracetest"
)

// inMemory is a RoundTripper that calls a handler.
type inMemory struct{ http.Handler }

func (m inMemory) RoundTrip(r *http.Request) (*http.Response, error) {
	w := httptest.NewRecorder()
	m.ServeHTTP(w, r)
	return w.Result(), nil
}

// fresh is a request of a handler's own, below its request's context.
func fresh(r *http.Request) *http.Request {
	r2, err := http.NewRequestWithContext(r.Context(), http.MethodGet, "http://inner/u/7", http.NoBody)
	if err != nil {
		panic(err)
	}
	return r2
}

// inner is a traced service of one route that names its span.
func inner(trace middlewareFunc) http.Handler {
	return trace(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		chitrace.SetOperationName(r.Context(), "inner")
		chitrace.SetTag(r.Context(), "inner", true)
	}))
}

// A request that a handler serves in memory has a span of its own, below that of
// the handler's request.
func TestInMemory(t *testing.T) {
	clone := func(r *http.Request) *http.Request {
		r2 := r.Clone(r.Context())
		r2.URL.Path = "/u/7"
		return r2
	}
	requests := map[string]func(r *http.Request) *http.Request{
		"same header":       func(r *http.Request) *http.Request { r2 := fresh(r); r2.Header = r.Header; return r2 },
		"same body":         func(r *http.Request) *http.Request { r2 := fresh(r); r2.Body = r.Body; return r2 },
		"clone":             clone,
		"clone without URI": func(r *http.Request) *http.Request { r2 := clone(r); r2.RequestURI = ""; return r2 },
		"copy": func(r *http.Request) *http.Request {
			r2 := r.WithContext(r.Context())
			r2.URL = &url.URL{Path: "/u/7"}
			return r2
		},
		"test request": func(r *http.Request) *http.Request {
			return httptest.NewRequestWithContext(r.Context(), http.MethodPost, "/batch", http.NoBody)
		},
	}
	tests := map[string]func(h http.Handler, w http.ResponseWriter, r *http.Request){
		"RoundTripper": func(h http.Handler, _ http.ResponseWriter, r *http.Request) {
			resp, _ := (&http.Client{Transport: inMemory{h}}).Do(fresh(r))
			_ = resp.Body.Close()
		},
		"same writer": func(h http.Handler, w http.ResponseWriter, r *http.Request) { h.ServeHTTP(w, fresh(r)) },
		"proxy": func(h http.Handler, w http.ResponseWriter, r *http.Request) {
			proxy := httputil.NewSingleHostReverseProxy(&url.URL{Scheme: "http", Host: "inner"})
			proxy.Transport = inMemory{h}
			proxy.ServeHTTP(w, r)
		},
	}
	for name, request := range requests {
		tests[name] = func(h http.Handler, _ http.ResponseWriter, r *http.Request) {
			h.ServeHTTP(httptest.NewRecorder(), request(r))
		}
	}
	for name, serve := range tests {
		t.Run(name, func(t *testing.T) {
			tracer := mocktracer.New()
			trace := chitrace.Middleware(tracer)
			h := inner(trace)
			outer := trace(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { serve(h, w, r) }))
			get(t, tracetest.Serve(t, outer), "POST /batch")
			spans := tracer.FinishedSpans()
			if len(spans) != 2 {
				t.Fatalf("got %v, want two spans", spans)
			}
			if spans[0].OperationName != "inner" || spans[0].Tag("inner") != true || spans[1].OperationName != "HTTP POST" || spans[1].Tag("inner") != nil {
				t.Errorf("got %v and %v", spans[0], spans[1])
			}
			if spans[0].ParentID != spans[1].SpanContext.SpanID {
				t.Errorf("the inner span is below %d, want %d", spans[0].ParentID, spans[1].SpanContext.SpanID)
			}
		})
	}
}

// The span in the context may be one of the handler's own. Headers that name a
// parent count more.
func TestInMemoryParent(t *testing.T) {
	for _, header := range []bool{false, true} {
		tracer := mocktracer.New()
		trace := chitrace.Middleware(tracer)
		h := inner(trace)
		var want int
		get(t, tracetest.Serve(t, trace(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			own, ctx := chitrace.StartSpan(r.Context(), "own")
			defer own.Finish()
			want = own.Context().(mocktracer.MockSpanContext).SpanID
			r2 := fresh(r.WithContext(ctx))
			if header {
				want = 5
				addHeaders(r2, "Mockpfx-Ids-Traceid: 4", "Mockpfx-Ids-Spanid: 5", "Mockpfx-Ids-Sampled: true")
			}
			h.ServeHTTP(httptest.NewRecorder(), r2)
		}))), "GET /")
		if got := tracer.FinishedSpans()[0]; got.ParentID != want {
			t.Errorf("header %t: got parent %d, want %d", header, got.ParentID, want)
		}
	}
}

// A handler that is not traced changes nothing of the request that it is a part of.
func TestInMemoryUntraced(t *testing.T) {
	tracer := mocktracer.New()
	h := inner(chitrace.Middleware(tracer, chitrace.WithFilter(func(*http.Request) bool { return false })))
	span := traceOne(t, http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		h.ServeHTTP(httptest.NewRecorder(), fresh(r))
	}), "GET /")
	if span.OperationName != "HTTP GET" || span.Tag("inner") != nil {
		t.Errorf("got %v, %v", span, span.Tags())
	}
}

// A context whose span has ended counts as none.
func TestServedWithAKeptContext(t *testing.T) {
	tracer := mocktracer.New()
	trace := chitrace.Middleware(tracer)
	var kept *http.Request
	get(t, tracetest.Serve(t, trace(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		kept = r.WithContext(context.WithoutCancel(r.Context()))
	}))), "GET /")
	for _, r := range []*http.Request{fresh(kept), kept} {
		tracer.Reset()
		inner(trace).ServeHTTP(httptest.NewRecorder(), r)
		if span := tracetest.OnlySpan(t, tracer); span.ParentID != 0 || span.OperationName != "inner" {
			t.Errorf("got %v below %d", span, span.ParentID)
		}
	}
}

var newHeader = with(func(r *http.Request) *http.Request { r.Header = r.Header.Clone(); return r })

// between are middlewares and handlers that pass the same request on.
var between = map[string]middlewareFunc{
	"nothing":        unchanged,
	"TimeoutHandler": func(next http.Handler) http.Handler { return http.TimeoutHandler(next, time.Hour, "") },
	"StripPrefix":    func(next http.Handler) http.Handler { return http.StripPrefix("/v1", next) },
	"both": func(next http.Handler) http.Handler {
		return http.TimeoutHandler(http.StripPrefix("/v1", next), time.Hour, "")
	},
	"MaxBytesHandler": func(next http.Handler) http.Handler { return http.MaxBytesHandler(next, 1<<20) },
	"compression":     middleware.Compress(5),
	"RealIP":          middleware.RealIP,
	"clone":           with(func(r *http.Request) *http.Request { return r.Clone(r.Context()) }),
	"another context": with(func(r *http.Request) *http.Request { return r.WithContext(context.Background()) }),
	"inner span": with(func(r *http.Request) *http.Request {
		_, ctx := chitrace.StartSpan(r.Context(), "own")
		return r.WithContext(ctx)
	}),
	"form":   with(func(r *http.Request) *http.Request { _ = r.ParseForm(); return r }),
	"header": newHeader,
	"body":   with(func(r *http.Request) *http.Request { r.Body = io.NopCloser(r.Body); return r }),
	"method": with(func(r *http.Request) *http.Request { r.Method = http.MethodPut; return r }),
	"URL":    with(func(r *http.Request) *http.Request { r.URL = &url.URL{Path: "/elsewhere"}; return r }),
	"path":   with(func(r *http.Request) *http.Request { r.URL.Path = strings.TrimPrefix(r.URL.Path, "/v1"); return r }),
	"header below a TimeoutHandler": func(next http.Handler) http.Handler {
		return http.TimeoutHandler(newHeader(next), time.Hour, "")
	},
	"a writer of its own": func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			next.ServeHTTP(struct{ http.ResponseWriter }{w}, r)
		})
	},
	"a buffer": func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { next.ServeHTTP(httptest.NewRecorder(), r) })
	},
}

// A second Middleware in the same request makes no span, whatever lies between.
func TestSameRequest(t *testing.T) {
	for name, pass := range between {
		for _, method := range []string{"GET", "POST"} {
			t.Run(name+"/"+method, func(t *testing.T) {
				outer, second := mocktracer.New(), mocktracer.New()
				served := false
				h := chitrace.Middleware(outer)(pass(chitrace.Middleware(second)(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
					served = true
				}))))
				get(t, tracetest.Serve(t, h), method+" /v1/u/7")
				if spans := second.FinishedSpans(); len(spans) != 0 || !served {
					t.Errorf("served: %t, the inner tracer got %v", served, spans)
				}
				for _, span := range outer.FinishedSpans() {
					if span.OperationName != "HTTP "+method && span.OperationName != "own" {
						t.Errorf("got %v", span)
					}
				}
			})
		}
	}
}

// A batch's own requests do not give their route and parameters to the batch's
// span, though chi adds these to the batch's route context.
func TestBatchKeepsItsRoute(t *testing.T) {
	for want, build := range map[string]func(trace middlewareFunc, batch http.Handler) http.Handler{
		"HTTP GET <nil>": func(trace middlewareFunc, batch http.Handler) http.Handler { return trace(batch) },
		"GET /batch/{id} 8": func(trace middlewareFunc, batch http.Handler) http.Handler {
			return trace(routesAt("/batch/{id}", batch))
		},
		"GET /{id}/8 batch": func(trace middlewareFunc, batch http.Handler) http.Handler { return traced(trace, "/{id}/8", batch) },
	} {
		t.Run(want, func(t *testing.T) {
			tracer := mocktracer.New()
			trace := chitrace.Middleware(tracer, chitrace.WithURLParams("id"))
			on, around := traced(trace, "/u/{id}", ok), trace(routesAt("/u/{id}", ok))
			get(t, tracetest.Serve(t, build(trace, http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
				for _, h := range []http.Handler{on, around, on} {
					h.ServeHTTP(httptest.NewRecorder(), fresh(r))
				}
			}))), "GET /batch/8")
			const inner = "GET /u/{id} 7"
			for i, want := range []string{inner, inner, inner, want} {
				span := tracer.FinishedSpans()[i]
				if got := fmt.Sprint(span.OperationName, " ", span.Tag("http.route.param.id")); got != want {
					t.Errorf("span %d: got %s, want %s", i, got, want)
				}
			}
		})
	}
}

// Nobody would know why the options have no effect.
func TestOptionsOfAnInnerMiddleware(t *testing.T) {
	component := chitrace.WithComponent("inner")
	tests := []struct {
		name               string
		inner              []chitrace.Option
		innerTold          bool
		wantOuter, wantOwn int
	}{
		{"none", nil, false, 0, 0},
		{"without a handler", options(component), false, 1, 0},
		{"with a handler", options(component), true, 0, 1},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var outer, own []error
			handler := func(told *[]error) chitrace.Option {
				return chitrace.WithErrorHandler(func(err error) { *told = append(*told, err) })
			}
			if tt.innerTold {
				tt.inner = append(tt.inner, handler(&own))
			}
			second := chitrace.Middleware(nil, tt.inner...)
			h := chitrace.Middleware(mocktracer.New(), handler(&outer))(second(second(ok)))
			for range 3 {
				h.ServeHTTP(httptest.NewRecorder(), httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", http.NoBody))
			}
			if len(outer) != tt.wantOuter || len(own) != tt.wantOwn {
				t.Errorf("the outer one's handler was told %v, the inner one's %v", outer, own)
			}
		})
	}
}
