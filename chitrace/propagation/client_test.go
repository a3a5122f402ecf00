package propagation_test

import (
	"crypto/tls"
	"io"
	"net/http"
	"sync/atomic"
	"testing"

	"github.com/opentracing/opentracing-go"
	"github.com/opentracing/opentracing-go/mocktracer"

	"github.com/opentracing-contrib/go-chi/chitrace/propagation"
	"github.com/opentracing-contrib/go-chi/internal/tracetest"
)

// newClient returns a client over sockets of its own.
func newClient(t *testing.T, opts ...propagation.Option) (*http.Client, *mocktracer.MockTracer) {
	t.Helper()
	tracer := mocktracer.New()
	base := &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}, ForceAttemptHTTP2: true}
	opts = append([]propagation.Option{propagation.WithTracer(tracer)}, opts...)
	client := &http.Client{Transport: propagation.NewTransport(base, opts...)}
	t.Cleanup(client.CloseIdleConnections)
	return client, tracer
}

// TestRedirects sends a body that has to be sent again: each round trip is a
// span, and all are siblings.
func TestRedirects(t *testing.T) {
	var spanIDs []string
	url := serve(t, func(w http.ResponseWriter, r *http.Request) {
		spanIDs = append(spanIDs, r.Header.Get("Mockpfx-Ids-Spanid"))
		if r.URL.Path == "/old" {
			http.Redirect(w, r, "/new", http.StatusTemporaryRedirect)
			return
		}
		_, _ = io.Copy(w, r.Body)
	})
	client, tracer := newClient(t)
	parent := tracer.StartSpan("parent")
	r := newPost(opentracing.ContextWithSpan(t.Context(), parent), t, url+"/old", "echo")
	if body := do(t, client, r); body != "echo" {
		t.Errorf("body %q, want it sent again", body)
	}

	spans := tracer.FinishedSpans()
	if len(spans) != 2 || spanIDs[0] == spanIDs[1] {
		t.Fatalf("spans %v sent as %v, want two", spans, spanIDs)
	}
	tracetest.WantTag(t, spans[0], "http.status_code", uint16(http.StatusTemporaryRedirect))
	tracetest.WantTag(t, spans[1], "http.status_code", uint16(http.StatusOK))
	for _, span := range spans {
		if span.ParentID != parent.Context().(mocktracer.MockSpanContext).SpanID {
			t.Errorf("%v is no child of the caller's span", span)
		}
	}
}

// TestRetry kills a kept-alive connection under a request, which the base sends
// again by itself, with GetBody: one round trip of ours, one span.
func TestRetry(t *testing.T) {
	var requests atomic.Int32
	url := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if requests.Add(1) == 2 {
			panic(http.ErrAbortHandler)
		}
		_, _ = io.Copy(w, r.Body)
	})
	client, tracer := newClient(t)
	for range 2 {
		tracer.Reset()
		r := newPost(t.Context(), t, url, "echo")
		r.Header.Set("Idempotency-Key", "1") // lets the base send it again
		if body := do(t, client, r); body != "echo" {
			t.Errorf("body %q, want it sent again", body)
		}
		tracetest.WantTag(t, tracetest.OnlySpan(t, tracer), "error", nil)
	}
	if n := requests.Load(); n != 3 {
		t.Errorf("%d requests arrived, want 3: none was sent again", n)
	}
}

// TestProtocols reads bodies, or none, over HTTP/1.1 and HTTP/2.
func TestProtocols(t *testing.T) {
	h := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/body" {
			_, _ = io.WriteString(w, "body")
		}
	})
	for wantMajor, server := range map[int]*tracetest.Server{1: tracetest.Serve(t, h), 2: tracetest.ServeTLS(t, h)} {
		for _, tt := range []struct {
			method, path string
			wantOpen     bool
		}{
			{http.MethodGet, "/body", true},
			{http.MethodGet, "/", false},
			{http.MethodHead, "/body", false},
		} {
			client, tracer := newClient(t)
			resp, err := client.Do(newRequest(t.Context(), t, tt.method, server.URL+tt.path))
			if err != nil {
				t.Fatal(err)
			}
			if resp.ProtoMajor != wantMajor {
				t.Errorf("%s, want HTTP/%d", resp.Proto, wantMajor)
			}
			if open := len(tracer.FinishedSpans()) == 0; open != tt.wantOpen {
				t.Errorf("HTTP/%d %s %s: span open %v before the body is read, want %v", wantMajor, tt.method, tt.path, open, tt.wantOpen)
			}
			readAndClose(t, resp)
			tracetest.OnlySpan(t, tracer)
		}
	}
}
