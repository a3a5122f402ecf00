package tracelog

import (
	"log/slog"
	"reflect"
	"slices"
)

// repeat repeats the calls of WithGroup and WithAttrs from the first group on. It is nil
// if there is no group, or if one of the attributes may not be formatted a second time.
type repeat func(slog.Handler) slog.Handler

func (f repeat) withGroup(name string) repeat {
	return func(h slog.Handler) slog.Handler {
		if f != nil {
			h = f(h)
		}
		return h.WithGroup(name)
	}
}

func (f repeat) withAttrs(attrs []slog.Attr) repeat {
	attrs, ok := copyFixed(attrs)
	if !ok {
		return nil
	}
	return func(h slog.Handler) slog.Handler {
		return f(h).WithAttrs(slices.Clone(attrs)) // f(h) may change them
	}
}

// copyFixed returns a copy of attrs and of their groups. It returns false if it
// cannot tell that they will be formatted the same way later.
func copyFixed(attrs []slog.Attr) ([]slog.Attr, bool) {
	attrs = slices.Clone(attrs)
	for i, a := range attrs {
		switch a.Value.Kind() {
		case slog.KindLogValuer:
			return nil, false
		case slog.KindAny:
			if !isFixed(a.Value.Any()) {
				return nil, false
			}
		case slog.KindGroup:
			group, ok := copyFixed(a.Value.Group())
			if !ok {
				return nil, false
			}
			attrs[i].Value = slog.GroupValue(group...)
		}
	}
	return attrs, true
}

// isFixed reports whether v is nil, or a number, a bool or a string of a type without
// methods. Methods may return something else each time.
func isFixed(v any) bool {
	t := reflect.TypeOf(v)
	if t == nil {
		return true
	}
	return t.NumMethod() == 0 && (t.Kind() <= reflect.Complex128 || t.Kind() == reflect.String)
}
