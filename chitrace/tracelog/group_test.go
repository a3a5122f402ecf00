package tracelog_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"runtime"
	"strings"
	"testing"
	"time"
)

// FuzzHandler compares each line with what the next handler alone writes for a
// program that logs the ids itself: with the logger before its first group, or
// where the values below that may change, with the record.
func FuzzHandler(f *testing.F) {
	for _, calls := range []string{
		"", "a,b", "(", "a(", "(a,a", "((", "a(a(a", "(a(((a", "(hj", "(g", "(ia", "(e", "(b(", "(ac", "(a,d(a", "(c,a", "f(fa(c", "ac",
		"k", "(k", "a(k,a(b", "(l", "l(a", "(n(a", "(m", "k(n", "(o,p", "(q(a", "(r",
	} {
		for _, letters := range []string{"", "ae", "f", "h", "aaaaaaa", "gj", "b", "c", "k"} {
			f.Add(calls, letters)
		}
	}
	nexts := map[string]func(io.Writer) slog.Handler{
		"JSON":     func(w io.Writer) slog.Handler { return slog.NewJSONHandler(w, options) },
		"text":     func(w io.Writer) slog.Handler { return slog.NewTextHandler(w, options) },
		"in group": func(w io.Writer) slog.Handler { return slog.NewTextHandler(w, options).WithGroup("outer") },
		"clearing": func(w io.Writer) slog.Handler { return clearing{slog.NewTextHandler(w, options)} },
	}
	span := within(f)
	f.Fuzz(func(t *testing.T, calls, letters string) {
		calls, letters = normalize(calls, "(,"), normalize(letters, "")
		before, below, inGroup := strings.Cut(calls, "(")
		withIDs, idsThenLetters := calls, "#"+letters
		if inGroup && !strings.ContainsAny(below, variable) {
			withIDs, idsThenLetters = before+",#("+below, letters
		}
		for name, next := range nexts {
			if got, want := lines(t.Context(), wrap, next, calls, letters), lines(t.Context(), unwrapped, next, calls, letters); got != want {
				t.Errorf("%s without a span\ngot  %swant %s", name, got, want)
			}
			if got, want := lines(span, wrap, next, calls, letters), lines(span, unwrapped, next, withIDs, idsThenLetters); got != want {
				t.Errorf("%s with a span\ngot  %swant %s", name, got, want)
			}
		}
	})
}

// lines returns what loggers that are derived by calls write. A parenthesis opens
// a group, a comma is between calls of With, and each letter is an attribute. The
// records have those of letters. All values change once the loggers are made.
func lines(ctx context.Context, wrap func(slog.Handler) slog.Handler, next func(io.Writer) slog.Handler, calls, letters string) string {
	var out bytes.Buffer
	var v values
	formatted = 0
	log := slog.New(wrap(next(&out)))
	for i, group := range strings.Split(calls, "(") {
		if i > 0 {
			log = log.WithGroup(fmt.Sprint("g", i%3))
		}
		for _, letters := range strings.Split(group, ",") {
			log = log.With(v.attrs(letters)...)
		}
	}
	logs := []*slog.Logger{log, log.With("own", 1), log.With("own", 2)}
	v.change()
	var pc [1]uintptr
	runtime.Callers(1, pc[:])
	for _, log := range logs {
		r := slog.NewRecord(time.Unix(1, 0), slog.LevelInfo, "m", pc[0])
		r.Add(v.attrs(letters)...)
		for range 2 { // A handler that fans out hands on the same record.
			_ = log.Handler().Handle(ctx, r)
		}
	}
	return out.String()
}

// values are what attributes hold, and a program may change.
type values struct {
	number  int
	slice   []int
	mapping map[string]int
	group   []slog.Attr
}

func (v *values) change() {
	v.number++
	if v.mapping != nil {
		v.mapping["a"], v.slice[0], v.group[0] = v.number, v.number, slog.Int("changed", v.number)
	}
}

func (v *values) LogValue() slog.Value {
	v.number++
	return slog.IntValue(v.number)
}

type text string

type pointer struct{ v *values }

func (p pointer) MarshalText() ([]byte, error) { return fmt.Append(nil, p.v.number), nil }

// counter shows how often counters were formatted.
type counter int

var formatted int

func (counter) MarshalText() ([]byte, error) {
	formatted++
	return fmt.Append(nil, formatted), nil
}

// kinds are the letters, variable are those that a handler may not format later.
const kinds, variable = "abcdefghijklmnopqr", "deiklnopr"

func (v *values) attrs(letters string) (args []any) {
	if v.mapping == nil {
		v.mapping, v.slice, v.group = map[string]int{"a": 1}, []int{1}, []slog.Attr{slog.Int("a", 1)}
	}
	all := []slog.Attr{
		slog.Int("a", 1),
		slog.Int("dropped", 1),
		slog.Group("c", "dropped", 1),
		slog.Any("d", lazy{slog.Int("dropped", 1)}),
		slog.Any("e", lazy{slog.Int("a", 1)}),
		slog.Group("f", "a", 1, slog.Group("b", "dropped", 1), "c", 1),
		slog.Group("", "g", 1), // inlined
		slog.Group("h"),
		slog.Any("i", &slog.Source{Line: 1}), // a group, which is dropped
		{},
		slog.Any("k", v.mapping),
		slog.Any("l", v),
		slog.Any("m", v.group),
		slog.Any("n", pointer{v}),
		slog.Any("o", v.slice),
		slog.Group("p", "a", 1, slog.Group("b", "k", v.mapping)),
		slog.Any("q", text("q")),
		slog.Any("r", counter(0)),
	}
	for _, c := range []byte(letters) {
		if c == '#' {
			for _, a := range ids {
				args = append(args, a)
			}
		} else {
			args = append(args, all[c-'a'])
		}
	}
	return args
}

// normalize replaces what is neither one of kinds nor of keep.
func normalize(s, keep string) string {
	b := []byte(s)
	for i, c := range b {
		if !strings.Contains(kinds+keep, string(c)) {
			b[i] = kinds[int(c)%len(kinds)]
		}
	}
	return string(b)
}

type lazy struct{ attr slog.Attr }

func (l lazy) LogValue() slog.Value { return slog.GroupValue(l.attr) }

// clearing clears the attributes that it is given, as it may.
type clearing struct{ slog.Handler }

func (c clearing) WithAttrs(attrs []slog.Attr) slog.Handler {
	defer clear(attrs)
	return clearing{c.Handler.WithAttrs(attrs)}
}

func (c clearing) WithGroup(name string) slog.Handler {
	return clearing{c.Handler.WithGroup(name)}
}
