package header

import (
	"slices"
	"strings"

	"github.com/opentracing/opentracing-go"
)

// Line is one line of a header.
type Line struct{ Name, Value string }

// Lines is a carrier that keeps what a tracer writes in order. A pointer to it
// is an [opentracing.TextMapWriter], and it is an [opentracing.TextMapReader].
type Lines []Line

var (
	_ opentracing.TextMapWriter = (*Lines)(nil)
	_ opentracing.TextMapReader = Lines(nil)
)

// Set implements [opentracing.TextMapWriter]. It never replaces.
func (l *Lines) Set(name, value string) { *l = append(*l, Line{name, value}) }

// ForeachKey implements [opentracing.TextMapReader].
func (l Lines) ForeachKey(handler func(name, value string) error) error {
	for _, line := range l {
		if err := handler(line.Name, line.Value); err != nil {
			return err
		}
	}
	return nil
}

// Fit removes what net/http would refuse to send, and what is beyond the
// [Budget]. Baggage goes first, the largest lines before the others and lists
// cut at a member, then tracestate, then headers of no family. Ids always stay.
func (l *Lines) Fit() {
	*l = slices.DeleteFunc(*l, func(line Line) bool { return !IsName(line.Name) || !IsValue(line.Value) })
	l.shrink(IsBaggage)
	l.shrink(isTracestate)
	l.shrink(isForeign)
}

func isTracestate(name string) bool { return strings.EqualFold(name, "Tracestate") }
func isForeign(name string) bool    { return Of(name) == 0 }

// shrink removes as much of the lines that is accepts as the others leave no
// room for.
func (l *Lines) shrink(is func(name string) bool) {
	total, others := 0, 0
	for _, line := range *l {
		n := size(line.Name, line.Value)
		total += n
		if !is(line.Name) {
			others += n
		}
	}
	if total <= Budget {
		return
	}
	limit := newLimit(Budget-others, func(count func(name, value string)) {
		for _, line := range *l {
			if is(line.Name) {
				count(line.Name, line.Value)
			}
		}
	})
	kept := (*l)[:0]
	for _, line := range *l {
		ok := true
		if is(line.Name) {
			line.Value, ok = limit.fit(line.Name, line.Value)
		}
		if ok {
			kept = append(kept, line)
		}
	}
	*l = kept
}
