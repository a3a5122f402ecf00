package metrics

import (
	"sync"
	"testing"
)

func TestTable(t *testing.T) {
	tests := []struct {
		name   string
		limit  int
		add    []string // each with its index as value
		key    string
		want   int
		wantOK bool
	}{
		{"empty", 0, nil, "a", 0, false},
		{"added", 0, []string{"a", "b"}, "b", 1, true},
		{"the first stays", 0, []string{"a", "b", "a"}, "a", 0, true},
		{"full", 2, []string{"a", "b", "c"}, "c", 0, false},
		{"full, what is there", 2, []string{"a", "b", "c"}, "b", 1, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tab := table[string, int]{limit: tt.limit}
			for i, key := range tt.add {
				tab.add(key, i)
			}
			if got, ok := tab.get(tt.key); got != tt.want || ok != tt.wantOK {
				t.Errorf("get: %d, %t, want %d, %t", got, ok, tt.want, tt.wantOK)
			}
			if !tt.wantOK {
				return
			}
			if got, ok := tab.add(tt.key, -1); got != tt.want || !ok {
				t.Errorf("add: %d, %t, want %d, true", got, ok, tt.want)
			}
		})
	}
}

func TestTableUnderConcurrency(t *testing.T) {
	const limit, keys = 50, 100
	tab := table[int, int]{limit: limit}
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for key := range keys {
				if got, ok := tab.add(key, key); ok && got != key {
					t.Errorf("%d stands at %d", got, key)
				}
			}
		})
	}
	wg.Wait()
	if got := len(tab.load()); got != limit {
		t.Errorf("%d keys, want %d", got, limit)
	}
}
