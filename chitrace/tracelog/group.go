package tracelog

import (
	"log/slog"
	"slices"
)

// group is an open group and the attributes that it was given so far. Loggers
// share it, so it never changes.
type group struct {
	outer *group
	name  string
	attrs [][]slog.Attr // of each WithAttrs

	nested bool // an attribute of this group, or of an outer one, may be a group
}

func newGroup(outer *group, name string) *group {
	return &group{outer: outer, name: name, nested: outer != nil && outer.nested}
}

// with returns the group with a copy of attrs added.
func (g *group) with(attrs []slog.Attr) *group {
	return &group{
		outer:  g.outer,
		name:   g.name,
		attrs:  append(slices.Clip(g.attrs), slices.Clone(attrs)),
		nested: g.nested || slices.ContainsFunc(attrs, mayBeGroup),
	}
}

func mayBeGroup(a slog.Attr) bool {
	switch a.Value.Kind() {
	case slog.KindGroup, slog.KindLogValuer:
		return true
	case slog.KindAny:
		_, ok := a.Value.Any().(*slog.Source)
		return ok
	}
	return false
}

// enclose returns a record that has the ids, and then the attributes of r inside
// of g and all groups around it. slog leaves out groups that are empty.
//
// The order matters where ReplaceAttr drops all attributes of a group: slog's
// JSON handler then leaves out the comma before what follows the group. The open
// groups therefore come last. A group among their attributes would be followed by
// others, so nested groups are reopened instead.
func (g *group) enclose(r slog.Record, ids []slog.Attr) slog.Record {
	enclosed := slog.NewRecord(r.Time, r.Level, r.Message, r.PC)
	if g == nil {
		var room [8]slog.Attr
		enclosed.AddAttrs(appendAttrs(append(room[:0], ids...), r)...)
		return enclosed
	}
	inner := slog.GroupAttrs(g.name, appendAttrs(g.all(r.NumAttrs()), r)...)
	for g = g.outer; g != nil; g = g.outer {
		inner = slog.GroupAttrs(g.name, append(g.all(1), inner)...)
	}
	enclosed.AddAttrs(ids...)
	enclosed.AddAttrs(inner)
	return enclosed
}

// all returns the attributes, with room for n more.
func (g *group) all(n int) []slog.Attr {
	for _, attrs := range g.attrs {
		n += len(attrs)
	}
	all := make([]slog.Attr, 0, n)
	for _, attrs := range g.attrs {
		all = append(all, attrs...)
	}
	return all
}

func appendAttrs(to []slog.Attr, r slog.Record) []slog.Attr {
	r.Attrs(func(a slog.Attr) bool {
		to = append(to, a)
		return true
	})
	return to
}

// reopen makes the calls on h again that opened g and all groups around it. h
// then formats what it would have without the ids, whatever that is.
func (g *group) reopen(h slog.Handler) slog.Handler {
	if g == nil {
		return h
	}
	h = g.outer.reopen(h).WithGroup(g.name)
	for _, attrs := range g.attrs {
		h = h.WithAttrs(slices.Clone(attrs)) // h may change them
	}
	return h
}
