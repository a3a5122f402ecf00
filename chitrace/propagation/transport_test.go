package propagation_test

import (
	"context"
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
		{"redirect", "GET", 302, "HTTP GET", "GET", nil},
		{"last that is no error", "GET", 399, "HTTP GET", "GET", nil},
		{"client error", "GET", 400, "HTTP GET", "GET", true},
		{"server error", "DELETE", 503, "HTTP DELETE", "DELETE", true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := newRequest(t.Context(), t, tt.method, target)
			r.Method = tt.method // NewRequest would make it GET
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

func TestURLTagIsHarmless(t *testing.T) {
	tests := []struct {
		name  string
		alter func(r *http.Request)
		want  any
	}{
		{"no path", func(r *http.Request) { r.URL.Path = "" }, "http://example.com"},
		{"user info as host", func(r *http.Request) { r.URL.Host = "user:p@ss@example.com" }, "http://example.com/v1"},
		{"opaque", func(r *http.Request) { r.URL.Path, r.URL.Opaque = "", "//x/y?secret" }, "http://example.com"},
		{"other host header", func(r *http.Request) { r.Host = "virtual.example.com" }, "http://example.com/v1"},
		{"no UTF-8", func(r *http.Request) { r.URL.Path = "/\xff" }, "http://example.com/%FF"},
		{"no URL", func(r *http.Request) { r.URL = nil }, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := newRequest(t.Context(), t, http.MethodGet, "http://example.com/v1")
			tt.alter(r)
			tracetest.WantTag(t, call(t, respond(200, ""), r), "http.url", tt.want)
		})
	}
}

// TestTracerOfCall checks whose tracer makes the span, and that it reaches the
// server.
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
		{"parent alone", child, nil, parents, parentID},
		{"option", t.Context(), option, option, 0},
		{"global", t.Context(), nil, global, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var sentID string
			url := serve(t, func(_ http.ResponseWriter, r *http.Request) {
				sentID = r.Header.Get("Mockpfx-Ids-Spanid")
			})
			transport := propagation.NewTransport(nil, propagation.WithTracer(tt.tracer))
			useGlobalTracer(t, global) // after NewTransport: looked up at each request
			for _, tracer := range []*mocktracer.MockTracer{parents, option, global} {
				tracer.Reset()
			}

			client := &http.Client{Transport: transport}
			resp, err := client.Do(newRequest(tt.ctx, t, http.MethodGet, url))
			if err != nil {
				t.Fatal(err)
			}
			readAndClose(t, resp)

			span := tracetest.OnlySpan(t, tt.want)
			if span.ParentID != tt.wantParentID {
				t.Errorf("parent %d, want %d", span.ParentID, tt.wantParentID)
			}
			if want := strconv.Itoa(span.SpanContext.SpanID); sentID != want {
				t.Errorf("server got span %q, want %q", sentID, want)
			}
		})
	}
}

// TestRequestIsLeftAlone sends a request whose every part the base could see
// changed, and compares the caller's with what it was.
func TestRequestIsLeftAlone(t *testing.T) {
	tracer := mocktracer.New()
	body := strings.NewReader("body")
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://example.com/v1", body)
	if err != nil {
		t.Fatal(err)
	}
	r.Header = http.Header{"A": append(make([]string, 0, 2), "1"), "Mockpfx-Ids-Traceid": {"7"}, "User-Agent": nil}
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
		got.Header.Add("A", "2")
		got.Header.Set("B", "3")
		return respond(200, "")(got)
	})
	resp, err := propagation.NewTransport(base, propagation.WithTracer(tracer)).RoundTrip(r)
	if err != nil {
		t.Fatal(err)
	}
	readAndClose(t, resp)

	if resp.Request != r {
		t.Error("the response's request is not the caller's")
	}
	if !equalHeaders(r.Header, before.Header) {
		t.Errorf("header %v, want %v", r.Header, before.Header)
	}
	if spare := r.Header["A"][:2][1]; spare != "" {
		t.Errorf("%q was appended to the caller's values", spare)
	}
	if opentracing.SpanFromContext(r.Context()) != nil {
		t.Error("the caller's context has a span")
	}
}

func equalHeaders(a, b http.Header) bool {
	if len(a) != len(b) {
		return false
	}
	for name := range a {
		if !slices.Equal(a[name], b[name]) {
			return false
		}
	}
	return true
}

// TestNilBaseIsDefaultTransport also makes the result the default, which must
// not make it call itself.
func TestNilBaseIsDefaultTransport(t *testing.T) {
	before := http.DefaultTransport
	t.Cleanup(func() { http.DefaultTransport = before })

	http.DefaultTransport = respond(299, "")
	http.DefaultTransport = propagation.NewTransport(nil)
	resp, err := http.DefaultTransport.RoundTrip(newRequest(t.Context(), t, http.MethodGet, "http://example.com"))
	if err != nil {
		t.Fatal(err)
	}
	readAndClose(t, resp)
	if resp.StatusCode != 299 {
		t.Errorf("status %d, want that of the default transport", resp.StatusCode)
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
