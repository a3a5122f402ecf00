package propagation_test

import (
	"bufio"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"testing"

	"github.com/opentracing/opentracing-go/mocktracer"

	"github.com/opentracing-contrib/go-chi/chitrace/propagation"
	"github.com/opentracing-contrib/go-chi/internal/tracetest"
)

const switching = "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n"

// newEchoServer listens on a raw socket, agrees to the upgrade, and sends back
// every byte until the client is done writing.
func newEchoServer(t *testing.T) string {
	t.Helper()
	listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go func() {
				defer func() { _ = conn.Close() }()
				r := bufio.NewReader(conn)
				if _, err := http.ReadRequest(r); err != nil {
					return
				}
				_, _ = io.WriteString(conn, switching)
				_, _ = io.Copy(conn, r)
			}()
		}
	}()
	return "http://" + listener.Addr().String()
}

func newUpgrade(t *testing.T, url string) *http.Request {
	t.Helper()
	r := newRequest(t.Context(), t, http.MethodGet, url)
	r.Header.Set("Connection", "Upgrade")
	r.Header.Set("Upgrade", "echo")
	return r
}

func TestUpgrade(t *testing.T) {
	client, tracer := newClient(t)
	resp, err := client.Do(newUpgrade(t, newEchoServer(t)))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	conn, ok := resp.Body.(io.ReadWriteCloser)
	if !ok {
		t.Fatalf("body %T cannot be written to", resp.Body)
	}

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
	tracetest.WantTag(t, tracetest.OnlySpan(t, tracer), "http.status_code", uint16(http.StatusSwitchingProtocols))
}

// TestUpgradeThroughProxy lets a ReverseProxy with our transport carry the
// connection.
func TestUpgradeThroughProxy(t *testing.T) {
	target, err := url.Parse(newEchoServer(t))
	if err != nil {
		t.Fatal(err)
	}
	client, tracer := newClient(t)
	proxy := &httputil.ReverseProxy{
		Rewrite:   func(r *httputil.ProxyRequest) { r.SetURL(target) },
		Transport: client.Transport,
	}
	proxied := make(chan struct{})
	front := serve(t, func(w http.ResponseWriter, r *http.Request) {
		defer close(proxied)
		proxy.ServeHTTP(w, r)
	})

	resp, err := new(http.Transport).RoundTrip(newUpgrade(t, front))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	conn := resp.Body.(io.ReadWriteCloser)
	if _, err := io.WriteString(conn, "hello"); err != nil {
		t.Fatal(err)
	}
	if err := conn.(interface{ CloseWrite() error }).CloseWrite(); err != nil {
		t.Fatal(err)
	}
	if answer, err := io.ReadAll(conn); err != nil || string(answer) != "hello" {
		t.Errorf("read %q, %v", answer, err)
	}
	<-proxied
	tracetest.OnlySpan(t, tracer)
}

// duplex is a body to be written to; what else it can do is what it embeds.
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
		{"read and write", duplex{}, true, false},
		{"half close", halfClosable{}, true, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			base := roundTripFunc(func(*http.Request) (*http.Response, error) {
				return &http.Response{StatusCode: http.StatusSwitchingProtocols, Body: tt.body}, nil
			})
			resp, err := propagation.NewTransport(base).RoundTrip(newUpgrade(t, "http://example.com"))
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = resp.Body.Close() }()
			if _, can := resp.Body.(io.Writer); can != tt.wantWrite {
				t.Errorf("can write %v, want %v", can, tt.wantWrite)
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

func TestWriteFailureEndsSpan(t *testing.T) {
	tracer := mocktracer.New()
	base := roundTripFunc(func(*http.Request) (*http.Response, error) {
		return &http.Response{StatusCode: http.StatusSwitchingProtocols, Body: duplex{writeErr: errBroken}}, nil
	})
	transport := propagation.NewTransport(base, propagation.WithTracer(tracer))
	resp, err := transport.RoundTrip(newUpgrade(t, "http://example.com"))
	if err != nil {
		t.Fatal(err)
	}
	if n, err := io.WriteString(resp.Body.(io.Writer), "hello"); n != 5 || !errors.Is(err, errBroken) {
		t.Errorf("wrote %d, %v, want what the body says", n, err)
	}
	if err := resp.Body.Close(); err != nil {
		t.Error(err)
	}
	wantFailure(t, tracetest.OnlySpan(t, tracer))
}
