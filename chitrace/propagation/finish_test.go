package propagation_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"runtime"
	"strings"
	"sync"
	"testing"
	"testing/iotest"

	"github.com/opentracing/opentracing-go/mocktracer"

	"github.com/opentracing-contrib/go-chi/chitrace/propagation"
	"github.com/opentracing-contrib/go-chi/internal/tracetest"
)

type closeError struct {
	io.Reader
	err error
}

func (c closeError) Close() error { return c.err }

// TestEndAtOnce has the responses whose span ends before anyone touches the
// body.
func TestEndAtOnce(t *testing.T) {
	body := io.NopCloser(strings.NewReader("body"))
	tests := []struct {
		name       string
		method     string
		resp       *http.Response
		err        error
		wantStatus any
		wantError  any
	}{
		{"HEAD", "HEAD", &http.Response{StatusCode: 200, ContentLength: 4, Body: body}, nil, uint16(200), nil},
		{"204", "GET", &http.Response{StatusCode: 204, ContentLength: -1, Body: body}, nil, uint16(204), nil},
		{"304", "GET", &http.Response{StatusCode: 304, ContentLength: -1, Body: body}, nil, uint16(304), nil},
		{"nil body", "GET", &http.Response{StatusCode: 500}, nil, uint16(500), true},
		{"error", "GET", nil, errBroken, nil, true},
		{"connection closed without a response", "GET", nil, io.EOF, nil, true},
		{"response and error", "GET", &http.Response{StatusCode: 200, Body: body}, errBroken, uint16(200), true},
		{"neither", "GET", nil, nil, nil, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tracer := mocktracer.New()
			var before io.ReadCloser
			if tt.resp != nil {
				before = tt.resp.Body
			}

			r := newRequest(t.Context(), t, tt.method, "http://example.com")
			resp, err := propagation.NewTransport(give(tt.resp, tt.err), propagation.WithTracer(tracer)).RoundTrip(r)
			if resp != nil && resp.Body != nil {
				defer func() { _ = resp.Body.Close() }()
			}

			if resp != tt.resp || !errors.Is(err, tt.err) {
				t.Errorf("got %v, %v, want what the base returned", resp, err)
			}
			if resp != nil && resp.Body != before {
				t.Errorf("body %T, want the base's", resp.Body)
			}
			span := tracetest.OnlySpan(t, tracer)
			tracetest.WantTag(t, span, "http.status_code", tt.wantStatus)
			tracetest.WantTag(t, span, "error", tt.wantError)
		})
	}
}

// TestEndWithBody has the ways to be done with a body. Each is done to a fresh
// one, whose span must be open before and finished once after.
func TestEndWithBody(t *testing.T) {
	read := func(b io.ReadCloser) { _, _ = io.ReadAll(b) }
	readSome := func(b io.ReadCloser) { _, _ = b.Read(make([]byte, 2)) }
	closeIt := func(b io.ReadCloser) { _ = b.Close() }
	write := func(b io.ReadCloser) { _, _ = io.WriteString(b.(io.Writer), "hello") }
	good := func() closeError { return closeError{Reader: strings.NewReader("body")} }
	tests := []struct {
		name      string
		body      io.ReadCloser
		steps     []func(io.ReadCloser)
		wantError string // the message of the log
	}{
		{"read to EOF", good(), steps(read), ""},
		{"EOF with the last bytes", closeError{Reader: iotest.DataErrReader(strings.NewReader("b"))}, steps(readSome), ""},
		{"closed unread", good(), steps(closeIt), ""},
		{"closed half read", good(), steps(readSome, closeIt), ""},
		{"read, then closed twice", good(), steps(read, closeIt, closeIt), ""},
		{"read after close", good(), steps(closeIt, read), ""},
		{"read fails over and over", closeError{Reader: iotest.ErrReader(errBroken)}, steps(read, read, closeIt), "broken"},
		{"truncated", closeError{Reader: iotest.ErrReader(io.ErrUnexpectedEOF)}, steps(read, closeIt), "unexpected EOF"},
		{"close fails", closeError{good(), errBroken}, steps(closeIt), "broken"},
		{"close fails after EOF", closeError{strings.NewReader(""), errBroken}, steps(read, closeIt), ""},
		{"write fails", duplex{writeErr: errBroken}, steps(write, closeIt), "broken"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tracer := mocktracer.New()
			base := give(&http.Response{StatusCode: 200, Body: tt.body}, nil)
			resp, err := propagation.NewTransport(base, propagation.WithTracer(tracer)).RoundTrip(newGet(t))
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = resp.Body.Close() }()
			if spans := tracer.FinishedSpans(); len(spans) != 0 {
				t.Fatal("the span ended before its body")
			}

			for _, step := range tt.steps {
				step(resp.Body)
			}

			span := tracetest.OnlySpan(t, tracer)
			if tt.wantError == "" {
				tracetest.WantTag(t, span, "error", nil)
				return
			}
			tracetest.WantTag(t, span, "error", true)
			tracetest.WantLog(t, span, map[string]string{"message": tt.wantError})
		})
	}
}

func steps(s ...func(io.ReadCloser)) []func(io.ReadCloser) { return s }

// TestFailureIsLogged has an error with a URL in it, which keeps its token to
// itself.
func TestFailureIsLogged(t *testing.T) {
	failed := &url.Error{Op: "Get", URL: "https://u:SECRET@pay.example/charge?access_token=SECRET", Err: errBroken}
	tracer := mocktracer.New()
	//nolint:bodyclose // There is no response.
	if _, err := propagation.NewTransport(give(nil, failed), propagation.WithTracer(tracer)).RoundTrip(newGet(t)); !errors.Is(err, failed) {
		t.Errorf("error %v, want it as it was", err)
	}

	span := tracetest.OnlySpan(t, tracer)
	tracetest.WantTag(t, span, "error", true)
	tracetest.WantLog(t, span, map[string]string{
		"event":        "error",
		"error.kind":   "*url.Error",
		"error.object": `Get "https://pay.example/charge": broken`,
		"message":      `Get "https://pay.example/charge": broken`,
	})
	if all := fmt.Sprint(span.Logs(), span.Tags()); strings.Contains(all, "SECRET") {
		t.Errorf("got %s", all)
	}
}

// TestCancelled cancels a request before and after its header is there.
func TestCancelled(t *testing.T) {
	for _, inBody := range []bool{false, true} {
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		url := serve(t, func(w http.ResponseWriter, r *http.Request) {
			if inBody {
				_, _ = io.WriteString(w, "half")
				_ = http.NewResponseController(w).Flush()
			} else {
				cancel()
			}
			<-r.Context().Done()
		})
		client, tracer := newClient(t)

		resp, err := client.Do(newRequest(ctx, t, http.MethodGet, url))
		if inBody {
			if err != nil {
				t.Fatal(err)
			}
			cancel()
			_, err = io.ReadAll(resp.Body)
			_ = resp.Body.Close()
		}

		if !errors.Is(err, context.Canceled) {
			t.Errorf("error %v, want %v", err, context.Canceled)
		}
		span := tracetest.OnlySpan(t, tracer)
		tracetest.WantTag(t, span, "error", true)
		tracetest.WantLog(t, span, map[string]string{"event": "error"})
	}
}

func TestBaseNeverReturns(t *testing.T) {
	tests := []struct {
		name      string
		leave     func()
		wantPanic any
		wantKind  string
	}{
		{"panic", func() { panic(errBroken) }, errBroken, "panic"},
		{"abort", func() { panic(http.ErrAbortHandler) }, http.ErrAbortHandler, "panic"},
		{"goexit", runtime.Goexit, nil, "goexit"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tracer := mocktracer.New()
			base := roundTripFunc(func(*http.Request) (*http.Response, error) { tt.leave(); return nil, nil })
			transport := propagation.NewTransport(base, propagation.WithTracer(tracer))
			r := newGet(t)

			var got any
			returned := false
			var wg sync.WaitGroup
			wg.Go(func() {
				defer func() { got = recover() }()
				_, _ = transport.RoundTrip(r) //nolint:bodyclose // It never comes.
				returned = true
			})
			wg.Wait()

			if returned || got != tt.wantPanic {
				t.Errorf("returned %v, panic %v, want %v", returned, got, tt.wantPanic)
			}
			span := tracetest.OnlySpan(t, tracer)
			tracetest.WantTag(t, span, "error", true)
			tracetest.WantLog(t, span, map[string]string{"error.kind": tt.wantKind})
		})
	}
}
