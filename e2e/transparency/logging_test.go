package transparency

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"time"

	"github.com/opentracing-contrib/go-chi/e2e/transparency/internal/draw"
)

// logging is a way to a record: groups that are opened, attributes that are
// added, and at its end the record itself.
type logging struct {
	options *slog.HandlerOptions
	steps   []logStep
	message []slog.Attr
	shown   string
}

type logStep struct {
	group string
	attrs []slog.Attr // if there is no group
}

func drawLogging(s *draw.Source) *logging {
	l := &logging{options: &slog.HandlerOptions{}}
	r := draw.One(s, replacements...)
	l.options.ReplaceAttr = timeless(r.f)
	d := &attrs{Source: s}
	s.UpTo(5, func() {
		if s.Chance(50) {
			l.steps = append(l.steps, logStep{group: draw.One(s, d.key(), "")})
		} else {
			l.steps = append(l.steps, logStep{attrs: d.list(2)})
		}
	})
	l.message = d.list(2)
	l.shown = fmt.Sprintf("ReplaceAttr %s\n%v\n%v\n", r.name, l.steps, l.message)
	return l
}

// write logs the record with a handler. More attributes, if any, go before the
// first group.
func (l *logging) write(ctx context.Context, h slog.Handler, more ...any) {
	logger := slog.New(h)
	var changing []map[string]int
	for _, step := range l.steps {
		if step.attrs == nil && step.group != "" {
			logger, more = logger.With(more...), nil
		}
		if step.attrs == nil {
			logger = logger.WithGroup(step.group)
			continue
		}
		args := []any{}
		for _, a := range step.attrs {
			if a.Value.Any() == (later{}) {
				m := map[string]int{"value": 1}
				changing, a.Value = append(changing, m), slog.AnyValue(m)
			}
			args = append(args, a)
		}
		logger = logger.With(args...)
	}
	logger = logger.With(more...)
	for _, m := range changing {
		m["value"] = 2
	}
	logger.LogAttrs(ctx, slog.LevelInfo, "message", l.message...)
}

// inRecord returns the same way to a record that begins with more attributes.
func (l *logging) inRecord(more []any) *logging {
	with := *l
	var r slog.Record
	r.Add(more...)
	with.message = nil
	r.Attrs(func(a slog.Attr) bool {
		with.message = append(with.message, a)
		return true
	})
	with.message = append(with.message, l.message...)
	return &with
}

// changes reports whether a logger with an open group was given what may have
// changed by the time of the record.
func (l *logging) changes() bool {
	i := slices.IndexFunc(l.steps, func(s logStep) bool { return s.attrs == nil && s.group != "" })
	return i >= 0 && slices.ContainsFunc(l.steps[i:], func(s logStep) bool { return slices.ContainsFunc(s.attrs, mayChange) })
}

func mayChange(a slog.Attr) bool {
	switch a.Value.Kind() {
	case slog.KindGroup:
		return slices.ContainsFunc(a.Value.Group(), mayChange)
	case slog.KindAny:
		return a.Value.Any() != nil
	case slog.KindLogValuer:
		return true
	}
	return false
}

// attrs draws attributes, each with a key of its own.
type attrs struct {
	*draw.Source
	keys int
}

func (d *attrs) key() string {
	d.keys++
	return draw.One(d.Source, "k", "drop", "secret") + fmt.Sprint(d.keys)
}

func (d *attrs) list(depth int) []slog.Attr {
	list := []slog.Attr{}
	d.UpTo(3, func() { list = append(list, d.attr(depth)) })
	return list
}

func (d *attrs) attr(depth int) slog.Attr {
	key := d.key()
	switch n := d.Below(12); {
	case n == 11 && depth == 2:
		return slog.Any(key, later{})
	case n == 1:
		return slog.Attr{}
	case n == 2:
		return slog.Any(key, errors.New("error"))
	case n == 3:
		return slog.Any(key, nil)
	case n == 4:
		return slog.Duration(key, time.Second)
	case n == 5:
		return slog.Any(key, valuer{slog.IntValue(1)})
	case n == 6:
		return slog.Any(key, badValuer{})
	case n == 7 && depth > 0:
		return slog.Any(key, valuer{slog.GroupValue(d.list(depth - 1)...)})
	case n == 8 && depth > 0: // inline
		return slog.GroupAttrs("", d.list(depth-1)...)
	case n >= 9 && depth > 0 && n < 11:
		return slog.GroupAttrs(key, d.list(depth-1)...)
	}
	return slog.String(key, "value \"\xff\n")
}

// later stands for a map that the program changes once the logger has it. In the
// attributes of a record it stands for itself.
type later struct{}

type valuer struct{ v slog.Value }

func (v valuer) LogValue() slog.Value { return v.v }
func (v valuer) String() string       { return "valuer " + v.v.String() }

type badValuer struct{}

func (badValuer) LogValue() slog.Value { panic("no value") }
func (badValuer) String() string       { return "bad valuer" }

// timeless has records without a time: it is another one each time.
func timeless(f func([]string, slog.Attr) slog.Attr) func([]string, slog.Attr) slog.Attr {
	return func(groups []string, a slog.Attr) slog.Attr {
		if len(groups) == 0 && a.Key == slog.TimeKey {
			return slog.Attr{}
		}
		if f == nil {
			return a
		}
		return f(groups, a)
	}
}

// replacements are what a program may have for a ReplaceAttr.
var replacements = []struct {
	name string
	f    func(groups []string, a slog.Attr) slog.Attr
}{
	{"none", nil},
	{"drops some", func(_ []string, a slog.Attr) slog.Attr {
		if strings.HasPrefix(a.Key, "drop") {
			return slog.Attr{}
		}
		return a
	}},
	{"drops all in groups", func(groups []string, a slog.Attr) slog.Attr {
		if len(groups) > 0 {
			return slog.Attr{}
		}
		return a
	}},
	{"drops the level", func(groups []string, a slog.Attr) slog.Attr {
		if len(groups) == 0 && a.Key == slog.LevelKey {
			return slog.Attr{}
		}
		return a
	}},
	{"shows the groups", func(groups []string, a slog.Attr) slog.Attr {
		a.Key = strings.Join(append(slices.Clone(groups), a.Key), "/")
		return a
	}},
	{"makes an inline group", func(_ []string, a slog.Attr) slog.Attr {
		if strings.HasPrefix(a.Key, "secret") {
			return slog.GroupAttrs("", slog.String("hidden "+a.Key, "***"))
		}
		return a
	}},
}
