package propagation_test

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httputil"
	"net/url"
	"runtime"
	"strings"
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

// duplex is a body to be written to.
type duplex struct {
	closeError
	writeErr error
}

func (d duplex) Write(p []byte) (int, error) { return len(p), d.writeErr }

type halfClosable struct{ duplex }

func (halfClosable) CloseWrite() error { return errBroken }

// TestEnd has what a base returns, and the ways to be done with a body. The span must
// be open before the first step and finished once after the last.
func TestEnd(t *testing.T) {
	type steps []func(io.ReadCloser)
	read := func(b io.ReadCloser) { _, _ = io.ReadAll(b) }
	readSome := func(b io.ReadCloser) { _, _ = b.Read(make([]byte, 2)) }
	closeIt := func(b io.ReadCloser) { _ = b.Close() }
	write := func(b io.ReadCloser) { _, _ = io.WriteString(b.(io.Writer), "hello") }
	good := func() closeError { return closeError{Reader: strings.NewReader("body")} }
	fails := func(err error) closeError { return closeError{Reader: iotest.ErrReader(err)} }
	secret := &url.Error{Op: "Get", URL: "https://u:SECRET@pay.example/charge?access_token=SECRET", Err: errBroken}
	for _, tt := range []struct {
		name    string
		method  string
		resp    *http.Response
		err     error
		steps   steps  // nil: the span ends before anyone touches the body
		message string // of the logged error
	}{
		{"HEAD", "HEAD", &http.Response{StatusCode: 200, ContentLength: 4, Body: good()}, nil, nil, ""},
		{"204", "GET", &http.Response{StatusCode: 204, ContentLength: -1, Body: good()}, nil, nil, ""},
		{"304", "GET", &http.Response{StatusCode: 304, ContentLength: -1, Body: good()}, nil, nil, ""},
		{"nil body", "GET", &http.Response{StatusCode: 500}, nil, nil, ""},
		{"error", "GET", nil, errBroken, nil, "broken"},
		{"error with secrets in a URL", "GET", nil, secret, nil, `Get "https://pay.example/charge": broken`},
		{"response and error", "GET", &http.Response{StatusCode: 200, Body: good()}, io.EOF, nil, "EOF"},
		{"left to another transport", "GET", nil, http.ErrSkipAltProtocol, nil, ""},
		{"neither", "GET", nil, nil, nil, "propagation: the base transport returned neither a response nor an error"},

		{"read to EOF", "GET", &http.Response{StatusCode: 200, Body: good()}, nil, steps{read}, ""},
		{"EOF with the last bytes", "GET", &http.Response{StatusCode: 200, Body: closeError{Reader: iotest.DataErrReader(strings.NewReader("b"))}}, nil, steps{readSome}, ""},
		{"closed unread", "GET", &http.Response{StatusCode: 200, Body: good()}, nil, steps{closeIt}, ""},
		{"closed half read", "GET", &http.Response{StatusCode: 200, Body: good()}, nil, steps{readSome, closeIt}, ""},
		{"read, then closed twice", "GET", &http.Response{StatusCode: 200, Body: good()}, nil, steps{read, closeIt, closeIt}, ""},
		{"read after close", "GET", &http.Response{StatusCode: 200, Body: good()}, nil, steps{closeIt, read}, ""},
		{"read fails over and over", "GET", &http.Response{StatusCode: 200, Body: fails(errBroken)}, nil, steps{read, read, closeIt}, "broken"},
		{"truncated", "GET", &http.Response{StatusCode: 200, Body: fails(io.ErrUnexpectedEOF)}, nil, steps{read, closeIt}, "unexpected EOF"},
		{"close fails", "GET", &http.Response{StatusCode: 200, Body: closeError{good(), errBroken}}, nil, steps{closeIt}, "broken"},
		{"close fails after EOF", "GET", &http.Response{StatusCode: 200, Body: closeError{strings.NewReader(""), errBroken}}, nil, steps{read, closeIt}, ""},
		{"written, then closed", "GET", &http.Response{StatusCode: 200, Body: duplex{closeError: good()}}, nil, steps{write, closeIt}, ""},
		{"write fails", "GET", &http.Response{StatusCode: 200, Body: duplex{writeErr: errBroken}}, nil, steps{write, closeIt}, "broken"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var before io.ReadCloser
			var wantStatus, wantError any
			if tt.resp != nil {
				before, wantStatus = tt.resp.Body, uint16(tt.resp.StatusCode)
			}
			if tt.message != "" || wantStatus == uint16(500) {
				wantError = true
			}
			tracer := mocktracer.New()
			r := newRequest(t, tt.method, "http://example.com", "")
			resp, err := propagation.NewTransport(tracetest.Answer(tt.resp, tt.err), propagation.WithTracer(tracer)).RoundTrip(r)
			if resp != nil && resp.Body != nil {
				defer func() { _ = resp.Body.Close() }()
			}

			if resp != tt.resp || !errors.Is(err, tt.err) {
				t.Errorf("got %v, %v, want what the base returned", resp, err)
			}
			if tt.steps == nil && resp != nil && resp.Body != before {
				t.Errorf("body %T, want the base's", resp.Body)
			}
			if open := len(tracer.FinishedSpans()) == 0; open != (tt.steps != nil) {
				t.Fatalf("the span is open: %t", open)
			}
			for _, step := range tt.steps {
				step(resp.Body)
			}

			span := tracetest.OnlySpan(t, tracer)
			tracetest.WantTag(t, span, "http.status_code", wantStatus)
			tracetest.WantTag(t, span, "error", wantError)
			var want []map[string]string
			if tt.message != "" {
				kind := fmt.Sprintf("%T", cmp.Or(tt.err, errBroken))
				want = append(want, map[string]string{"event": "error", "error.kind": kind, "error.object": tt.message, "message": tt.message})
			}
			tracetest.WantLogs(t, span, want...)
		})
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
		for path, wantOpen := range map[string]bool{"/body": true, "/": false} {
			client, tracer := newClient(t)
			resp, err := client.Do(newRequest(t, http.MethodGet, server.URL+path, ""))
			if err != nil {
				t.Fatal(err)
			}
			if resp.ProtoMajor != wantMajor {
				t.Errorf("%s, want HTTP/%d", resp.Proto, wantMajor)
			}
			if open := len(tracer.FinishedSpans()) == 0; open != wantOpen {
				t.Errorf("HTTP/%d %s: span open %v before the body is read, want %v", wantMajor, path, open, wantOpen)
			}
			readAndClose(t, resp)
			tracetest.OnlySpan(t, tracer)
		}
	}
}

func TestBaseNeverReturns(t *testing.T) {
	for _, tt := range []struct {
		name      string
		leave     func()
		wantPanic any
		wantKind  string
	}{
		{"panic", func() { panic(errBroken) }, errBroken, "panic"},
		{"abort", func() { panic(http.ErrAbortHandler) }, http.ErrAbortHandler, "panic"},
		{"goexit", runtime.Goexit, nil, "goexit"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			tracer := mocktracer.New()
			base := roundTripFunc(func(*http.Request) (*http.Response, error) { tt.leave(); return nil, nil })
			transport := propagation.NewTransport(base, propagation.WithTracer(tracer))
			r, panicked := newGet(t), make(chan any)
			go func() {
				defer func() { panicked <- recover() }()
				_, err := transport.RoundTrip(r) //nolint:bodyclose // It never comes.
				t.Errorf("returned %v", err)
			}()
			if got := <-panicked; got != tt.wantPanic {
				t.Errorf("panic %v, want %v", got, tt.wantPanic)
			}

			span := tracetest.OnlySpan(t, tracer)
			tracetest.WantTag(t, span, "error", true)
			tracetest.WantLog(t, span, map[string]string{"error.kind": tt.wantKind})
		})
	}
}

// echo agrees to an upgrade and sends back every byte until the client is done
// writing.
func echo(w http.ResponseWriter, _ *http.Request) {
	conn, buffered, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic(err)
	}
	defer func() { _ = conn.Close() }()
	_, _ = io.WriteString(conn, "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n")
	_, _ = io.Copy(conn, buffered)
}

// TestUpgradeThroughProxy lets a ReverseProxy with our transport carry the
// connection.
func TestUpgradeThroughProxy(t *testing.T) {
	target, err := url.Parse(tracetest.Serve(t, http.HandlerFunc(echo)).URL)
	if err != nil {
		t.Fatal(err)
	}
	client, tracer := newClient(t)
	front := tracetest.Serve(t, &httputil.ReverseProxy{
		Rewrite:   func(r *httputil.ProxyRequest) { r.SetURL(target) },
		Transport: client.Transport,
	})
	r := newRequest(t, http.MethodGet, front.URL, "")
	r.Header = http.Header{"Connection": {"Upgrade"}, "Upgrade": {"echo"}}

	resp, err := new(http.Transport).RoundTrip(r)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	conn := resp.Body.(io.ReadWriteCloser)
	if _, err := io.WriteString(conn, "hello"); err != nil {
		t.Fatal(err)
	}
	answer := make([]byte, 5)
	if _, err := io.ReadFull(conn, answer); err != nil || string(answer) != "hello" {
		t.Fatalf("read %q, %v", answer, err)
	}
	if len(tracer.FinishedSpans()) != 0 {
		t.Error("the span ended before the connection")
	}

	if err := conn.(interface{ CloseWrite() error }).CloseWrite(); err != nil {
		t.Fatal(err)
	}
	if rest, err := io.ReadAll(conn); err != nil || len(rest) != 0 {
		t.Errorf("read %q, %v after half closing, want the other side's end", rest, err)
	}
	front.Wait()
	tracetest.WantTag(t, tracetest.OnlySpan(t, tracer), "http.status_code", uint16(http.StatusSwitchingProtocols))
}

// A body has the methods that the base's has, and no others.
func TestMethodsOfBody(t *testing.T) {
	for _, body := range []io.ReadCloser{closeError{}, duplex{writeErr: errBroken}, halfClosable{duplex{writeErr: errBroken}}} {
		base := tracetest.Answer(&http.Response{StatusCode: http.StatusSwitchingProtocols, Body: body}, nil)
		resp, err := propagation.NewTransport(base).RoundTrip(newGet(t))
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = resp.Body.Close() }()
		_, wantWrite := body.(io.Writer)
		w, can := resp.Body.(io.Writer)
		if can != wantWrite {
			t.Errorf("%T: can write %t, want %t", body, can, wantWrite)
		}
		if can {
			if n, err := io.WriteString(w, "hello"); n != 5 || !errors.Is(err, errBroken) {
				t.Errorf("%T: wrote %d, %v, want what the body says", body, n, err)
			}
		}
		_, wantHalf := body.(interface{ CloseWrite() error })
		half, can := resp.Body.(interface{ CloseWrite() error })
		if can != wantHalf || can && !errors.Is(half.CloseWrite(), errBroken) {
			t.Errorf("%T: can close for writing %t, want %t", body, can, wantHalf)
		}
	}
}
