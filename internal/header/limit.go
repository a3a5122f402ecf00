package header

import (
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

// walk visits lines.
type walk func(visit func(name, value string))

// fit returns of all lines those that [Lines.Fit] keeps. lines returns a walk over
// those of the headers that is accepts.
func fit(lines func(is func(name string) bool) walk) Lines {
	all, ids := limit(math.MaxInt, lines(func(name string) bool { return isIDs(name) && !isTracestate(name) }))
	left := Budget - ids
	for _, is := range []func(name string) bool{isForeign, isTracestate, IsBaggage} {
		kept, total := limit(left, lines(is))
		all = append(all, kept...)
		left -= total
	}
	return all
}

// linesOf returns a walk over the lines of those headers that is accepts, up to
// maxLines of each.
func linesOf(h http.Header, is func(name string) bool) walk {
	return func(visit func(name, value string)) {
		for name, values := range h {
			if !is(name) {
				continue
			}
			for _, value := range values[:min(len(values), maxLines)] {
				visit(name, value)
			}
		}
	}
}

// limit returns the lines that stay within a budget, and the size of all. The
// largest go first, and a list is cut to what is left then. It takes little time
// for any number of lines.
func limit(budget int, lines walk) (kept Lines, total int) {
	lines(func(name, value string) { total += size(name, value) })
	largest := total + 1 // smaller lines stay
	more, left := 0, 0   // number of lines of that size that stay, and bytes left for a list
	if total > budget {
		largest, left = 1, max(budget, 0)
		counts := make([]int32, left+1) // number of lines by size
		lines(func(name, value string) {
			if n := size(name, value); n < len(counts) {
				counts[n]++
			}
		})
		for ; largest < len(counts) && int(counts[largest])*largest <= left; largest++ {
			left -= int(counts[largest]) * largest
		}
		more = left / largest
		left %= largest
	}
	lines(func(name, value string) {
		switch n := size(name, value); {
		case n < largest:
		case n == largest && more > 0:
			more--
		default:
			value = cutList(name, value, left-size(name, ""))
			if value == "" {
				return
			}
			left -= size(name, value)
		}
		kept.Set(name, value)
	})
	return kept, total
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
	return strings.Clone(head[:max(end, 0)]) // or the whole list would stay in memory
}
