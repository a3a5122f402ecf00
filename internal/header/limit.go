package header

import (
	"iter"
	"math"
	"net/http"
	"strings"
)

// Budget is the number of bytes that incoming baggage may have, and that Inject
// may add to a request or response. It is counted as on the wire. Services and
// proxies with a limit of 8 KB on all headers are common.
const Budget = 8192

// size returns the bytes of a header's lines on the wire.
func size(name string, values ...string) (n int) {
	for _, value := range values {
		n += len(name) + len(": ") + len(value) + len("\r\n")
	}
	return n
}

func isIDs(name string) bool        { return Of(name) != 0 && !IsBaggage(name) }
func isTracestate(name string) bool { return strings.EqualFold(name, "Tracestate") }
func isForeign(name string) bool    { return Of(name) == 0 }

// linesOf returns the names and values of h, up to maxLines of each header.
func linesOf(h http.Header) iter.Seq2[string, string] {
	return func(yield func(name, value string) bool) {
		for name, values := range h {
			for _, value := range values[:min(len(values), maxLines)] {
				if !yield(name, value) {
					return
				}
			}
		}
	}
}

// fit returns the lines that [Lines.Fit] keeps.
func fit(lines iter.Seq2[string, string]) Lines {
	all, ids := limit(math.MaxInt, lines, func(name string) bool { return isIDs(name) && !isTracestate(name) })
	left := Budget - ids
	for _, is := range []func(name string) bool{isForeign, isTracestate, IsBaggage} {
		kept, total := limit(left, lines, is)
		all = append(all, kept...)
		left -= total
	}
	return all
}

// limit returns the accepted lines that fit into a budget, and the size of all accepted
// lines. It drops the largest first, and cuts a list to the rest of the budget. It is
// fast for any number of lines.
func limit(budget int, lines iter.Seq2[string, string], accepts func(name string) bool) (kept Lines, total int) {
	for name, value := range lines {
		if accepts(name) {
			total += size(name, value)
		}
	}
	largest := total + 1 // smaller lines stay
	more, left := 0, 0   // number of lines of that size that stay, and bytes left for a list
	if total > budget {
		largest, left = 1, max(budget, 0)
		counts := make([]int32, left+1) // number of lines by size
		for name, value := range lines {
			if n := size(name, value); n < len(counts) && accepts(name) {
				counts[n]++
			}
		}
		for ; largest < len(counts) && int(counts[largest])*largest <= left; largest++ {
			left -= int(counts[largest]) * largest
		}
		more = left / largest
		left %= largest
	}
	for name, value := range lines {
		if !accepts(name) {
			continue
		}
		switch n := size(name, value); {
		case n < largest:
		case n == largest && more > 0:
			more--
		default:
			if value = cutList(name, value, left-size(name, "")); value == "" {
				continue
			}
			left -= size(name, value)
		}
		kept.Set(name, value)
	}
	return kept, total
}

// cutList returns the first members of a baggage list, with up to n bytes together. It
// returns an empty string if no member fits or the header is not a list.
func cutList(name, value string, n int) string {
	if n < 0 {
		return ""
	}
	head := value[:min(n+1, len(value))] // a comma may follow the last member
	end := -1
	switch find(name).name {
	case "baggage":
		end = strings.LastIndexByte(head, ',')
	case "jaeger-baggage":
		end = max(strings.LastIndexByte(head, ','), strings.LastIndex(head, "%2C"), strings.LastIndex(head, "%2c"))
	}
	return strings.Clone(head[:max(end, 0)]) // or the whole list would stay in memory
}
