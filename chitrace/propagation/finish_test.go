package propagation_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"runtime"
	"strings"
	"sync"
	"testing"
	"testing/iotest"

	"github.com/opentracing/opentracing-go/mocktracer"

	"github.com/opentracing-contrib/go-chi/chitrace/propagation"
	"github.com/opentracing-contrib/go-chi/internal/tracetest"
)

var errBroken = errors.New("broken")

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
		{"NoBody", "GET", &http.Response{StatusCode: 200, Body: http.NoBody}, nil, uint16(200), nil},
		{"empty over HTTP/2", "GET", &http.Response{StatusCode: 200, ProtoMajor: 2, Body: body}, nil, uint16(200), nil},
		{"nil body", "GET", &http.Response{StatusCode: 500}, nil, uint16(500), true},
		{"error", "GET", nil, errBroken, nil, true},
		{"connection closed without a response", "GET", nil, io.EOF, nil, true},
		{"response and error", "GET", &http.Response{StatusCode: 200, Body: body}, errBroken, uint16(200), true},
		{"neither", "GET", nil, nil, nil, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tracer := mocktracer.New()
			base := roundTripFunc(func(*http.Request) (*http.Response, error) { return tt.resp, tt.err })
			var before io.ReadCloser
			if tt.resp != nil {
				before = tt.resp.Body
			}

			r := newRequest(t.Context(), t, tt.method, "http://example.com")
			resp, err := propagation.NewTransport(base, propagation.WithTracer(tracer)).RoundTrip(r)
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
		{"closed twice", good(), steps(closeIt, closeIt), ""},
		{"read, then closed twice", good(), steps(read, closeIt, closeIt), ""},
		{"read after close", good(), steps(closeIt, read), ""},
		{"read fails", closeError{Reader: iotest.ErrReader(errBroken)}, steps(read, closeIt), "broken"},
		{"read fails over and over", closeError{Reader: iotest.ErrReader(errBroken)}, steps(read, read), "broken"},
		{"truncated", closeError{Reader: iotest.ErrReader(io.ErrUnexpectedEOF)}, steps(read, closeIt), "unexpected EOF"},
		{"close fails", closeError{good(), errBroken}, steps(closeIt), "broken"},
		{"close fails after EOF", closeError{strings.NewReader(""), errBroken}, steps(read, closeIt), ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tracer := mocktracer.New()
			base := roundTripFunc(func(*http.Request) (*http.Response, error) {
				return &http.Response{StatusCode: 200, Body: tt.body}, nil
			})
			r := newRequest(t.Context(), t, http.MethodGet, "http://example.com")
			resp, err := propagation.NewTransport(base, propagation.WithTracer(tracer)).RoundTrip(r)
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
			if message := tracetest.Logs(span)[0]["message"]; message != tt.wantError {
				t.Errorf("message %q, want %q", message, tt.wantError)
			}
		})
	}
}

func steps(s ...func(io.ReadCloser)) []func(io.ReadCloser) { return s }

func TestEndByMany(t *testing.T) {
	tracer := mocktracer.New()
	base := roundTripFunc(func(*http.Request) (*http.Response, error) {
		body := closeError{Reader: iotest.ErrReader(errBroken), err: errBroken}
		return &http.Response{StatusCode: 200, Body: body}, nil
	})
	r := newRequest(t.Context(), t, http.MethodGet, "http://example.com")
	resp, err := propagation.NewTransport(base, propagation.WithTracer(tracer)).RoundTrip(r)
	if err != nil {
		t.Fatal(err)
	}

	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() { _, _ = io.ReadAll(resp.Body) })
		wg.Go(func() { _ = resp.Body.Close() })
	}
	wg.Wait()
	tracetest.OnlySpan(t, tracer)
}

func TestFailureIsLogged(t *testing.T) {
	tracer := mocktracer.New()
	base := roundTripFunc(func(*http.Request) (*http.Response, error) { return nil, context.DeadlineExceeded })
	r := newRequest(t.Context(), t, http.MethodGet, "http://example.com")
	//nolint:bodyclose // There is no response.
	if _, err := propagation.NewTransport(base, propagation.WithTracer(tracer)).RoundTrip(r); !errors.Is(err, context.DeadlineExceeded) {
		t.Fatal(err)
	}

	span := tracetest.OnlySpan(t, tracer)
	tracetest.WantTag(t, span, "error", true)
	records := tracetest.Logs(span)
	if len(records) != 1 {
		t.Fatalf("logs %v, want one", records)
	}
	for field, want := range map[string]string{
		"event":        "error",
		"error.kind":   "context.deadlineExceededError",
		"error.object": "context deadline exceeded",
		"message":      "context deadline exceeded",
	} {
		if got := records[0][field]; got != want {
			t.Errorf("%s = %q, want %q", field, got, want)
		}
	}
}

func TestBaseNeverReturns(t *testing.T) {
	tests := []struct {
		name        string
		leave       func()
		wantPanic   any
		wantKind    string
		wantMessage string
	}{
		{"panic", func() { panic(errBroken) }, errBroken, "panic", "broken"},
		{"abort", func() { panic(http.ErrAbortHandler) }, http.ErrAbortHandler, "panic", http.ErrAbortHandler.Error()},
		{"goexit", runtime.Goexit, nil, "goexit", "runtime.Goexit"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tracer := mocktracer.New()
			base := roundTripFunc(func(*http.Request) (*http.Response, error) { tt.leave(); return nil, nil })
			transport := propagation.NewTransport(base, propagation.WithTracer(tracer))
			r := newRequest(t.Context(), t, http.MethodGet, "http://example.com")

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
			if record := tracetest.Logs(span)[0]; record["error.kind"] != tt.wantKind || record["message"] != tt.wantMessage {
				t.Errorf("log %v, want %s, %s", record, tt.wantKind, tt.wantMessage)
			}
		})
	}
}
