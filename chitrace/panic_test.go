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

// nested is a router with h behind three routers and the middlewares.
func nested(h http.HandlerFunc, root ...middlewareFunc) *chi.Mux {
	r := chi.NewRouter()
	r.Use(root...)
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
		wantValue   any // nil: any
	}{
		{"error", blowUp(0, err), 500, "no disk", err},
		{"nil", blowUp(0, nil), 500, new(runtime.PanicNilError).Error(), nil},
		{"error around an abort", blowUp(0, fmt.Errorf("no: %w", http.ErrAbortHandler)), 500, "no: net/http: abort Handler", nil},
		{"after a 200", blowUp(200, err), 200, "no disk", err},
		{"after a 103", blowUp(103, err), 500, "no disk", err},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tracer := mocktracer.New()
			var caught any
			srv := tracetest.Serve(t, catch(&caught)(nested(tt.handler, chitrace.Middleware(tracer))))
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
			if stack := tracetest.Logs(span)[0]["stack"]; !strings.Contains(stack, "blowUp") {
				t.Errorf("got a stack without the frame that panicked:\n%.2000s", stack)
			}
		})
	}
}

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
			span := trace(t, func(trace middlewareFunc) http.Handler {
				order := []middlewareFunc{trace, quiet, middleware.Recoverer}
				if tt.outside {
					order = []middlewareFunc{quiet, middleware.Recoverer, trace}
				}
				return nested(blowUp(tt.status, "oops"), order...)
			}, nestedRequest, nil)
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
