package propagation_test

import (
	"errors"
	"io"
	"net/http"
	"net/http/httputil"
	"net/url"
	"testing"

	"github.com/opentracing-contrib/go-chi/chitrace/propagation"
	"github.com/opentracing-contrib/go-chi/internal/tracetest"
)

// serveEcho returns the URL of a server that agrees to an upgrade and sends back
// every byte until the client is done writing.
func serveEcho(t *testing.T) string {
	t.Helper()
	return serve(t, func(w http.ResponseWriter, _ *http.Request) {
		conn, buffered, err := http.NewResponseController(w).Hijack()
		if err != nil {
			t.Error(err)
			return
		}
		defer func() { _ = conn.Close() }()
		_, _ = io.WriteString(conn, "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n")
		_, _ = io.Copy(conn, buffered)
	})
}

func newUpgrade(t *testing.T, url string) *http.Request {
	t.Helper()
	r := newRequest(t.Context(), t, http.MethodGet, url)
	r.Header.Set("Connection", "Upgrade")
	r.Header.Set("Upgrade", "echo")
	return r
}

// TestUpgradeThroughProxy lets a ReverseProxy with our transport carry the
// connection.
func TestUpgradeThroughProxy(t *testing.T) {
	target, err := url.Parse(serveEcho(t))
	if err != nil {
		t.Fatal(err)
	}
	client, tracer := newClient(t)
	proxy := &httputil.ReverseProxy{
		Rewrite:   func(r *httputil.ProxyRequest) { r.SetURL(target) },
		Transport: client.Transport,
	}
	front := tracetest.Serve(t, proxy)

	resp, err := new(http.Transport).RoundTrip(newUpgrade(t, front.URL))
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

// duplex is a body to be written to.
type duplex struct {
	closeError
	writeErr error
}

func (d duplex) Write(p []byte) (int, error) { return len(p), d.writeErr }

type halfClosable struct{ duplex }

func (halfClosable) CloseWrite() error { return errBroken }

// A body has the methods that the base's has, and no others.
func TestMethodsOfBody(t *testing.T) {
	for _, body := range []io.ReadCloser{closeError{}, duplex{writeErr: errBroken}, halfClosable{duplex{writeErr: errBroken}}} {
		base := give(&http.Response{StatusCode: http.StatusSwitchingProtocols, Body: body}, nil)
		resp, err := propagation.NewTransport(base).RoundTrip(newUpgrade(t, "http://example.com"))
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
