// Package server serves a handler on a socket of its own, and talks to it.
package server

import (
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"sync"
)

// Server is a server.
type Server struct {
	*httptest.Server
	http2 bool

	mu      sync.Mutex
	logged  []string
	running int        // handlers; a sync.WaitGroup must not start anew while somebody waits
	ended   *sync.Cond // one of them
}

// New serves h, over HTTP/1.1 or HTTP/2 without TLS.
func New(h http.Handler, http2 bool) *Server {
	s := &Server{http2: http2}
	s.ended = sync.NewCond(&s.mu)
	s.Server = httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.run(1)
		defer s.run(-1)
		defer s.abort()
		h.ServeHTTP(w, r)
	}))
	s.Config.ErrorLog = log.New(s, "", 0)
	s.Config.Protocols = s.Protocols()
	s.Start()
	return s
}

// abort logs a panic as net/http does, but before the client can see the end.
func (s *Server) abort() {
	panicked := recover()
	if panicked == nil {
		return
	}
	if panicked != http.ErrAbortHandler { //nolint:errorlint // as net/http compares
		_, _ = fmt.Fprintf(s, "http: panic serving: %v", panicked)
	}
	panic(http.ErrAbortHandler)
}

// Protocols returns the one that the server speaks.
func (s *Server) Protocols() *http.Protocols {
	p := new(http.Protocols)
	p.SetHTTP1(!s.http2)
	p.SetUnencryptedHTTP2(s.http2)
	return p
}

func (s *Server) run(delta int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.running += delta
	s.ended.Broadcast()
}

// Wait waits for the handlers that run.
func (s *Server) Wait() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for s.running > 0 {
		s.ended.Wait()
	}
}

// Close stops the server. After it no handler runs.
func (s *Server) Close() {
	s.Server.Close()
	s.Wait()
}

// Logged returns what net/http logged, without what is different each time.
func (s *Server) Logged() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return strings.Join(s.logged, "\n")
}

var _ io.Writer = (*Server)(nil)

// callers are addresses and places in the program, and the types of writers.
var callers = regexp.MustCompile(`127\.0\.0\.1:\d+|from \S+ \(.*\)|\[?::1\]?:\d+|conversion: .* is not`)

// Write takes the first line of what net/http logs.
func (s *Server) Write(p []byte) (int, error) {
	first, _, _ := strings.Cut(string(p), "\n")
	s.mu.Lock()
	defer s.mu.Unlock()
	s.logged = append(s.logged, callers.ReplaceAllString(first, "…"))
	return len(p), nil
}
