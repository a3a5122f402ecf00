package chitrace_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/go-chi/chi/v5"
	"github.com/go-chi/chi/v5/middleware"
	"github.com/opentracing/opentracing-go"
	"github.com/opentracing/opentracing-go/mocktracer"

	"github.com/opentracing-contrib/go-chi/chitrace"
	"github.com/opentracing-contrib/go-chi/internal/tracetest"
)

// Every recovered panic reaches the error handler, and no request fails for it.
func TestErrorHandler(t *testing.T) {
	const boom = "boom"
	mock := mocktracer.New()
	panics := func(*http.Request) bool { panic(boom) }
	for _, tt := range []struct {
		want   string
		tracer opentracing.Tracer
		opt    chitrace.Option
	}{
		{"the filter panicked: boom", mock, chitrace.WithFilter(panics)},
		{"the operation name function panicked: boom", mock, chitrace.WithOperationName(func(string, *http.Request) string { panic(boom) })},
		{"the URL function panicked: boom", mock, chitrace.WithURL(func(*http.Request) string { panic(boom) })},
		{"the span observer panicked: boom", mock, chitrace.WithSpanObserver(func(opentracing.Span, *http.Request) { panic(boom) })},
		{"the error status function panicked: boom", mock, chitrace.WithErrorStatus(func(int) bool { panic(boom) })},
		{"the public endpoint function panicked: boom", mock, chitrace.WithPublicEndpoint(panics)},
		{"the tracer panicked: faulty", tracetest.NewFaulty(tracetest.StartPanics), nil},
		{"the tracer panicked: faulty", tracetest.NewFaulty(tracetest.Fault{Method: "Finish", Mode: tracetest.Panics}), nil},
	} {
		t.Run(tt.want, func(t *testing.T) {
			var told []string
			trace := chitrace.Middleware(tt.tracer, tt.opt, chitrace.WithErrorHandler(func(err error) { told = append(told, err.Error()) }))
			if resp := get(t, trace(ok), "GET /"); resp.StatusCode != http.StatusOK {
				t.Errorf("got %+v", resp)
			}
			if told = slices.Compact(told); !slices.Equal(told, []string{"chitrace: " + tt.want}) {
				t.Errorf("told %q", told)
			}
		})
	}
}

// Whatever a tracer does, the request is served, a panic goes on as it was, and
// a span that was started is finished and then closed for the handler.
func TestFaultyTracerBreaksNoRequest(t *testing.T) {
	for _, fault := range tracetest.Faults {
		for _, panicked := range []any{nil, "the handler's"} {
			t.Run(fault.Method+" "+fault.Mode, func(t *testing.T) {
				tracer := tracetest.NewFaulty(fault)
				var caught any
				var kept *http.Request
				h := chitrace.Middleware(tracer, chitrace.WithResponseContext())(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
					kept = r
					chitrace.SetOperationName(r.Context(), "mine")
					chitrace.LogError(r.Context(), errors.New("oops"))
					if panicked != nil {
						panic(panicked)
					}
					ok(w, r)
				}))
				resp := get(t, catch(&caught)(h), "GET /", mockParent("5")...)
				if caught != panicked || panicked == nil && resp.ContentLength != int64(len("ok")) {
					t.Errorf("got %+v, panic %v", resp, caught)
				}
				tracer.WantFinished(t)
				if got := chitrace.SpanFromRequest(kept); got != nil {
					t.Errorf("got %v after the end", got)
				}
			})
		}
	}
}

// A route context of the user's may have a router that fails whatever it is asked.
func TestFaultyRouterBreaksNoRequest(t *testing.T) {
	faulty := with(func(r *http.Request) *http.Request {
		return r.WithContext(context.WithValue(r.Context(), chi.RouteCtxKey, &chi.Context{Routes: unaskable{}}))
	})
	if resp := get(t, faulty(chitrace.Middleware(mocktracer.New())(ok)), "GET /"); resp.StatusCode != http.StatusOK {
		t.Errorf("got %+v", resp)
	}
}

// catch is a middleware that stores what panicked below it, and answers 500.
func catch(caught *any) mw {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			defer func() {
				if *caught = recover(); *caught != nil {
					w.WriteHeader(http.StatusInternalServerError)
				}
			}()
			next.ServeHTTP(w, r)
		})
	}
}

// swallow is catch that stores nothing.
func swallow(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { catch(new(any))(next).ServeHTTP(w, r) })
}

func TestPanic(t *testing.T) {
	err := errors.New("no disk")
	call := &url.Error{Op: "Get", URL: "https://u:SECRET@pay.example/charge?access_token=SECRET", Err: errors.New("refused")}
	for name, tt := range map[string]struct {
		before      http.HandlerFunc
		value       any
		wantStatus  int
		wantMessage string
	}{
		"error":                 {statuses(), err, 500, "no disk"},
		"nil":                   {statuses(), nil, 500, new(runtime.PanicNilError).Error()},
		"error around an abort": {statuses(), fmt.Errorf("no: %w", http.ErrAbortHandler), 500, "no: net/http: abort Handler"},
		"error with a secret":   {statuses(), call, 500, `Get "https://pay.example/charge": refused`},
		"after a 200":           {statuses(200), err, 200, "no disk"},
		"after a 103":           {statuses(103), err, 500, "no disk"},
	} {
		t.Run(name, func(t *testing.T) {
			tracer := mocktracer.New()
			var caught any
			r := routesAt("/u/{id}", steps(tt.before, blowUp(tt.value)), chitrace.Middleware(tracer))
			resp := get(t, catch(&caught)(r), "GET /u/7")
			if resp.StatusCode != tt.wantStatus {
				t.Errorf("client got status %d, want %d", resp.StatusCode, tt.wantStatus)
			}
			if caught == nil || tt.value != nil && caught != tt.value {
				t.Errorf("%#v panicked on, want the very %#v", caught, tt.value)
			}
			span := tracetest.OnlySpan(t, tracer)
			wantSpan(t, span, "GET /u/{id}", map[string]any{
				"http.route": "/u/{id}", "http.status_code": uint16(tt.wantStatus), "error": true, "http.aborted": nil,
			})
			tracetest.WantLog(t, span, map[string]string{"event": "error", "error.kind": "panic", "message": tt.wantMessage})
			if stack := tracetest.Logs(span)[0]["stack"]; !strings.Contains(stack, "blowUp") {
				t.Errorf("got a stack without the frame that panicked:\n%.2000s", stack)
			}
		})
	}
}

// Outside, chi's Recoverer answers too late to be seen. Inside, it hides the panic.
func TestRecoverer(t *testing.T) {
	for want, order := range map[string]func(trace mw) mws{
		"500 true, panics logged: 1": func(trace mw) mws { return mws{tracetest.Quiet, middleware.Recoverer, trace} },
		"500 true, panics logged: 0": func(trace mw) mws { return mws{trace, tracetest.Quiet, middleware.Recoverer} },
	} {
		span := trace(t, func(trace mw) http.Handler { return routesAt("/", blowUp("oops"), order(trace)...) }, "GET /", nil)
		got := fmt.Sprintf("%v %v, panics logged: %d", span.Tag("http.status_code"), span.Tag("error"), len(span.Logs()))
		if got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}
