package metrics

import (
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/opentracing-contrib/go-chi/internal/tracetest"
)

func TestTransport(t *testing.T) {
	gone := errors.New("gone")
	for name, tt := range map[string]struct {
		base   roundTrip
		method string
		want   string
	}{
		"200":                {answer(200), "GET", called("GET", "a", "2xx")},
		"empty method":       {answer(200), "", called("GET", "a", "2xx")},
		"unknown method":     {answer(200), "BREW", called("OTHER", "a", "2xx")},
		"redirect":           {answer(302), "POST", called("POST", "a", "3xx")},
		"100":                {answer(100), "GET", called("GET", "a", "1xx")},
		"no status":          {answer(42), "GET", called("GET", "a", "error")},
		"below any status":   {answer(-200), "GET", called("GET", "a", "error")},
		"error":              {tracetest.Answer(nil, gone), "GET", called("GET", "a", "error")},
		"neither":            {tracetest.Answer(nil, nil), "GET", called("GET", "a", "error")},
		"response and error": {tracetest.Answer(&http.Response{StatusCode: 200}, gone), "GET", called("GET", "a", "error")},
		"panic":              {func(*http.Request) (*http.Response, error) { panic("oops") }, "GET", called("GET", "a", "error")},
		"changed by the base": {func(req *http.Request) (*http.Response, error) {
			req.Method, req.URL.Host = "PUT", "b"
			return answer(200)(req)
		}, "GET", called("GET", "a", "2xx")},
		"left to another transport": {tracetest.Answer(nil, http.ErrSkipAltProtocol), "GET", ""},
	} {
		t.Run(name, func(t *testing.T) {
			l := newLedger()
			var status, wantStatus int
			var err, wantErr error
			apart(func() { wantStatus, wantErr = call(t, tt.base, tt.method, "a") })
			apart(func() { status, err = call(t, NewTransport(tt.base, l), tt.method, "a") })
			if status != wantStatus || !errors.Is(err, wantErr) {
				t.Errorf("got %d, %v, want %d, %v", status, err, wantStatus, wantErr)
			}
			want := map[string]int64{tt.want: 1}
			delete(want, "")
			l.wantCounts(t, want)
			l.wantValues(t, clientInFlight, "[1 0]")
		})
	}
}

// A peer that redirects to a thousand names uses up the limit, unless the hosts
// are named.
func TestHosts(t *testing.T) {
	long := strings.Repeat("a", 255)
	odd := []string{"", "b\xff", "b\xfe", long, long + "a", "u:pw@c", "u@v@c:80", "u:pw@"}
	usual := []string{"a", "B", "b", "a:80"}
	for name, tt := range map[string]struct {
		opts  []Option
		hosts []string
		want  map[string]int64
	}{
		"odd":                          {nil, odd, map[string]int64{"unknown": 2, "b\uFFFD": 2, long: 1, "other": 1, "c": 1, "c:80": 1}},
		"none named":                   {[]Option{WithHosts()}, usual, map[string]int64{"a": 1, "B": 1, "b": 1, "a:80": 1}},
		"none named, beyond the limit": {[]Option{WithMaxRoutes(2)}, usual, map[string]int64{"a": 1, "B": 1, "other": 2}},
		"named":                        {[]Option{WithHosts("a")}, usual, map[string]int64{"a": 1, "other": 3}},
		"whatever their case":          {[]Option{WithHosts("A", "b")}, usual, map[string]int64{"a": 1, "b": 2, "other": 1}},
		"twice":                        {[]Option{WithHosts("a"), WithHosts(), WithHosts("a:80")}, usual, map[string]int64{"a": 1, "a:80": 1, "other": 2}},
		"more than the limit":          {[]Option{WithHosts("a", "b", "a:80"), WithMaxRoutes(1)}, usual, map[string]int64{"a": 1, "b": 2, "a:80": 1}},
		"others before them":           {[]Option{WithHosts("a:80"), WithMaxRoutes(1)}, usual, map[string]int64{"a:80": 1, "other": 3}},
	} {
		t.Run(name, func(t *testing.T) {
			l, want := newLedger(), map[string]int64{}
			rt := NewTransport(answer(200), l, tt.opts...)
			for _, host := range tt.hosts {
				if _, err := call(t, rt, "GET", host); err != nil {
					t.Fatal(err)
				}
			}
			for host, n := range tt.want {
				want[called("GET", host, "2xx")] = n
			}
			l.wantCounts(t, want)
			l.wantMadeOnce(t)
		})
	}
}

func TestWithoutURL(t *testing.T) {
	l := newLedger()
	resp, err := NewTransport(answer(200), l).RoundTrip(&http.Request{})
	if err != nil {
		t.Fatal(err)
	}
	_ = resp.Body.Close()
	l.wantCounts(t, map[string]int64{called("GET", "unknown", "2xx"): 1})
}

func TestCloseIdleConnections(t *testing.T) {
	base := new(tracetest.IdleCloser)
	(&http.Client{Transport: NewTransport(base, nil)}).CloseIdleConnections()
	if base.Closed != 1 {
		t.Errorf("the base's were closed %d times, want 1", base.Closed)
	}
	(&http.Client{Transport: NewTransport(answer(200), nil)}).CloseIdleConnections() // has none
}
