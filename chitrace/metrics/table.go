package metrics

import (
	"maps"
	"sync"
	"sync/atomic"
)

// table is a map that only grows, and that is read without a lock and without an
// allocation. The zero value is empty and unbounded.
type table[K comparable, V any] struct {
	limit   int                     // how many keys it takes, 0 for any number
	entries atomic.Pointer[map[K]V] // replaced, never changed
	mu      sync.Mutex              // held by the one who replaces it
}

func (t *table[K, V]) get(key K) (value V, ok bool) {
	value, ok = t.load()[key]
	return value, ok
}

// full says whether add takes no further key.
func (t *table[K, V]) full() bool {
	return t.limit > 0 && len(t.load()) >= t.limit
}

// add returns what stands at key, which is value if nothing stood there before.
// ok is false where the table is full.
func (t *table[K, V]) add(key K, value V) (present V, ok bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if present, ok = t.get(key); ok || t.full() {
		return present, ok
	}
	larger := map[K]V{key: value}
	maps.Copy(larger, t.load())
	t.entries.Store(&larger)
	return value, true
}

func (t *table[K, V]) load() map[K]V {
	if entries := t.entries.Load(); entries != nil {
		return *entries
	}
	return nil
}
