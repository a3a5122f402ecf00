package main

import (
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
)

// harness plays the suite: it tells the service to call it, and keeps the
// headers of those calls.
type harness struct {
	service *httptest.Server
	called  *httptest.Server
	calls   chan http.Header
}

func newHarness(t *testing.T) *harness {
	t.Helper()
	h := &harness{calls: make(chan http.Header, 8)}
	h.called = httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		if arguments, _ := io.ReadAll(r.Body); r.Method != http.MethodPost || string(arguments) != `["as they are"]` {
			t.Errorf("got a %s with arguments %q", r.Method, arguments)
		}
		h.calls <- r.Header
	}))
	t.Cleanup(h.called.Close)
	h.service = httptest.NewServer(newHandler(newTracer()))
	t.Cleanup(h.service.Close)
	return h
}

// ask has the service make that many calls, and returns their headers. The lines
// of its own request's header go out byte by byte, as net/http's client would
// not send them.
func (h *harness) ask(t *testing.T, calls int, lines ...string) []http.Header {
	t.Helper()
	list := make([]map[string]any, calls)
	for i := range list {
		list[i] = map[string]any{"url": h.called.URL, "arguments": []string{"as they are"}}
	}
	body, err := json.Marshal(list)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := h.post(t, string(body), lines...), "HTTP/1.1 200 OK\r\n"; !strings.HasPrefix(got, want) {
		t.Fatalf("got\n%s", got)
	}
	var got []http.Header
	for range calls {
		select {
		case header := <-h.calls:
			got = append(got, header)
		default:
			t.Fatalf("got %d calls, want %d", len(got), calls)
		}
	}
	return got
}

// post sends one request to the service, and returns all of the response.
func (h *harness) post(t *testing.T, body string, lines ...string) string {
	t.Helper()
	conn, err := new(net.Dialer).DialContext(t.Context(), "tcp", h.service.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	request := "POST /test HTTP/1.1\r\nHost: service\r\nConnection: close\r\nContent-Length: " +
		strconv.Itoa(len(body)) + "\r\n" + strings.Join(append(lines, "", body), "\r\n")
	if _, err := io.WriteString(conn, request); err != nil {
		t.Fatal(err)
	}
	response, err := io.ReadAll(conn)
	if err != nil {
		t.Fatal(err)
	}
	return string(response)
}
