package main

import (
	"testing"
	"time"
)

func TestQuoteDelay(t *testing.T) {
	tests := []struct {
		value  string
		want   time.Duration
		wantOK bool
	}{
		{"0s", 0, true},
		{"1.5s", 1500 * time.Millisecond, true},
		{"-1s", time.Minute, false},
		{"120", time.Minute, false},
		{"", time.Minute, false},
	}
	for _, tt := range tests {
		t.Run(tt.value, func(t *testing.T) {
			got := time.Minute
			if err := set(&got)(tt.value); (err == nil) != tt.wantOK || got != tt.want {
				t.Errorf("got %v, %v, want %v, ok: %v", got, err, tt.want, tt.wantOK)
			}
		})
	}
}
