package propagation_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/opentracing/opentracing-go"
	"github.com/opentracing/opentracing-go/ext"
	"github.com/opentracing/opentracing-go/mocktracer"

	"github.com/opentracing-contrib/go-chi/chitrace/propagation"
	"github.com/opentracing-contrib/go-chi/internal/active"
	"github.com/opentracing-contrib/go-chi/internal/tracetest"
)

func TestTransportDescribesCall(t *testing.T) {
	const target = "http://user:secret@example.com:8080/v1/a%2Fb?token=secret#part"
	for _, tt := range []struct {
		name       string
		method     string
		status     int
		wantName   string
		wantMethod string
		wantError  any
	}{
		{"empty method", "", 200, "HTTP GET", "GET", nil},
		{"unknown method", "BREW", 200, "HTTP OTHER", "BREW", nil},
		{"last that is no error", "GET", 399, "HTTP GET", "GET", nil},
		{"client error", "GET", 400, "HTTP GET", "GET", true},
		{"server error", "DELETE", 503, "HTTP DELETE", "DELETE", true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := newRequest(t, tt.method, target, "")
			r.Method = tt.method // NewRequest would make it GET
			r.Host = "virtual.example.com"
			span := call(t, respond(tt.status, "body"), r)

			tracetest.WantSpan(t, span, tt.wantName, map[string]any{
				"span.kind": ext.SpanKindRPCClientEnum, "component": "net/http", "http.method": tt.wantMethod,
				"http.url": "http://example.com:8080/v1/a%2Fb", "http.status_code": uint16(tt.status), "error": tt.wantError,
			})
			tracetest.WantLogs(t, span) // none: a status is no failed round trip
		})
	}
}

func TestRequestWithoutURL(t *testing.T) {
	r := newGet(t)
	r.URL = nil
	tracetest.WantSpan(t, call(t, respond(200, ""), r), "HTTP GET", map[string]any{"http.method": "GET", "http.url": nil})
}

// TestTracerOfCall checks whose tracer makes the span, below which parent, and that
// the span's context is sent.
func TestTracerOfCall(t *testing.T) {
	parents, option, global := mocktracer.New(), mocktracer.New(), mocktracer.New()
	parent := parents.StartSpan("parent")
	parentID := parent.Context().(mocktracer.MockSpanContext).SpanID
	child := opentracing.ContextWithSpan(t.Context(), parent)
	noop := opentracing.NoopTracer{}.StartSpan("a span that does nothing")

	for _, tt := range []struct {
		name         string
		ctx          context.Context
		tracer       opentracing.Tracer
		want         *mocktracer.MockTracer
		wantParentID int
	}{
		{"parent", child, option, parents, parentID},
		{"option", t.Context(), option, option, 0},
		{"global", t.Context(), nil, global, 0},
		{"no parent", opentracing.ContextWithSpan(t.Context(), noop), option, option, 0},
		{"no parent, below ours", opentracing.ContextWithSpan(context.WithValue(t.Context(), active.SpanKey{}, parent), noop), option, parents, parentID},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var got *http.Request
			transport := propagation.NewTransport(capture(&got), propagation.WithTracer(tt.tracer))
			tracetest.SetGlobal(t, global) // after NewTransport: looked up at each request
			for _, tracer := range []*mocktracer.MockTracer{parents, option, global} {
				tracer.Reset()
			}

			do(t, transport.RoundTrip, newGet(t).WithContext(tt.ctx))

			span := tracetest.OnlySpan(t, tt.want)
			if span.ParentID != tt.wantParentID {
				t.Errorf("parent %d, want %d", span.ParentID, tt.wantParentID)
			}
			sentID := got.Header.Get("Mockpfx-Ids-Spanid")
			if want := strconv.Itoa(span.SpanContext.SpanID); sentID != want {
				t.Errorf("sent span %q, want %q", sentID, want)
			}
		})
	}
}

// TestRequestIsLeftAlone sends a request whose every part the base could see
// changed, and compares the caller's with what it was.
func TestRequestIsLeftAlone(t *testing.T) {
	r := newRequest(t, http.MethodPost, "http://example.com/v1", "body")
	r.Header = http.Header{"A": append(make([]string, 0, 2), "SECRET"), "Mockpfx-Ids-Traceid": {"7"}, "User-Agent": nil}
	before := r.Clone(r.Context())

	base := roundTripFunc(func(got *http.Request) (*http.Response, error) {
		if got == r {
			t.Error("the base got the caller's request")
		}
		if got.Body != r.Body {
			t.Errorf("body %T was wrapped", got.Body)
		}
		if got.GetBody == nil || got.ContentLength != r.ContentLength || got.URL != r.URL {
			t.Error("the copy of the request is not complete")
		}
		if values, ok := got.Header["User-Agent"]; !ok || values != nil {
			t.Error("a nil value, which suppresses a header, is lost")
		}
		if span, _ := opentracing.SpanFromContext(got.Context()).(*mocktracer.MockSpan); span == nil || span.OperationName != "HTTP POST" {
			t.Errorf("span in the base's context: %v", span)
		}
		if printed := fmt.Sprintf("%v %+v %#v", got.Context(), got.Context(), got.Context()); strings.Contains(printed, "SECRET") {
			t.Errorf("the context prints a header: %s", printed)
		}
		got.Header.Add("A", "2")
		got.Header.Set("B", "3")
		return respond(200, "")(got)
	})
	resp, err := propagation.NewTransport(base, propagation.WithTracer(mocktracer.New())).RoundTrip(r)
	if err != nil {
		t.Fatal(err)
	}
	readAndClose(t, resp)

	if resp.Request != r {
		t.Error("the response's request is not the caller's")
	}
	tracetest.WantHeader(t, r.Header, before.Header)
	if spare := r.Header["A"][:2][1]; spare != "" {
		t.Errorf("%q was appended to the caller's values", spare)
	}
	if opentracing.SpanFromContext(r.Context()) != nil {
		t.Error("the caller's context has a span")
	}
}

// TestNilBaseIsDefaultTransport also makes the result the default, which must
// not make it call itself.
func TestNilBaseIsDefaultTransport(t *testing.T) {
	before := http.DefaultTransport
	t.Cleanup(func() { http.DefaultTransport = before })

	http.DefaultTransport = respond(200, "the default's")
	http.DefaultTransport = propagation.NewTransport(nil)
	if body := do(t, http.DefaultClient.Do, newGet(t)); body != "the default's" {
		t.Errorf("got %q, want the default transport's answer", body)
	}
}

func TestCloseIdleConnections(t *testing.T) {
	base := new(tracetest.IdleCloser)
	client := http.Client{Transport: propagation.NewTransport(base)}
	client.CloseIdleConnections()
	if base.Closed != 1 {
		t.Errorf("the base was told %d times, want 1", base.Closed)
	}
	propagation.NewTransport(respond(200, "")).CloseIdleConnections() // which cannot
}

// Whatever a tracer does, the call's own or its parent's, the call succeeds or
// fails as the base says, and a span that was started is finished.
func TestFaultyTracerBreaksNoCall(t *testing.T) {
	for _, fault := range tracetest.Faults {
		t.Run(fault.Method+" "+fault.Mode, func(t *testing.T) {
			for _, wantErr := range []error{nil, errBroken} {
				tracer := tracetest.NewFaulty(fault)
				r := newGet(t)
				r.Header.Set("Kept", "yes")
				base := roundTripFunc(func(r *http.Request) (*http.Response, error) {
					if r.Header.Get("Kept") != "yes" {
						t.Error("the header is lost")
					}
					if wantErr != nil {
						return nil, wantErr
					}
					return respond(500, "body")(r)
				})
				var told error
				resp, err := propagation.NewTransport(base, propagation.WithTracer(tracer), propagation.WithClientTrace(),
					propagation.WithErrorHandler(func(err error) { told = err })).RoundTrip(r)
				if fault == tracetest.StartPanics && !errors.Is(told, tracetest.ErrFaulty) {
					t.Errorf("told %v, want %v", told, tracetest.ErrFaulty)
				}
				if !errors.Is(err, wantErr) {
					t.Errorf("error %v, want %v", err, wantErr)
				}
				if err == nil && readAndClose(t, resp) != "body" {
					t.Error("the body is lost")
				}
				tracer.WantFinished(t)
			}

			if ctx, ok := contextWithParent(t.Context(), tracetest.NewFaulty(fault)); ok {
				if body := send(t, respond(200, "body"), newGet(t).WithContext(ctx)); body != "body" {
					t.Errorf("body %q below such a parent", body)
				}
			}
		})
	}
}

// contextWithParent returns false if such a span does not get into a context.
func contextWithParent(ctx context.Context, tracer opentracing.Tracer) (below context.Context, ok bool) {
	defer func() { _ = recover() }()
	below = opentracing.ContextWithSpan(ctx, tracer.StartSpan("parent"))
	return below, opentracing.SpanFromContext(below) != nil
}

type hookKey struct{}

func TestBaseGetsTheTracersContext(t *testing.T) {
	tracer := tracetest.Hooked{MockTracer: mocktracer.New(), Hook: func(ctx context.Context) context.Context {
		return context.WithValue(ctx, hookKey{}, "the tracer's")
	}}
	if value := sent(t, newGet(t), propagation.WithTracer(tracer)).Context().Value(hookKey{}); value != "the tracer's" {
		t.Errorf("got %v", value)
	}
}
