package metrics

import (
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
