package transparency

import (
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
)

// TestMaxBytes is about the one thing known that no wrapper of a writer can pass
// on: http.MaxBytesReader tells net/http's own writer, by an unexported method,
// to close the connection whose request was too long. With a wrapper in between,
// whose ever, the answer is the same, but a connection with little left to read
// is kept for the next request.
func TestMaxBytes(t *testing.T) {
	sc := scenario{
		handler: func(_ *site, w http.ResponseWriter, r *http.Request) {
			_, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 10))
			if tooLong := (*http.MaxBytesError)(nil); errors.As(err, &tooLong) {
				http.Error(w, "too long", http.StatusRequestEntityTooLarge)
			}
		},
		play: func(t *testing.T, s *site) string {
			t.Helper()
			conn := s.dial(t)
			write(t, conn, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n"+strings.Repeat("x", 1000))
			return readUntil(t, conn, "too long\n")
		},
	}
	play := func(middlewares ...middleware) string {
		s := newSite(http11, false)
		return sc.run(t, s, func(s *site) http.Handler { return sc.service(t, s, middlewares...) })
	}
	bare, logged, ours := play(), play(surroundings[1].outer...), play(newSite(http11, true).ours...)
	const header = "Connection: close\r\n"
	if !strings.Contains(bare, header) || strings.Replace(bare, header, "", 1) != ours {
		t.Errorf("got\n%s\nwant, but for one header,\n%s", ours, bare)
	}
	if ours != logged {
		t.Errorf("got\n%s\nwant, as with chi's logger,\n%s", ours, logged)
	}
}
