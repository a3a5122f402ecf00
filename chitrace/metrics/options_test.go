package metrics

import (
	"math"
	"net/http"
	"slices"
	"testing"
	"time"
)

func TestBuckets(t *testing.T) {
	tests := []struct {
		name string
		opts []Option
		want []time.Duration
	}{
		{"default", nil, defaultBuckets},
		{"given", []Option{WithBuckets(time.Millisecond, time.Second)}, []time.Duration{time.Millisecond, time.Second}},
		{"unordered and twice", []Option{WithBuckets(3, 1, 3, 2, 1)}, []time.Duration{1, 2, 3}},
		{"not positive", []Option{WithBuckets(-1, 0, 7)}, []time.Duration{7}},
		{"none", []Option{WithBuckets(7), WithBuckets()}, defaultBuckets},
		{"none usable", []Option{WithBuckets(0)}, defaultBuckets},
		{"the last counts", []Option{WithBuckets(7), WithBuckets(9)}, []time.Duration{9}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			l := newLedger()
			serve(t, onRoot(Middleware(l, tt.opts...)), "GET", "/")
			got, _ := l.buckets["http_server_request_duration_seconds"].([]time.Duration)
			if !slices.Equal(got, tt.want) {
				t.Errorf("buckets %v, want %v", got, tt.want)
			}
		})
	}
}

func TestBucketsOfTheCallerAreNotTouched(t *testing.T) {
	given := []time.Duration{3, 1, 2}
	newConfig([]Option{WithBuckets(given...)})
	if !slices.Equal(given, []time.Duration{3, 1, 2}) {
		t.Errorf("the caller's slice is %v now", given)
	}
}

// A factory may keep and change what it is handed.
func TestFactoriesShareNoBuckets(t *testing.T) {
	l := newLedger()
	mw := Middleware(l)
	serve(t, onRoot(mw), "GET", "/")
	clear(l.buckets["http_server_request_duration_seconds"].([]time.Duration))
	clear(l.buckets["http_server_response_size_bytes"].([]float64))
	serve(t, onRoot(mw), "GET", "/api/prices")
	if got := l.buckets["http_server_request_duration_seconds"].([]time.Duration); got[0] == 0 {
		t.Error("the duration's buckets are shared")
	}
	if got := l.buckets["http_server_response_size_bytes"].([]float64); got[0] == 0 {
		t.Error("the size's buckets are shared")
	}
}

func TestNilFactoryAndNilOption(t *testing.T) {
	s := newSite(t, onRoot(Middleware(nil, nil)))
	if got := s.send(t, "GET", "/"); got != http.StatusOK {
		t.Errorf("got %d, want 200", got)
	}
}

func TestSizeBuckets(t *testing.T) {
	tests := []struct {
		name string
		opts []Option
		want []float64
	}{
		{"default", nil, []float64{256, 1024, 4096, 16384, 65536, 262144, 1048576, 4194304, 16777216, 67108864}},
		{"given", []Option{WithSizeBuckets(0, 100)}, []float64{0, 100}},
		{"unordered and twice", []Option{WithSizeBuckets(3, 1, 3, 2, 1)}, []float64{1, 2, 3}},
		{"unusable", []Option{WithSizeBuckets(-1, math.NaN(), math.Inf(1), math.Inf(-1), 7)}, []float64{7}},
		{"none usable", []Option{WithSizeBuckets(7), WithSizeBuckets(-1)}, defaultSizeBuckets},
		{"the last counts", []Option{WithSizeBuckets(7), WithSizeBuckets(9)}, []float64{9}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			l := newLedger()
			serve(t, onRoot(Middleware(l, tt.opts...)), "GET", "/")
			got, _ := l.buckets["http_server_response_size_bytes"].([]float64)
			if !slices.Equal(got, tt.want) {
				t.Errorf("buckets %v, want %v", got, tt.want)
			}
		})
	}
}

func TestWithoutResponseSize(t *testing.T) {
	l := newLedger()
	serve(t, onRoot(Middleware(l, WithoutResponseSize())), "GET", "/")
	want := []string{
		serverInFlight,
		served("GET", "/", "2xx"),
		"http_server_request_duration_seconds|method=GET|route=/|status_class=2xx",
	}
	if !slices.Equal(l.made, want) {
		t.Errorf("made %v, want %v", l.made, want)
	}
}

func TestFilter(t *testing.T) {
	not := func(path string) Option {
		return WithFilter(func(r *http.Request) bool { return r.URL.Path != path })
	}
	broken := WithFilter(func(*http.Request) bool { panic("broken filter") })
	tests := []struct {
		name string
		opts []Option
		want bool
	}{
		{"none", nil, true},
		{"nil", []Option{WithFilter(nil)}, true},
		{"accepts", []Option{not("/other")}, true},
		{"rejects", []Option{not("/")}, false},
		{"one of two rejects", []Option{not("/"), not("/other")}, false},
		{"the other of two rejects", []Option{not("/other"), not("/")}, false},
		{"panics", []Option{broken}, true},
		{"panics, another rejects", []Option{broken, not("/")}, false},
	}
	for _, tt := range tests {
		t.Run("server: "+tt.name, func(t *testing.T) {
			l := newLedger()
			if got := newSite(t, onRoot(Middleware(l, tt.opts...))).send(t, "GET", "/"); got != http.StatusOK {
				t.Errorf("got %d, want 200", got)
			}
			wantCounted(t, l, served("GET", "/", "2xx"), tt.want)
		})
		t.Run("client: "+tt.name, func(t *testing.T) {
			l := newLedger()
			if got, err := call(t, NewTransport(answer(200), l, tt.opts...), "GET", "http://a/"); err != nil || got != http.StatusOK {
				t.Errorf("got %d, %v, want 200", got, err)
			}
			wantCounted(t, l, called("GET", "a", "2xx"), tt.want)
		})
	}
}

// wantCounted expects one request in the series, or nothing at all.
func wantCounted(t *testing.T, l *ledger, series string, want bool) {
	t.Helper()
	if want {
		l.wantCounts(t, map[string]int64{series: 1})
		return
	}
	l.wantCounts(t, map[string]int64{})
	for name, updates := range l.gauges {
		t.Errorf("%s went %v, want no change", name, updates)
	}
}

func TestErrorHandler(t *testing.T) {
	var told errorList
	broken := WithFilter(func(*http.Request) bool { panic("broken filter") })
	serve(t, onRoot(Middleware(newLedger(), WithFilter(nil), broken, WithErrorHandler(told.add))), "GET", "/")
	told.want(t, "chitrace/metrics: the filter panicked: broken filter")

	for _, opts := range [][]Option{
		{broken, WithErrorHandler(told.add), WithErrorHandler(nil)},
		{broken, WithErrorHandler(func(error) { panic("broken handler") })},
	} {
		serve(t, onRoot(Middleware(newLedger(), opts...)), "GET", "/")
	}
	told.want(t, "chitrace/metrics: the filter panicked: broken filter")
}
