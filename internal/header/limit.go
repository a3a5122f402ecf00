package header

import "strings"

// Budget is the number of bytes that incoming baggage may have, and that Inject
// may add to a request or response. It is counted as on the wire. Services and
// proxies with a limit of 8 KB on all headers are common.
const Budget = 8192

// size returns the bytes of a line on the wire.
func size(name, value string) int {
	return len(name) + len(": ") + len(value) + len("\r\n")
}

func sizeOfAll(name string, values []string) (n int) {
	for _, value := range values {
		n += size(name, value)
	}
	return n
}

// limit chooses the lines that stay within a budget. The largest go first.
type limit struct {
	size int // smaller lines stay
	more int // number of lines of that size that stay
	rest int // bytes left for the part of a list
}

// newLimit returns the limit for the lines that walk calls count with. It takes
// little time for any number of them.
func newLimit(budget int, walk func(count func(name, value string))) limit {
	budget = max(budget, 0)
	counts := make([]int32, budget+1) // number of lines by size
	walk(func(name, value string) {
		if n := size(name, value); n < len(counts) {
			counts[n]++
		}
	})
	left := budget
	for n, count := range counts {
		if n*int(count) > left {
			return limit{size: n, more: left / n, rest: left % n}
		}
		left -= n * int(count)
	}
	return limit{size: len(counts), rest: left}
}

// apply returns those values that stay, lists cut where that helps.
func (l *limit) apply(name string, values []string) []string {
	var kept []string
	for _, value := range values {
		if value, ok := l.fit(name, value); ok {
			kept = append(kept, value)
		}
	}
	return kept
}

func (l *limit) fit(name, value string) (string, bool) {
	switch n := size(name, value); {
	case n < l.size:
		return value, true
	case n == l.size && l.more > 0:
		l.more--
		return value, true
	}
	value = cutList(name, value, l.rest-size(name, ""))
	if value == "" {
		return "", false
	}
	l.rest -= size(name, value)
	return strings.Clone(value), true // or the whole list would stay in memory
}

// cutList returns the members of a baggage list that have up to n bytes
// together. It returns an empty string if there are none, or name is no list.
func cutList(name, value string, n int) string {
	if n < 0 {
		return ""
	}
	head := value[:min(n+1, len(value))] // a comma may follow the last member
	end := -1
	switch {
	case strings.EqualFold(name, "Baggage"):
		end = strings.LastIndexByte(head, ',')
	case strings.EqualFold(name, jaegerBaggage):
		end = max(strings.LastIndexByte(head, ','), strings.LastIndex(head, "%2C"), strings.LastIndex(head, "%2c"))
	}
	return head[:max(end, 0)]
}
