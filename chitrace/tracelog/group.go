package tracelog

import (
	"log/slog"
	"slices"
)

// group is an open group and its attributes so far. Loggers share it, so it
// never changes.
type group struct {
	outer *group
	name  string
	attrs []slog.Attr
}

func (g *group) with(attrs []slog.Attr) *group {
	return &group{outer: g.outer, name: g.name, attrs: slices.Concat(g.attrs, attrs)}
}

// enclose returns a record of its own that has the attributes of r, inside of g
// and all groups around it. A nil g encloses nothing. Groups that stay empty are
// left out, by slog itself.
func (g *group) enclose(r slog.Record) slog.Record {
	if g == nil {
		return r.Clone()
	}
	attrs := slices.Grow(slices.Clip(g.attrs), r.NumAttrs())
	r.Attrs(func(a slog.Attr) bool {
		attrs = append(attrs, a)
		return true
	})
	enclosed := slog.NewRecord(r.Time, r.Level, r.Message, r.PC)
	enclosed.AddAttrs(g.outer.around(slog.GroupAttrs(g.name, attrs...)))
	return enclosed
}

// around returns a inside of g and all groups around it.
func (g *group) around(a slog.Attr) slog.Attr {
	for ; g != nil; g = g.outer {
		a = slog.GroupAttrs(g.name, append(slices.Clip(g.attrs), a)...)
	}
	return a
}
