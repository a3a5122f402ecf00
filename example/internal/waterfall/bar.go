package waterfall

import (
	"strings"
	"time"

	"github.com/opentracing-contrib/go-chi/example/internal/traces"
)

// bar draws when the span ran within its trace. A cell has two halves, and a bar
// has at least one, however short the span.
func (t table) bar(s traces.Span) string {
	halves := 2 * t.barWidth
	from := t.scale(s.Start.Sub(t.start), halves)
	to := t.scale(s.Start.Add(s.Duration).Sub(t.start), halves)
	from = min(from, halves-1)
	to = max(to, from+1)

	var b strings.Builder
	for left := 0; left < to; left += 2 {
		first := from <= left
		second := from <= left+1 && left+1 < to
		switch {
		case first && second:
			b.WriteRune('━')
		case first:
			b.WriteRune('╸')
		case second:
			b.WriteRune('╺')
		default:
			b.WriteRune(' ')
		}
	}
	return b.String()
}

// scale maps a time since the trace's start to a number of halves.
func (t table) scale(d time.Duration, halves int) int {
	if t.duration == 0 {
		return 0
	}
	return int(float64(d)/float64(t.duration)*float64(halves) + 0.5)
}
