package propagation_test

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/opentracing/opentracing-go"
	"github.com/opentracing/opentracing-go/ext"
	"github.com/opentracing/opentracing-go/mocktracer"

	"github.com/opentracing-contrib/go-chi/chitrace/propagation"
	"github.com/opentracing-contrib/go-chi/internal/tracetest"
)

func TestTransportDescribesCall(t *testing.T) {
	const target = "http://user:secret@example.com:8080/v1/a%2Fb?token=secret#part"
	tests := []struct {
		name       string
		method     string
		status     int
		wantName   string
		wantMethod string
		wantError  any
	}{
		{"get", "GET", 200, "HTTP GET", "GET", nil},
		{"empty method", "", 200, "HTTP GET", "GET", nil},
		{"post", "POST", 201, "HTTP POST", "POST", nil},
		{"unknown method", "BREW", 200, "HTTP OTHER", "BREW", nil},
		{"last that is no error", "GET", 399, "HTTP GET", "GET", nil},
		{"client error", "GET", 400, "HTTP GET", "GET", true},
		{"server error", "DELETE", 503, "HTTP DELETE", "DELETE", true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := newRequest(t.Context(), t, tt.method, target)
			r.Method = tt.method // NewRequest would make it GET
			r.Host = "virtual.example.com"
			span := call(t, respond(tt.status, "body"), r)

			if span.OperationName != tt.wantName {
				t.Errorf("name %q, want %q", span.OperationName, tt.wantName)
			}
			tracetest.WantTag(t, span, "span.kind", ext.SpanKindRPCClientEnum)
			tracetest.WantTag(t, span, "component", "net/http")
			tracetest.WantTag(t, span, "http.method", tt.wantMethod)
			tracetest.WantTag(t, span, "http.url", "http://example.com:8080/v1/a%2Fb")
			tracetest.WantTag(t, span, "http.status_code", uint16(tt.status))
			tracetest.WantTag(t, span, "error", tt.wantError)
			if logs := tracetest.Logs(span); logs != nil {
				t.Errorf("logs %v, want none: a status is no failed round trip", logs)
			}
		})
	}
}

func TestRequestWithoutURL(t *testing.T) {
	r := newGet(t)
	r.URL = nil
	span := call(t, respond(200, ""), r)
	tracetest.WantTag(t, span, "http.method", "GET")
	tracetest.WantTag(t, span, "http.url", nil)
}

// TestTracerOfCall checks whose tracer makes the span, and that its context is
// sent.
func TestTracerOfCall(t *testing.T) {
	parents, option, global := mocktracer.New(), mocktracer.New(), mocktracer.New()
	parent := parents.StartSpan("parent")
	parentID := parent.Context().(mocktracer.MockSpanContext).SpanID
	child := opentracing.ContextWithSpan(t.Context(), parent)

	tests := []struct {
		name         string
		ctx          context.Context
		tracer       opentracing.Tracer
		want         *mocktracer.MockTracer
		wantParentID int
	}{
		{"parent", child, option, parents, parentID},
		{"option", t.Context(), option, option, 0},
		{"global", t.Context(), nil, global, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var got *http.Request
			transport := propagation.NewTransport(capture(&got), propagation.WithTracer(tt.tracer))
			before := opentracing.GlobalTracer()
			t.Cleanup(func() { opentracing.SetGlobalTracer(before) })
			opentracing.SetGlobalTracer(global) // after NewTransport: looked up at each request
			for _, tracer := range []*mocktracer.MockTracer{parents, option, global} {
				tracer.Reset()
			}

			do(t, &http.Client{Transport: transport}, newGet(t).WithContext(tt.ctx))

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
	r := newPost(t.Context(), t, "http://example.com/v1", "body")
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
	if !maps.EqualFunc(r.Header, before.Header, slices.Equal) {
		t.Errorf("header %v, want %v", r.Header, before.Header)
	}
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
	if body := do(t, http.DefaultClient, newGet(t)); body != "the default's" {
		t.Errorf("got %q, want the default transport's answer", body)
	}
}

type idleCloser struct {
	roundTripFunc
	closed int
}

func (c *idleCloser) CloseIdleConnections() { c.closed++ }

func TestCloseIdleConnections(t *testing.T) {
	base := new(idleCloser)
	client := http.Client{Transport: propagation.NewTransport(base)}
	client.CloseIdleConnections()
	if base.closed != 1 {
		t.Errorf("the base was told %d times, want 1", base.closed)
	}
	propagation.NewTransport(respond(200, "")).CloseIdleConnections() // which cannot
}
