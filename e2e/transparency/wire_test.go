package transparency

import (
	"context"
	"crypto/tls"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/textproto"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

// wire is a version of HTTP.
type wire struct {
	name  string
	proto string // in a request line; empty for HTTP/2
	tls   bool
}

var (
	http10   = wire{"HTTP 1.0", "HTTP/1.0", false}
	http11   = wire{"HTTP 1.1", "HTTP/1.1", false}
	http2TLS = wire{"HTTP 2 TLS", "", true}
	h2c      = wire{"h2c", "", false}

	allWires = []wire{http10, http11, http2TLS, h2c}
)

func (w wire) protocols() *http.Protocols {
	p := new(http.Protocols)
	p.SetHTTP1(w.proto != "")
	p.SetHTTP2(w.tls)
	p.SetUnencryptedHTTP2(w == h2c)
	return p
}

// request is sent over any wire.
type request struct {
	line   string   // "GET /path", where an empty one is "GET /"
	header []string // "Name: value"
	body   string
}

func (r request) method() string { method, _, _ := strings.Cut(r.line, " "); return method }
func (r request) target() string { _, target, _ := strings.Cut(r.line, " "); return target }

func (r request) waitsToContinue() bool { return slices.Contains(r.header, "Expect: 100-continue") }

// send sends a request and returns what comes back, to be read as it comes: over
// HTTP/1 every byte, over HTTP/2 a transcript.
func (s *site) send(t *testing.T, r request) io.ReadCloser {
	t.Helper()
	if r.line == "" {
		r.line = "GET /"
	}
	if s.wire.proto != "" {
		return s.sendRaw(t, r)
	}
	return s.sendHTTP2(t, r, strings.NewReader(r.body))
}

// sendRaw speaks HTTP/1, one request to a connection.
func (s *site) sendRaw(t *testing.T, r request) io.ReadCloser {
	t.Helper()
	conn := s.dial(t)
	header := append(slices.Clone(r.header), "Host: example.com", "Connection: close")
	if r.body != "" {
		header = append(header, fmt.Sprintf("Content-Length: %d", len(r.body)))
	}
	write(t, conn, r.line+" "+s.wire.proto+"\r\n"+strings.Join(header, "\r\n")+"\r\n\r\n")
	if !r.waitsToContinue() {
		write(t, conn, r.body)
		return conn
	}
	first := readUntil(t, conn, "\r\n\r\n")
	if strings.HasPrefix(first, s.wire.proto+" 100 ") {
		write(t, conn, r.body)
	}
	return prefixed{io.MultiReader(strings.NewReader(first), conn), conn}
}

// prefixed is a connection that was read from already.
type prefixed struct {
	io.Reader
	io.Closer
}

func (s *site) dial(t *testing.T) net.Conn {
	t.Helper()
	conn, err := new(net.Dialer).DialContext(t.Context(), "tcp", s.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	if err := conn.SetDeadline(time.Now().Add(patience)); err != nil {
		t.Fatal(err)
	}
	return conn
}

// sendHTTP2 writes the response down in a form of our own.
func (s *site) sendHTTP2(t *testing.T, r request, body io.Reader) io.ReadCloser {
	t.Helper()
	var head strings.Builder
	ctx, cancel := context.WithTimeout(httptrace.WithClientTrace(t.Context(), &httptrace.ClientTrace{
		Got1xxResponse: func(code int, header textproto.MIMEHeader) error {
			fmt.Fprintf(&head, "%d\n%s", code, lines(http.Header(header)))
			return nil
		},
	}), patience)
	req, err := http.NewRequestWithContext(ctx, r.method(), s.URL+r.target(), body)
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range r.header {
		name, value, _ := strings.Cut(line, ": ")
		req.Header.Add(name, value)
	}
	transport := &http.Transport{
		Protocols:             s.wire.protocols(),
		TLSClientConfig:       &tls.Config{InsecureSkipVerify: true},
		ExpectContinueTimeout: patience,
		DisableCompression:    true,
	}
	resp, err := transport.RoundTrip(req) //nolint:bodyclose // the transcript closes it
	if err != nil {
		cancel()
		transport.CloseIdleConnections()
		return io.NopCloser(strings.NewReader("no response\n"))
	}
	fmt.Fprintf(&head, "%s %d\n%s\n", resp.Proto, resp.StatusCode, lines(resp.Header))
	return &transcript{
		Reader: io.MultiReader(strings.NewReader(head.String()), &responseBody{resp: resp}),
		close:  func() { cancel(); _ = resp.Body.Close(); transport.CloseIdleConnections() },
	}
}

type transcript struct {
	io.Reader
	close func()
}

func (t *transcript) Close() error { t.close(); return nil }

// responseBody is the body, and then how it ended.
type responseBody struct {
	resp *http.Response
	end  io.Reader
}

func (b *responseBody) Read(p []byte) (int, error) {
	if b.end != nil {
		return b.end.Read(p)
	}
	n, err := b.resp.Body.Read(p)
	switch {
	case err == io.EOF:
		b.end = strings.NewReader("\n" + lines(b.resp.Trailer))
	case err != nil:
		b.end = strings.NewReader("\nbroken off\n")
	}
	return n, nil
}

func lines(h http.Header) string {
	var b strings.Builder
	for _, name := range slices.Sorted(maps.Keys(h)) {
		for _, value := range h[name] {
			fmt.Fprintf(&b, "%s: %s\n", name, value)
		}
	}
	return b.String()
}

// exchange sends a request and returns all that comes back.
func (s *site) exchange(t *testing.T, r request) string {
	t.Helper()
	response := s.send(t, r)
	defer func() { _ = response.Close() }()
	return readAll(response)
}

// readAll reads to the end, which a broken connection is, too.
func readAll(r io.Reader) string {
	all, err := io.ReadAll(r)
	if err != nil {
		return string(all) + "\nbroken off\n"
	}
	return string(all)
}

// readUntil reads up to and with the end, byte by byte not to read further.
func readUntil(t *testing.T, r io.Reader, end string) string {
	t.Helper()
	var read strings.Builder
	for one := make([]byte, 1); !strings.HasSuffix(read.String(), end); {
		if _, err := io.ReadFull(r, one); err != nil {
			t.Fatalf("read %q, then %v, want %q", read.String(), err, end)
		}
		read.Write(one)
	}
	return read.String()
}

func write(t *testing.T, w io.Writer, s string) {
	t.Helper()
	if _, err := io.WriteString(w, s); err != nil {
		t.Fatal(err)
	}
}

// normal returns a transcript without what is different each time.
func normal(transcript string) string {
	for _, volatile := range volatiles {
		transcript = volatile.ReplaceAllString(transcript, "$1…")
	}
	return transcript
}

var volatiles = []*regexp.Regexp{
	regexp.MustCompile(`(Date: )[^\r\n]+`),
	regexp.MustCompile(`(Sec-Websocket-Accept: )[^\r\n]+`),
	regexp.MustCompile(`(boundary=)[0-9a-f]+`), // of multipart/byteranges
	regexp.MustCompile(`(--)[0-9a-f]{60}`),
}
