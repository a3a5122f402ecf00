package main

import (
	"strings"
	"testing"
	"time"
)

// Shortened from what hey 0.1.5 prints, its doubled percent signs included.
const printed = `
Summary:
  Total:	3.0015 secs
  Requests/sec:	37083.0350

Latency distribution:
  10%% in 0.0002 secs
  50%% in 0.0007 secs
  95%% in 0.0021 secs
  99%% in 0.0037 secs

Status code distribution:
  [200]	111303 responses
`

func TestParse(t *testing.T) {
	got, err := parse(printed)
	if err != nil {
		t.Fatal(err)
	}
	want := summary{
		figures:  figures{throughput: 37083.035, p50: 700 * time.Microsecond, p99: 3700 * time.Microsecond},
		requests: 111303,
	}
	if got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

func TestParseRefuses(t *testing.T) {
	for _, tt := range []struct {
		name, from, to string
	}{
		{"another status", "[200]", "[404]"},
		{"a second status", "  [200]", "  [500]\t7 responses\n  [200]"},
		{"errors", "Status code", "Error distribution:\n  [3]\tconnection refused\n\nStatus code"},
		{"no throughput", "Requests/sec", "Requests"},
		{"no median", "50%%", "55%%"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got, err := parse(strings.Replace(printed, tt.from, tt.to, 1)); err == nil {
				t.Errorf("got %+v, want an error", got)
			}
		})
	}
}
