package demo_test

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/opentracing-contrib/go-chi/example/internal/demo"
)

func TestTour(t *testing.T) {
	var stdout, stderr strings.Builder
	if code := demo.Run(t.Context(), nil, &stdout, &stderr); code != 0 || stderr.Len() > 0 {
		t.Fatalf("got code %d and %q, want 0", code, stderr.String())
	}
	got := stdout.String()
	for _, want := range []string{
		`^GET /v1/orders/1001  200 OK  trace [0-9a-f]{32}$`,
		`^orders   GET /v1/orders/\{orderID\} +200 .*━`,
		`^orders   └─ sum prices .*━`,
		`^orders      ├─ GET /v1/prices/\{sku\} +200 .*━`,
		`^prices      │  └─ GET /v1/prices/\{sku\} +200 .*[━╺╸]`,
		`^orders      └─ GET /v1/prices/\{sku\} +200 `,
		`^prices         └─ GET /v1/prices/\{sku\} +200 `,
		`^orders   GET /v1/customers/\{customerID\}/orders +200 `,
		`^prices            └─ ask supplier +(\d{3} ms|\d\.\d\d s)`,
		`^orders   GET /v1/orders/\{orderID\} +502 ✗`,
		`^prices .*└─ GET /v1/prices/\{sku\} +503 ✗`,
		`^✗ orders: price of "teapot": 503 Service Unavailable$`,
		`^orders   GET /v1/orders/\{orderID\}/invoice +500 ✗`,
		`^✗ orders: panic: .*nil pointer`,
		`^orders   GET /v1/orders/\{orderID\} +404 `,
		`^orders   GET /v1/\* +404 `,
		`^7 traces, 24 spans\.`,
	} {
		if !regexp.MustCompile("(?m)" + want).MatchString(got) {
			t.Errorf("there is no line %s", want)
		}
	}
	if strings.Contains(got, "\x1b") {
		t.Error("it has colours, and is no terminal")
	}
	if t.Failed() {
		t.Log(got)
	}
}

func TestMistakes(t *testing.T) {
	tests := []struct {
		args       []string
		wantCode   int
		wantStderr string
	}{
		{[]string{"-h"}, 0, "-serve"},
		{[]string{"-addr", "127.0.0.1:none"}, 1, "unknown port"},
		{[]string{"-x"}, 2, "flag provided but not defined: -x"},
		{[]string{"bogus"}, 2, `unexpected argument "bogus"`},
	}
	for _, tt := range tests {
		var stdout, stderr strings.Builder
		code := demo.Run(t.Context(), tt.args, &stdout, &stderr)
		if code != tt.wantCode || !strings.Contains(stderr.String(), tt.wantStderr) {
			t.Errorf("%v: got code %d and %q, want %d and %q", tt.args, code, stderr.String(), tt.wantCode, tt.wantStderr)
		}
	}
}

// screen is a terminal that several goroutines write to and one reads.
type screen struct {
	mu      sync.Mutex
	text    bytes.Buffer
	changed chan struct{}
}

func (s *screen) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	select {
	case s.changed <- struct{}{}:
	default:
	}
	return s.text.Write(p)
}

// wait returns the first match of the pattern, once there is one.
func (s *screen) wait(t *testing.T, pattern string) []string {
	t.Helper()
	for {
		s.mu.Lock()
		match := regexp.MustCompile("(?m)" + pattern).FindStringSubmatch(s.text.String())
		s.mu.Unlock()
		if match != nil {
			return match
		}
		<-s.changed
	}
}

// get returns the trace id that the response has, and the body.
func get(t *testing.T, url string) (traceID, body string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	traceID, _, _ = strings.Cut(res.Header.Get("Uber-Trace-Id"), ":")
	return traceID, string(b)
}

func TestServe(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	stdout := &screen{changed: make(chan struct{}, 1)}
	var stderr strings.Builder
	code := make(chan int, 1)
	go func() { code <- demo.Run(ctx, []string{"-serve"}, stdout, &stderr) }()

	page := stdout.wait(t, `\AOpen (http://\S+)/ in a browser`)[1]
	if traceID, body := get(t, page); traceID != "" || !strings.Contains(body, "/v1/orders/1001") {
		t.Errorf("got trace %q and %q, want the page", traceID, body)
	}
	url := stdout.wait(t, `^curl -i (http://\S+/v1/orders/1001)$`)[1]
	for range 2 {
		traceID, _ := get(t, url)
		stdout.wait(t, `^GET /v1/orders/1001  200 OK  trace `+traceID+`$`)
		if _, body := get(t, page+"/traces/"+traceID); strings.Count(body, "GET /v1/prices/{sku}") != 4 {
			t.Errorf("got %s, want the trace", body)
		}
	}
	cancel()
	if got := <-code; got != 0 || stderr.Len() > 0 {
		t.Errorf("got code %d and %q, want 0", got, stderr.String())
	}
	stdout.wait(t, `^Stopped after 2 traces, 12 spans\.$`)
}
