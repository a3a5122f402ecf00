package server

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/textproto"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// patience is how long an exchange may take before it counts as lost.
const patience = 20 * time.Second

// Message is a request as it is sent.
type Message struct {
	Method, Target, Host string
	Header               []string // "Name: value"
	Body                 string
	Marker               string // has the client leave when it sees it in the body
}

// Answer is what came back.
type Answer struct {
	Transcript string // over HTTP/1 each byte, less the date
	Status     int    // 0: none
	Left       bool   // the client did, in the middle
	Whole      bool   // the response
}

// Exchange sends a message and waits for the answer, and for the handler.
func (s *Server) Exchange(m Message) Answer {
	defer s.Wait()
	if s.http2 {
		return s.exchange2(m)
	}
	return s.exchange1(m)
}

var date = regexp.MustCompile(`(?m)^Date: .*$`)

var allow = regexp.MustCompile(`(?m)(^Allow: .*\n){2,}`)

// normal returns a transcript without what is different each time: the date,
// and the order in which chi lists methods.
func normal(transcript string) string {
	return allow.ReplaceAllStringFunc(date.ReplaceAllString(transcript, "Date: …"), func(list string) string {
		return strings.Join(slices.Sorted(strings.Lines(list)), "")
	})
}

func (s *Server) exchange1(m Message) (a Answer) {
	dialer := net.Dialer{Timeout: patience}
	conn, err := dialer.DialContext(context.Background(), "tcp", s.Listener.Addr().String())
	if err != nil {
		return Answer{Transcript: err.Error()}
	}
	defer func() { _ = conn.Close() }()
	_ = conn.SetDeadline(time.Now().Add(patience))
	var raw bytes.Buffer
	defer func() { a.Transcript = normal(raw.String()) }()

	head := slices.Concat([]string{m.Method + " " + m.Target + " HTTP/1.1", "Host: " + m.Host, "Connection: close"}, m.Header)
	if m.Body != "" {
		head = append(head, "Content-Length: "+strconv.Itoa(len(m.Body)))
	}
	_, _ = io.WriteString(conn, strings.Join(head, "\r\n")+"\r\n\r\n"+m.Body)

	tee := io.TeeReader(conn, &raw)
	in := bufio.NewReader(tee)
	for {
		resp, err := http.ReadResponse(in, &http.Request{Method: m.Method}) //nolint:bodyclose // readBody does
		if err != nil {
			raw.WriteString("\nbroken off\n")
			return a
		}
		if resp.StatusCode >= 200 || resp.StatusCode == http.StatusSwitchingProtocols {
			a.Status = resp.StatusCode
			a.readBody(m, resp)
			if a.Whole && resp.Header.Get("X-Leave") == "" {
				_, _ = io.Copy(io.Discard, in) // there should be no more
			}
			if !a.Whole && !a.Left {
				raw.WriteString("\nbroken off\n")
			}
			return a
		}
	}
}

// readBody reads until the end, or until the client is to leave.
func (a *Answer) readBody(m Message, resp *http.Response) (body []byte) {
	defer func() { _ = resp.Body.Close() }()
	for buf := make([]byte, 4096); ; {
		n, err := resp.Body.Read(buf)
		body = append(body, buf[:n]...)
		switch {
		case m.Marker != "" && strings.HasSuffix(string(body), m.Marker):
			a.Left = true
			return body
		case err != nil:
			a.Whole = errors.Is(err, io.EOF)
			return body
		}
	}
}

func (s *Server) exchange2(m Message) (a Answer) {
	var b strings.Builder
	defer func() { a.Transcript = normal(b.String()) }()
	ctx, cancel := context.WithTimeout(httptrace.WithClientTrace(context.Background(), &httptrace.ClientTrace{
		Got1xxResponse: func(code int, header textproto.MIMEHeader) error {
			fmt.Fprintf(&b, "%d\n%s", code, lines(http.Header(header)))
			return nil
		},
	}), patience)
	defer cancel()
	transport := &http.Transport{Protocols: s.Protocols(), DisableCompression: true}
	defer transport.CloseIdleConnections()

	req, err := http.NewRequestWithContext(ctx, m.Method, s.URL, strings.NewReader(m.Body))
	if err != nil {
		b.WriteString(err.Error())
		return a
	}
	req.URL.Opaque, req.Host = "//"+m.Host+m.Target, m.Host
	for _, line := range m.Header {
		name, value, _ := strings.Cut(line, ": ")
		req.Header.Add(name, value)
	}
	req.URL.Host = s.Listener.Addr().String()
	resp, err := transport.RoundTrip(req) //nolint:bodyclose // readBody does
	if err != nil {
		b.WriteString("no response\n")
		return a
	}
	a.Status = resp.StatusCode
	fmt.Fprintf(&b, "%s %d\n%s\n", resp.Proto, resp.StatusCode, lines(resp.Header))
	b.Write(a.readBody(m, resp))
	if a.Whole {
		b.WriteString("\n" + lines(resp.Trailer))
	} else if !a.Left {
		b.WriteString("\nbroken off\n")
	}
	return a
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
