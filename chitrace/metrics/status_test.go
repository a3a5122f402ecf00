package metrics

import (
	"net/http"
	"runtime"
	"testing"
)

func status(code int) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(code) }
}

// hijack takes the connection over and answers with raw, past the middleware.
func hijack(w http.ResponseWriter, _ *http.Request) {
	conn, _, err := w.(http.Hijacker).Hijack()
	if err != nil {
		panic(err)
	}
	defer func() { _ = conn.Close() }()
	_, _ = conn.Write([]byte("HTTP/1.1 101 Switching Protocols\r\n\r\n"))
}

// Which status counts is internal/response's to say.
func TestStatus(t *testing.T) {
	tests := []struct {
		name    string
		handler http.HandlerFunc
		class   string
		code    string
	}{
		{"nothing written", func(http.ResponseWriter, *http.Request) {}, "2xx", "200"},
		{"503", status(503), "5xx", "503"},
		{"not registered", status(599), "5xx", "other"},
		{"beyond the registered", status(999), "9xx", "other"},
		{"impossible status", status(1000), "5xx", "500"},
		{"switching protocols", status(http.StatusSwitchingProtocols), "1xx", "101"},
		{"hijacked", hijack, "1xx", "other"},
		{"panic", func(http.ResponseWriter, *http.Request) { panic("oops") }, "5xx", "500"},
		{"panic after the status", func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(http.StatusAccepted)
			panic("oops")
		}, "2xx", "202"},
		{"panic after hijacking", func(w http.ResponseWriter, r *http.Request) {
			hijack(w, r)
			panic("oops")
		}, "1xx", "other"},
		{"abort", func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, "5xx", "500"},
		{"exit", func(http.ResponseWriter, *http.Request) { runtime.Goexit() }, "5xx", "500"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			l := newLedger()
			send(t, Middleware(l, WithStatusCode())(tt.handler), "GET", "/")
			l.wantCounts(t, map[string]int64{served("GET", "unmatched", tt.class) + "|status_code=" + tt.code: 1})
			l.wantValues(t, serverInFlight, "[1 0]")
		})
	}
}

func TestPanicGoesOnAsItCame(t *testing.T) {
	thrown := &struct{ string }{"oops"}
	defer func() {
		if caught := recover(); caught != thrown {
			t.Errorf("caught %v, want the value that was thrown", caught)
		}
	}()
	serve(t, Middleware(newLedger())(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic(thrown) })), "GET", "/")
}
