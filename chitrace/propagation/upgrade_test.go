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

// TestBodyCanWhatItCould looks for the methods that body has, and no others.
func TestBodyCanWhatItCould(t *testing.T) {
	tests := []struct {
		name           string
		body           io.ReadCloser
		wantWrite      bool
		wantCloseWrite bool
	}{
		{"read", closeError{}, false, false},
		{"read and write", duplex{writeErr: errBroken}, true, false},
		{"half close", halfClosable{duplex{writeErr: errBroken}}, true, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			base := give(&http.Response{StatusCode: http.StatusSwitchingProtocols, Body: tt.body}, nil)
			resp, err := propagation.NewTransport(base).RoundTrip(newUpgrade(t, "http://example.com"))
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = resp.Body.Close() }()
			w, can := resp.Body.(io.Writer)
			if can != tt.wantWrite {
				t.Errorf("can write %v, want %v", can, tt.wantWrite)
			}
			if can {
				if n, err := io.WriteString(w, "hello"); n != 5 || !errors.Is(err, errBroken) {
					t.Errorf("wrote %d, %v, want what the body says", n, err)
				}
			}
			half, can := resp.Body.(interface{ CloseWrite() error })
			if can != tt.wantCloseWrite {
				t.Errorf("can close for writing %v, want %v", can, tt.wantCloseWrite)
			}
			if can && !errors.Is(half.CloseWrite(), errBroken) {
				t.Error("CloseWrite does not reach the body")
			}
		})
	}
}
