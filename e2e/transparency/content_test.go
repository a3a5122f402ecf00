package transparency

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// newFile returns the name of a file of that size.
func newFile(t *testing.T, size int) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "letters.txt")
	letters := strings.Repeat("klmnopqrst", size/10+1)[:size]
	if err := os.WriteFile(name, []byte(letters), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

func TestServeContent(t *testing.T) {
	name := newFile(t, 100_000)
	handler := func(_ *site, w http.ResponseWriter, r *http.Request) {
		file, err := os.Open(name)
		if err != nil {
			panic(err)
		}
		defer func() { _ = file.Close() }()
		w.Header().Set("Etag", `"letters"`)
		http.ServeContent(w, r, "letters.txt", time.Unix(1e9, 0), file)
	}
	tests := []struct {
		name, line, header, want string
	}{
		{"all", "GET /", "", "Content-Length: 100000"},
		{"head", "HEAD /", "", "Content-Length: 100000"},
		{"range", "GET /", "Range: bytes=10-19", "Content-Range: bytes 10-19/100000"},
		{"suffix", "GET /", "Range: bytes=-50000", "Content-Range: bytes 50000-99999/100000"},
		{"ranges", "GET /", "Range: bytes=0-1,10-12", "multipart/byteranges"},
		{"beyond the end", "GET /", "Range: bytes=200000-", "416 "},
		{"not modified", "GET /", `If-None-Match: "letters"`, "304 Not Modified"},
		{"not modified since", "GET /", "If-Modified-Since: Mon, 01 Jan 2024 00:00:00 GMT", "304 Not Modified"},
		{"failed precondition", "GET /", `If-Match: "digits"`, "412 "},
		{"range of another", "GET /", "Range: bytes=0-1\r\nIf-Range: \"digits\"", "Content-Length: 100000"},
	}
	var scenarios []scenario
	for _, tt := range tests {
		r := request{line: tt.line}
		if tt.header != "" {
			r.header = strings.Split(tt.header, "\r\n")
		}
		scenarios = append(scenarios, scenario{name: tt.name, request: r, handler: handler, want: tt.want})
	}
	run(t, scenarios)
}

// TestCopy copies files, whose way through ReadFrom lets the kernel copy them. The
// play adds how often it was taken to what the client got.
func TestCopy(t *testing.T) {
	play := func(t *testing.T, s *site) string {
		t.Helper()
		return s.exchange(t, request{}) + fmt.Sprintf("\ncopied %d times", s.copied.Load())
	}
	var scenarios []scenario
	for _, size := range []int{0, 1, 511, 512, 513, 700, 2048, 5000, 300_000} {
		name := newFile(t, size)
		copyFile := func(announced bool, status int) func(*site, http.ResponseWriter, *http.Request) {
			return func(_ *site, w http.ResponseWriter, _ *http.Request) {
				file, err := os.Open(name)
				if err != nil {
					panic(err)
				}
				defer func() { _ = file.Close() }()
				if announced {
					w.Header().Set("Content-Type", "text/plain")
					w.Header().Set("Content-Length", fmt.Sprint(size))
				}
				if status != 0 {
					w.WriteHeader(status)
				}
				if _, err := io.Copy(w, file); err != nil {
					panic(err)
				}
			}
		}
		want := "copied 1 times"
		if size < 512 {
			want = "copied 0 times"
		}
		scenarios = append(scenarios,
			scenario{name: fmt.Sprintf("%d announced bytes", size), handler: copyFile(true, 0), play: play, wires: []wire{http11, http10, http2TLS, h2c}, want: want},
			scenario{name: fmt.Sprintf("%d bytes", size), handler: copyFile(false, 0), play: play, want: "200 OK"},
			scenario{name: fmt.Sprintf("%d bytes after a status", size), handler: copyFile(false, 201), play: play, want: "201 Created"},
		)
	}
	run(t, scenarios)
}

// TestCopyNothing leaves the status open where there is nothing to copy.
func TestCopyNothing(t *testing.T) {
	run(t, []scenario{{
		name:  "then 404",
		alone: true,
		handler: func(_ *site, w http.ResponseWriter, _ *http.Request) {
			if n, _ := io.Copy(w, struct{ io.Reader }{strings.NewReader("")}); n == 0 {
				http.Error(w, "nothing", http.StatusNotFound)
			}
		},
		want: "404 Not Found",
	}})
}
