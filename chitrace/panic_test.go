package chitrace_test

import (
	"errors"
	"fmt"
	"net/http"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/go-chi/chi/v5"
	"github.com/go-chi/chi/v5/middleware"
	"github.com/opentracing/opentracing-go/mocktracer"

	"github.com/opentracing-contrib/go-chi/chitrace"
	"github.com/opentracing-contrib/go-chi/internal/tracetest"
)

// blowUp is a handler that panics, after a header unless that is 0.
func blowUp(status int, value any) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		if status != 0 {
			w.WriteHeader(status)
		}
		panic(value)
	}
}

func writeNilMap(http.ResponseWriter, *http.Request) {
	var m map[string]int
	m["key"] = 1 //nolint:staticcheck // on purpose
}

// recurse panics at the bottom of a deep stack.
func recurse(depth int) {
	if depth == 0 {
		panic("deep")
	}
	recurse(depth - 1)
}

// catch is a middleware that stores what panicked below it, and answers 500.
func catch(caught *any) middlewareFunc {
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

type failure struct{ reason string }

// nested is a router with h behind three routers, the outermost traced.
func nested(trace middlewareFunc, h http.HandlerFunc) *chi.Mux {
	r := chi.NewRouter()
	r.Use(trace)
	r.Route("/v1", func(r chi.Router) {
		r.Route("/orgs/{orgID}", func(r chi.Router) { r.Get("/teams/{teamID}", h) })
	})
	return r
}

const (
	nestedRequest = "GET /v1/orgs/1/teams/2"
	nestedRoute   = "/v1/orgs/{orgID}/teams/{teamID}"
)

func TestPanic(t *testing.T) {
	err := errors.New("no disk")
	tests := []struct {
		name        string
		handler     http.HandlerFunc
		wantStatus  int
		wantMessage string
		wantFrame   string
		wantValue   any // nil: any
	}{
		{"error", blowUp(0, err), 500, "no disk", "blowUp", err},
		{"string", blowUp(0, "oops"), 500, "oops", "blowUp", "oops"},
		{"struct", blowUp(0, failure{"late"}), 500, "{late}", "blowUp", failure{"late"}},
		{"nil", blowUp(0, nil), 500, new(runtime.PanicNilError).Error(), "blowUp", nil},
		{"run time", writeNilMap, 500, "assignment to entry in nil map", "writeNilMap", nil},
		{"error around an abort", blowUp(0, fmt.Errorf("no: %w", http.ErrAbortHandler)), 500, "no: net/http: abort Handler", "blowUp", nil},
		{"stringer that panics", blowUp(0, rude{}), 500, "%!v(PANIC=String method: rude)", "blowUp", rude{}},
		{"after a 200", blowUp(200, err), 200, "no disk", "blowUp", err},
		{"after a 404", blowUp(404, err), 404, "no disk", "blowUp", err},
		{"after a 103", blowUp(103, err), 500, "no disk", "blowUp", err},
		{"after a flush", func(w http.ResponseWriter, r *http.Request) { flush()(w, r); panic(err) }, 200, "no disk", "TestPanic", err},
		{"deep", func(http.ResponseWriter, *http.Request) { recurse(10_000) }, 500, "deep", "recurse", "deep"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tracer := mocktracer.New()
			var caught any
			srv := tracetest.Serve(t, catch(&caught)(nested(chitrace.Middleware(tracer), tt.handler)))
			if resp := get(t, srv, nestedRequest); resp.StatusCode != tt.wantStatus {
				t.Errorf("client got status %d, want %d", resp.StatusCode, tt.wantStatus)
			}
			if caught == nil || tt.wantValue != nil && caught != tt.wantValue {
				t.Errorf("%#v panicked on, want the very %#v", caught, tt.wantValue)
			}
			span := tracetest.OnlySpan(t, tracer)
			if want := "GET " + nestedRoute; span.OperationName != want {
				t.Errorf("got name %q, want %q", span.OperationName, want)
			}
			tracetest.WantTag(t, span, "http.route", nestedRoute)
			tracetest.WantTag(t, span, "http.status_code", uint16(tt.wantStatus))
			tracetest.WantTag(t, span, "error", true)
			tracetest.WantTag(t, span, "http.aborted", nil)
			tracetest.WantLog(t, span, map[string]string{"event": "error", "error.kind": "panic", "message": tt.wantMessage})
			if stack := tracetest.Logs(span)[0]["stack"]; !strings.Contains(stack, tt.wantFrame) || len(stack) > 16<<10 {
				t.Errorf("got %d bytes of stack without %s:\n%.2000s", len(stack), tt.wantFrame, stack)
			}
		})
	}
}

// rude panics when it is asked for its text.
type rude struct{}

func (rude) String() string { panic("rude") }

func TestRecoverer(t *testing.T) {
	tests := []struct {
		name      string
		outside   bool
		status    int // before the panic; 0: none
		want      int
		wantPanic bool
	}{
		{"outside", true, 0, 500, true},
		{"outside, after a 200", true, 200, 200, true},
		{"inside", false, 0, 500, false},
		{"inside, after a 200", false, 200, 200, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tracer := mocktracer.New()
			trace := chitrace.Middleware(tracer)
			r := chi.NewRouter()
			if tt.outside {
				r.Use(quiet, middleware.Recoverer, trace)
			} else {
				r.Use(trace, quiet, middleware.Recoverer)
			}
			r.Get("/u/{id}", blowUp(tt.status, "oops"))
			if resp := get(t, tracetest.Serve(t, r), "GET /u/7"); resp.StatusCode != tt.want {
				t.Errorf("client got status %d, want %d", resp.StatusCode, tt.want)
			}
			span := tracetest.OnlySpan(t, tracer)
			if span.OperationName != "GET /u/{id}" {
				t.Errorf("got name %q", span.OperationName)
			}
			tracetest.WantTag(t, span, "http.status_code", uint16(tt.want))
			if got := len(span.Logs()) == 1; got != tt.wantPanic {
				t.Errorf("panic logged: %t, want %t", got, tt.wantPanic)
			}
			if got := span.Tag("error") == true; got != (tt.wantPanic || tt.want >= 500) {
				t.Errorf("got error=%t", got)
			}
		})
	}
}

// quiet is a middleware that keeps chi's Recoverer from printing.
func quiet(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		next.ServeHTTP(w, middleware.WithLogEntry(r, discard{}))
	})
}

type discard struct{}

func (discard) Write(int, int, http.Header, time.Duration, any) {}
func (discard) Panic(any, []byte)                               {}
