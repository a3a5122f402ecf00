package transparency

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"
)

func TestStreaming(t *testing.T) {
	run(t, []scenario{
		{
			name:  "flush between writes",
			wires: []wire{http11, http10, http2TLS, h2c},
			handler: func(_ *site, w http.ResponseWriter, _ *http.Request) {
				for i := range 3 {
					_, _ = fmt.Fprintf(w, "part %d", i)
					w.(http.Flusher).Flush()
				}
			},
			want: "6\r\npart 2\r\n0\r\n",
		},
		{
			name: "flush before a status",
			handler: func(_ *site, w http.ResponseWriter, _ *http.Request) {
				w.(http.Flusher).Flush()
				w.WriteHeader(http.StatusInternalServerError)
				_, _ = io.WriteString(w, "body")
			},
			want: "200 OK",
		},
		{
			name:    "server-sent events",
			handler: sendEvents,
			play:    playEvents,
			want:    "data: 2",
		},
		{
			name:  "two requests on a connection",
			wires: []wire{http11},
			handler: func(_ *site, w http.ResponseWriter, r *http.Request) {
				_, _ = io.WriteString(w, r.URL.Path)
			},
			play: func(t *testing.T, s *site) string {
				t.Helper()
				conn := s.dial(t)
				write(t, conn, "GET /first HTTP/1.1\r\nHost: x\r\n\r\n"+
					"POST /second HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\nbody"+
					"GET /third HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
				return readAll(conn)
			},
			want: "/third",
		},
		{
			name:    "full duplex",
			wires:   []wire{http11, http2TLS, h2c},
			handler: echoDuplex,
			play:    playDuplex,
			want:    "EnableFullDuplex: <nil>",
		},
		{
			name: "deadlines",
			handler: func(_ *site, w http.ResponseWriter, _ *http.Request) {
				rc := http.NewResponseController(w)
				soon := time.Now().Add(patience)
				_, _ = fmt.Fprintf(w, "SetReadDeadline: %v, SetWriteDeadline: %v", rc.SetReadDeadline(soon), rc.SetWriteDeadline(soon))
			},
			want: "SetReadDeadline: <nil>, SetWriteDeadline: <nil>",
		},
		{
			name:    "a read deadline that is over",
			wires:   []wire{http11, http10},
			handler: readTooLate,
			play: func(t *testing.T, s *site) string {
				t.Helper()
				conn := s.dial(t)
				write(t, conn, "POST / "+s.wire.proto+"\r\nHost: x\r\nContent-Length: 4\r\n\r\n") // and no body
				return readAll(conn)
			},
			want: "ReadAll timed out: true",
		},
		{
			name: "a write deadline that is over",
			handler: func(_ *site, w http.ResponseWriter, _ *http.Request) {
				_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(-time.Second))
				_, _ = io.WriteString(w, "body")
			},
			play: func(t *testing.T, s *site) string {
				t.Helper()
				return "answer: " + s.exchange(t, request{})
			},
			want: "answer: ",
		},
	})
}

func sendEvents(s *site, w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/event-stream")
	for i := range 3 {
		_, _ = fmt.Fprintf(w, "data: %d\n\n", i)
		if err := http.NewResponseController(w).Flush(); err != nil {
			return
		}
		<-s.next
	}
}

// playEvents takes one event, and only then has the next one sent.
func playEvents(t *testing.T, s *site) string {
	t.Helper()
	stream := s.send(t, request{header: []string{"Accept: text/event-stream"}})
	defer func() { _ = stream.Close() }()
	var got strings.Builder
	for i := range 3 {
		got.WriteString(readUntil(t, stream, fmt.Sprintf("data: %d\n\n", i)))
		s.next <- struct{}{}
	}
	return got.String() + readAll(stream)
}

// echoDuplex answers each line of the body before the next one is sent.
func echoDuplex(_ *site, w http.ResponseWriter, r *http.Request) {
	rc := http.NewResponseController(w)
	_, _ = fmt.Fprintf(w, "EnableFullDuplex: %v\n", rc.EnableFullDuplex())
	_ = rc.Flush()
	for line := make([]byte, 5); ; {
		if _, err := io.ReadFull(r.Body, line); err != nil {
			return
		}
		_, _ = w.Write(line)
		_ = rc.Flush()
	}
}

func playDuplex(t *testing.T, s *site) string {
	t.Helper()
	if s.wire == http11 {
		conn := s.dial(t)
		write(t, conn, "POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 15\r\n\r\n")
		var got strings.Builder
		for i := range 3 {
			line := fmt.Sprintf("line%d", i)
			write(t, conn, line)
			got.WriteString(readUntil(t, conn, line))
		}
		return got.String() + readAll(conn)
	}
	sent, body := io.Pipe()
	stream := s.sendHTTP2(t, request{line: "POST /"}, sent)
	defer func() { _ = stream.Close() }()
	var got strings.Builder
	for i := range 3 {
		line := fmt.Sprintf("line%d", i)
		write(t, body, line)
		got.WriteString(readUntil(t, stream, line))
	}
	_ = body.Close()
	return got.String() + readAll(stream)
}

func readTooLate(_ *site, w http.ResponseWriter, r *http.Request) {
	_ = http.NewResponseController(w).SetReadDeadline(time.Now().Add(-time.Second))
	_, err := io.ReadAll(r.Body)
	_, _ = fmt.Fprintf(w, "ReadAll timed out: %t", errors.Is(err, os.ErrDeadlineExceeded))
}

func TestContinue(t *testing.T) {
	expecting := request{line: "POST /", header: []string{"Expect: 100-continue"}, body: "body"}
	echo := func(_ *site, w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		_, _ = fmt.Fprintf(w, "%s %v", body, err)
	}
	wires := []wire{http11, http2TLS, h2c}
	run(t, []scenario{
		{name: "read", wires: wires, request: expecting, handler: echo, want: "100 Continue\r\n\r\nHTTP/1.1 200 OK"},
		{name: "refused", wires: wires, request: expecting, handler: statuses("", 417), want: "HTTP/1.1 417 "},
		{
			name: "continue by hand", wires: []wire{http11}, request: expecting,
			handler: func(s *site, w http.ResponseWriter, r *http.Request) {
				w.WriteHeader(http.StatusContinue)
				echo(s, w, r)
			},
			want: "100 Continue",
		},
	})
}

// TestClientGone has a handler write until it notices.
func TestClientGone(t *testing.T) {
	run(t, []scenario{{
		name:  "flush",
		alone: true,
		handler: func(s *site, w http.ResponseWriter, r *http.Request) {
			_, _ = io.WriteString(w, "begun")
			_ = http.NewResponseController(w).Flush()
			<-r.Context().Done()
			s.saw <- fmt.Sprintf("context: %v, flush fails: %t", r.Context().Err(), flushFails(w))
		},
		play: func(t *testing.T, s *site) string {
			t.Helper()
			stream := s.send(t, request{})
			readUntil(t, stream, "begun")
			_ = stream.Close()
			return <-s.saw
		},
		want: "context: context canceled, flush fails: true",
	}})
}

func flushFails(w http.ResponseWriter) bool {
	for lost := time.Now().Add(patience); time.Now().Before(lost); {
		_, _ = io.WriteString(w, "more")
		if http.NewResponseController(w).Flush() != nil {
			return true
		}
	}
	return false
}
