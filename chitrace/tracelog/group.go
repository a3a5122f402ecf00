package tracelog

import (
	"log/slog"
	"slices"
)

// groups are the open groups and what they were given: the calls from the first
// WithGroup on. Loggers share them, so they never change.
type groups struct {
	steps  []step
	size   int  // the number of attributes, each group being one
	nested bool // an attribute may be a group
}

// step is a call of WithGroup or else of WithAttrs.
type step struct {
	group string
	attrs []slog.Attr
}

func (g groups) add(s step) groups {
	return groups{
		steps:  append(slices.Clip(g.steps), s),
		size:   g.size + max(1, len(s.attrs)),
		nested: g.nested || slices.ContainsFunc(s.attrs, mayBeGroup),
	}
}

func mayBeGroup(a slog.Attr) bool {
	switch a.Value.Any().(type) {
	case []slog.Attr, slog.LogValuer, *slog.Source:
		return true
	default:
		return false
	}
}

// enclose returns a record that has the ids, and then the attributes of r inside
// of all groups. slog leaves out groups that are empty.
//
// The order matters where ReplaceAttr drops all attributes of a group: slog's
// JSON handler then leaves out the comma before what follows the group. The open
// groups therefore come last. A group among their attributes would be followed by
// others, so nested groups are reopened instead.
func (g groups) enclose(r slog.Record, ids []slog.Attr) slog.Record {
	enclosed := slog.NewRecord(r.Time, r.Level, r.Message, r.PC)
	if len(g.steps) == 0 {
		var room [8]slog.Attr
		enclosed.AddAttrs(appendAttrs(append(room[:0], ids...), r)...)
		return enclosed
	}

	// One slice for the attributes of all groups, filled from its end. Each group
	// is the last attribute of the one around it.
	attrs := appendAttrs(make([]slog.Attr, g.size, g.size+r.NumAttrs()), r)
	start := g.size
	for _, s := range slices.Backward(g.steps) {
		if s.group == "" {
			start -= len(s.attrs)
			copy(attrs[start:], s.attrs)
			continue
		}
		group := slog.Attr{Key: s.group, Value: slog.GroupValue(attrs[start:]...)}
		start--
		attrs = append(attrs[:start], group)
	}
	enclosed.AddAttrs(ids...)
	enclosed.AddAttrs(attrs...)
	return enclosed
}

func appendAttrs(to []slog.Attr, r slog.Record) []slog.Attr {
	r.Attrs(func(a slog.Attr) bool {
		to = append(to, a)
		return true
	})
	return to
}

// reopen makes the calls of all steps on h. It then formats what it would have
// without the ids, whatever that is.
func (g groups) reopen(h slog.Handler) slog.Handler {
	for _, s := range g.steps {
		if s.group != "" {
			h = h.WithGroup(s.group)
		} else {
			h = h.WithAttrs(slices.Clone(s.attrs)) // h may change them
		}
	}
	return h
}
