package metrics

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"
)

const clientInFlight = "http_client_requests_in_flight"

// roundTrip is a base that answers without a network.
type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(req *http.Request) (*http.Response, error) { return f(req) }

func answer(status int) roundTrip {
	return func(*http.Request) (*http.Response, error) {
		return &http.Response{StatusCode: status, Body: http.NoBody}, nil
	}
}

// call sends a request through rt and returns what came of it.
func call(t *testing.T, rt http.RoundTripper, method, target string) (int, error) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, target, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	req.Method = method
	resp, err := rt.RoundTrip(req)
	if resp == nil {
		return 0, err
	}
	if resp.Body != nil {
		defer func() { _ = resp.Body.Close() }()
	}
	return resp.StatusCode, err
}

func TestTransport(t *testing.T) {
	gone := errors.New("gone")
	tests := []struct {
		name   string
		base   roundTrip
		method string
		target string
		want   string
	}{
		{"200", answer(200), "GET", "http://a:80/x?y", called("GET", "a:80", "2xx")},
		{"empty method", answer(200), "", "http://a/", called("GET", "a", "2xx")},
		{"unknown method", answer(200), "BREW", "http://a/", called("OTHER", "a", "2xx")},
		{"redirect", answer(302), "POST", "http://a/", called("POST", "a", "3xx")},
		{"503", answer(503), "GET", "http://a/", called("GET", "a", "5xx")},
		{"101", answer(101), "GET", "http://a/", called("GET", "a", "1xx")},
		{"no status", answer(42), "GET", "http://a/", called("GET", "a", "error")},
		{"below any status", answer(-200), "GET", "http://a/", called("GET", "a", "error")},
		{"user info", answer(200), "GET", "http://u:pw@a/", called("GET", "a", "2xx")},
		{"long host", answer(200), "GET", "http://" + strings.Repeat("a", 255) + "/", called("GET", strings.Repeat("a", 255), "2xx")},
		{"too long host", answer(200), "GET", "http://" + strings.Repeat("a", 256) + "/", called("GET", "other", "2xx")},
		{"no host", answer(200), "GET", "/x", called("GET", "unknown", "2xx")},
		{"invalid UTF-8", answer(200), "GET", "http://a%ff/", called("GET", "a\uFFFD", "2xx")},
		{
			"changed by the base", func(req *http.Request) (*http.Response, error) {
				req.Method, req.URL.Host = "PUT", "b"
				return answer(200)(req)
			},
			"GET", "http://a/", called("GET", "a", "2xx"),
		},
		{
			"error", func(*http.Request) (*http.Response, error) { return nil, gone },
			"GET", "http://a/", called("GET", "a", "error"),
		},
		{
			"neither response nor error", func(*http.Request) (*http.Response, error) { return nil, nil },
			"GET", "http://a/", called("GET", "a", "error"),
		},
		{
			"both response and error", func(*http.Request) (*http.Response, error) {
				return &http.Response{StatusCode: 200}, gone
			},
			"GET", "http://a/", called("GET", "a", "error"),
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			l := newLedger()
			wantStatus, wantErr := call(t, tt.base, tt.method, tt.target)
			status, err := call(t, NewTransport(tt.base, l), tt.method, tt.target)
			if status != wantStatus || !errors.Is(err, wantErr) {
				t.Errorf("got %d, %v, want %d, %v", status, err, wantStatus, wantErr)
			}
			l.wantCounts(t, map[string]int64{tt.want: 1})
			l.wantIdle(t, clientInFlight)
		})
	}
}

func TestTransportOverSocket(t *testing.T) {
	s := httptest.NewServer(http.HandlerFunc(ok))
	host := strings.TrimPrefix(s.URL, "http://")
	l := newLedger()
	rt := NewTransport(nil, l)
	if status, err := call(t, rt, "GET", s.URL); err != nil || status != http.StatusOK {
		t.Errorf("got %d, %v, want 200", status, err)
	}
	s.Close()
	if _, err := call(t, rt, "GET", s.URL); err == nil {
		t.Error("a closed server answered")
	}
	l.wantCounts(t, map[string]int64{called("GET", host, "2xx"): 1, called("GET", host, "error"): 1})
	l.wantIdle(t, clientInFlight)
}

func TestTransportCancelled(t *testing.T) {
	l := newLedger()
	ctx, cancel := context.WithCancel(t.Context())
	s := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		cancel()
		<-r.Context().Done()
	}))
	defer s.Close()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, s.URL, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := NewTransport(nil, l).RoundTrip(req)
	if !errors.Is(err, context.Canceled) {
		_ = resp.Body.Close()
		t.Errorf("got %v, want a cancelled context", err)
	}
	l.wantCounts(t, map[string]int64{called("GET", req.URL.Host, "error"): 1})
	l.wantIdle(t, clientInFlight)
}

func TestTransportPanic(t *testing.T) {
	l := newLedger()
	rt := NewTransport(roundTrip(func(*http.Request) (*http.Response, error) { panic("oops") }), l)
	func() {
		defer func() {
			if got := recover(); got != "oops" {
				t.Errorf("recovered %v, want oops", got)
			}
		}()
		_, _ = call(t, rt, "GET", "http://a/")
	}()
	l.wantCounts(t, map[string]int64{called("GET", "a", "error"): 1})
	l.wantIdle(t, clientInFlight)
}

func TestBrokenMetricsBreakNoCall(t *testing.T) {
	rt := NewTransport(answer(200), brokenMetrics{newLedger()})
	for range 2 {
		if status, err := call(t, rt, "GET", "http://a/"); err != nil || status != http.StatusOK {
			t.Errorf("got %d, %v, want 200", status, err)
		}
	}
}

func TestTransportLeavesRequestAlone(t *testing.T) {
	header := http.Header{"X-A": {"1"}}
	sent := &http.Request{URL: &url.URL{Scheme: "http", Host: "a"}, Header: header}
	before := *sent
	rt := NewTransport(roundTrip(func(req *http.Request) (*http.Response, error) {
		if req != sent {
			t.Error("the base got another request")
		}
		return answer(200)(req)
	}), newLedger())
	resp, err := rt.RoundTrip(sent)
	if err != nil {
		t.Fatal(err)
	}
	_ = resp.Body.Close()
	if sent.Method != before.Method || sent.URL != before.URL || !maps.EqualFunc(sent.Header, http.Header{"X-A": {"1"}}, equal) {
		t.Errorf("the request is %v now", sent)
	}
}

func equal(a, b []string) bool { return fmt.Sprint(a) == fmt.Sprint(b) }

func TestTransportWithoutURL(t *testing.T) {
	l := newLedger()
	resp, err := NewTransport(answer(200), l).RoundTrip(&http.Request{})
	if err != nil {
		t.Fatal(err)
	}
	_ = resp.Body.Close()
	l.wantCounts(t, map[string]int64{called("GET", "unknown", "2xx"): 1})
}

func TestTransportDuration(t *testing.T) {
	l := newLedger()
	now := time.Unix(1_000_000_000, 0)
	rt := NewTransport(roundTrip(func(req *http.Request) (*http.Response, error) {
		now = now.Add(time.Second)
		return answer(200)(req)
	}), l, withClock(func() time.Time { return now }))
	if _, err := call(t, rt, "GET", "http://a/"); err != nil {
		t.Fatal(err)
	}
	const key = "http_client_request_duration_seconds|host=a|method=GET|status_class=2xx"
	if got := l.timings[key]; len(got) != 1 || got[0] != time.Second {
		t.Errorf("durations %v, want [1s]", got)
	}
	if len(l.sizes) > 0 {
		t.Errorf("the client measures sizes: %v", l.sizes)
	}
}

func TestMaxHosts(t *testing.T) {
	l := newLedger()
	rt := NewTransport(answer(200), l, WithMaxRoutes(2))
	for _, host := range []string{"a", "b", "c", "d", "a"} {
		if _, err := call(t, rt, "GET", "http://"+host+"/"); err != nil {
			t.Fatal(err)
		}
	}
	l.wantCounts(t, map[string]int64{
		called("GET", "a", "2xx"):     2,
		called("GET", "b", "2xx"):     1,
		called("GET", "other", "2xx"): 2,
	})
}

// Who builds a URL by hand may write user info into its host.
func TestUserInfoInHost(t *testing.T) {
	for host, want := range map[string]string{"u:pw@a": "a", "u@v@a:80": "a:80", "u:pw@": "unknown"} {
		l := newLedger()
		resp, err := NewTransport(answer(200), l).RoundTrip(&http.Request{URL: &url.URL{Scheme: "http", Host: host}})
		if err != nil {
			t.Fatal(err)
		}
		_ = resp.Body.Close()
		l.wantCounts(t, map[string]int64{called("GET", want, "2xx"): 1})
	}
}

func TestHosts(t *testing.T) {
	tests := []struct {
		name string
		opts []Option
		want map[string]int64
	}{
		{"none named", []Option{WithHosts()}, map[string]int64{"a": 1, "B": 1, "b": 1, "a:80": 1}},
		{"named", []Option{WithHosts("a")}, map[string]int64{"a": 1, "other": 3}},
		{"whatever their case", []Option{WithHosts("A", "b")}, map[string]int64{"a": 1, "b": 2, "other": 1}},
		{"twice", []Option{WithHosts("a"), WithHosts(), WithHosts("a:80")}, map[string]int64{"a": 1, "a:80": 1, "other": 2}},
		{"more than the limit", []Option{WithHosts("a", "b", "a:80"), WithMaxRoutes(1)}, map[string]int64{"a": 1, "b": 2, "a:80": 1}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			l := newLedger()
			rt := NewTransport(answer(200), l, tt.opts...)
			for _, host := range []string{"a", "B", "b", "a:80"} {
				if _, err := call(t, rt, "GET", "http://"+host+"/"); err != nil {
					t.Fatal(err)
				}
			}
			want := map[string]int64{}
			for host, n := range tt.want {
				want[called("GET", host, "2xx")] = n
			}
			l.wantCounts(t, want)
		})
	}
}

// A peer that redirects to a thousand names uses up the limit, unless the hosts
// are named.
func TestRedirectsTakeNoPlaceOfNamedHosts(t *testing.T) {
	l := newLedger()
	hops := 0
	peer := roundTrip(func(req *http.Request) (*http.Response, error) {
		hops++
		resp := &http.Response{StatusCode: http.StatusFound, Body: http.NoBody, Request: req, Header: http.Header{}}
		resp.Header.Set("Location", fmt.Sprintf("http://%d.peer/", hops))
		return resp, nil
	})
	const redirects = 1500
	client := &http.Client{
		Transport: NewTransport(peer, l, WithHosts("peer", "prices")),
		CheckRedirect: func(_ *http.Request, via []*http.Request) error {
			if len(via) > redirects {
				return http.ErrUseLastResponse
			}
			return nil
		},
	}
	for _, target := range []string{"http://peer/", "http://prices/"} {
		hops = 0
		resp, err := client.Get(target) //nolint:noctx // a base that answers without a network
		if err != nil {
			t.Fatal(err)
		}
		_ = resp.Body.Close()
	}
	l.wantCounts(t, map[string]int64{
		called("GET", "peer", "3xx"):   1,
		called("GET", "prices", "3xx"): 1,
		called("GET", "other", "3xx"):  2 * redirects,
	})
}

// idler counts how often its idle connections are closed.
type idler struct {
	roundTrip
	closed int
}

func (i *idler) CloseIdleConnections() { i.closed++ }

func TestCloseIdleConnections(t *testing.T) {
	base := &idler{}
	(&http.Client{Transport: NewTransport(base, nil)}).CloseIdleConnections()
	if base.closed != 1 {
		t.Errorf("the base's were closed %d times, want 1", base.closed)
	}
	(&http.Client{Transport: NewTransport(answer(200), nil)}).CloseIdleConnections() // has none
}
