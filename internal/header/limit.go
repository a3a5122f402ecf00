package header

import (
	"slices"
	"strings"
)

// Budget is the number of bytes that incoming baggage may have, and that Inject
// may add to a request or response. It is counted as on the wire. Services and
// proxies with a limit of 8 KB on all headers are common.
const Budget = 8192

const maxLines = 64 // of one header are read

func (l Lines) byClass() (byClass [classes]Lines) {
	for _, line := range l {
		c := find(line.Name).class
		byClass[c] = append(byClass[c], line)
	}
	return byClass
}

// size returns the bytes of a line on the wire.
func size(name, value string) int { return len(name) + len(": ") + len(value) + len("\r\n") }

func (l Lines) size() (n int) {
	for _, line := range l {
		n += size(line.Name, line.Value)
	}
	return n
}

// fitIncoming returns the lines of a request that are read. Each class has a budget, since
// headers without a family may hold a tracer's ids or its baggage. Each line with ids has a
// budget of its own, so that no other line takes its place. Of one that is too long the name
// stays, since it is malformed rather than missing.
func fitIncoming(lines Lines) Lines {
	byClass := lines.byClass()
	for i, line := range byClass[ids] {
		if size(line.Name, line.Value) > Budget {
			byClass[ids][i].Value = ""
		}
	}
	byClass[other] = byClass[other].limit(Budget)
	byClass[tracestate] = byClass[tracestate].limit(2 * Budget) // its value may have Budget bytes
	byClass[baggage] = byClass[baggage].limit(Budget)
	return slices.Concat(byClass[:]...)
}

// limit removes lines beyond maxItems and [Budget]: of those beyond the Budget first baggage,
// the largest lines before the others, with lists cut at a member, then tracestate, then
// headers without a family. Ids always stay.
func (w *Writer) limit() {
	if len(w.lines) <= maxItems && w.families&Own == 0 && w.size <= Budget {
		return
	}
	// In order, so that the same lines are left out each time. Of one name the last counts.
	slices.Reverse(w.lines)
	slices.SortStableFunc(w.lines, func(a, b Line) int { return strings.Compare(a.Name, b.Name) })
	w.lines = slices.CompactFunc(w.lines, func(a, b Line) bool { return a.Name == b.Name })
	w.limitItems()
	byClass := w.lines.byClass()
	left := Budget - byClass[ids].size()
	for c := other; c < classes; c++ {
		total := byClass[c].size()
		byClass[c] = byClass[c].limit(left)
		left -= total
	}
	w.lines = slices.Concat(byClass[:]...)
}

// limit returns the lines that fit into a budget, in their order, and changes l. It drops
// the largest lines first, and cuts a list to the rest of the budget.
func (l Lines) limit(budget int) Lines {
	if l.size() <= budget {
		return l
	}
	l = l[:min(len(l), max(budget, 0)/size("", ""))] // no more can fit
	bySize := make([]*Line, len(l))
	for i := range l {
		bySize[i] = &l[i]
	}
	slices.SortStableFunc(bySize, func(a, b *Line) int { return size(a.Name, a.Value) - size(b.Name, b.Value) })
	for _, line := range bySize {
		if size(line.Name, line.Value) > budget {
			line.Value = cutList(line.Name, line.Value, budget-size(line.Name, ""))
			if line.Value == "" {
				*line = Line{}
				continue
			}
		}
		budget -= size(line.Name, line.Value)
	}
	return slices.DeleteFunc(l, func(line Line) bool { return line == Line{} })
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
	case "Baggage":
		end = strings.LastIndexByte(head, ',')
	case "Jaeger-Baggage":
		end = max(strings.LastIndexByte(head, ','), strings.LastIndex(head, "%2C"), strings.LastIndex(head, "%2c"))
	}
	return strings.Clone(head[:max(end, 0)]) // or the whole list would stay in memory
}
