package tracelog_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/opentracing/opentracing-go"

	"github.com/opentracing-contrib/go-chi/chitrace/tracelog"
)

// loggers are ways to make a logger of another.
var loggers = map[string]func(*slog.Logger) *slog.Logger{
	"plain":             func(l *slog.Logger) *slog.Logger { return l },
	"attributes":        func(l *slog.Logger) *slog.Logger { return l.With("a", 1).With("b", 2) },
	"group":             func(l *slog.Logger) *slog.Logger { return l.WithGroup("g") },
	"attributes, group": func(l *slog.Logger) *slog.Logger { return l.With("a", 1).WithGroup("g") },
	"group, attributes": func(l *slog.Logger) *slog.Logger { return l.WithGroup("g").With("a", 1).With("b", 2) },
	"group in group":    func(l *slog.Logger) *slog.Logger { return l.WithGroup("g").WithGroup("h") },
	"in turns": func(l *slog.Logger) *slog.Logger {
		return l.With("a", 1).WithGroup("g").With("b", 2).WithGroup("h").With("c", 3)
	},
	"same name":          func(l *slog.Logger) *slog.Logger { return l.WithGroup("g").With("a", 1).WithGroup("g").With("a", 2) },
	"nothing":            func(l *slog.Logger) *slog.Logger { return l.With().WithGroup("").WithGroup("g").With().WithGroup("") },
	"empty attributes":   func(l *slog.Logger) *slog.Logger { return l.WithGroup("g").With(slog.Attr{}, slog.Group("empty")) },
	"inlined attributes": func(l *slog.Logger) *slog.Logger { return l.WithGroup("g").With(slog.Group("", "a", 1)) },
	"lazy attributes":    func(l *slog.Logger) *slog.Logger { return l.WithGroup("g").With("a", lazy{}) },
	"key of ours":        func(l *slog.Logger) *slog.Logger { return l.WithGroup("trace_id").With("span_id", 1) },
	"dropped attributes": func(l *slog.Logger) *slog.Logger { return l.WithGroup("g").With("dropped", 1).WithGroup("h") },
	"dropped group in a group": func(l *slog.Logger) *slog.Logger {
		return l.WithGroup("g").With("a", 1, slog.Group("x", "dropped", 1))
	},
	"dropped group, group": func(l *slog.Logger) *slog.Logger {
		return l.WithGroup("g").With("a", 1).With("x", lazyDropped{}).WithGroup("h").With("b", 2)
	},
}

// arguments are what is logged.
var arguments = map[string][]any{
	"no arguments":  nil,
	"arguments":     {"x", 1, "y", lazy{}},
	"a group":       {slog.Group("x", "y", 1)},
	"an empty one":  {slog.Group("x")},
	"many":          {"p", 1, "q", 2, "r", 3, "s", 4, "t", 5, "u", 6, "v", 7},
	"inlined group": {slog.Group("", "x", 1), slog.Attr{}},
	"dropped":       {"dropped", 1},
	"dropped group": {slog.Group("x", "dropped", 1)},
}

type lazy struct{}

func (lazy) LogValue() slog.Value { return slog.GroupValue(slog.Int("resolved", 1)) }

type lazyDropped struct{}

func (lazyDropped) LogValue() slog.Value { return slog.GroupValue(slog.Int("dropped", 1)) }

// formats are the handlers of slog, and the ids as they write them.
var formats = map[string]struct {
	newNext func(io.Writer) slog.Handler
	ids     string
}{
	"JSON": {newJSON, wantJSON},
	"text": {newText, wantText},
}

// TestTop expects of every line that it is the one that next alone writes, but
// for the ids at its top.
func TestTop(t *testing.T) {
	span := opentracing.SpanFromContext(within(t, spanContext()))
	for format := range formats {
		for name, derive := range loggers {
			for what, args := range arguments {
				t.Run(format+"/"+name+"/"+what, func(t *testing.T) {
					compare(t, span, format, func(ctx context.Context, log *slog.Logger) {
						derive(log).InfoContext(ctx, "m", args...)
					})
				})
			}
		}
	}
}

// TestDroppedGroupAtTop is for JSON only: as text, slog takes the name of a
// dropped group for a prefix of all that follows, ids or not.
func TestDroppedGroupAtTop(t *testing.T) {
	compare(t, opentracing.SpanFromContext(within(t, spanContext())), "JSON", func(ctx context.Context, log *slog.Logger) {
		log.With("a", 1, slog.Group("x", "dropped", 1)).InfoContext(ctx, "m", "b", 2)
	})
}

// compare logs to next alone, and to the handler without a span and with one.
func compare(t *testing.T, span opentracing.Span, format string, log func(context.Context, *slog.Logger)) {
	t.Helper()
	run := func(ctx context.Context, wrap func(slog.Handler) slog.Handler) string {
		var out bytes.Buffer
		log(ctx, slog.New(wrap(formats[format].newNext(&out))))
		return out.String()
	}
	want := run(t.Context(), unwrapped)
	if got := run(t.Context(), wrap()); got != want {
		t.Errorf("without a span\ngot  %swant %s", got, want)
	}
	got := run(opentracing.ContextWithSpan(t.Context(), span), wrap())
	before, after, ok := strings.Cut(got, formats[format].ids)
	if !ok || strings.Count(before, "{") != strings.Count(before, "}")+strings.Count(want[:1], "{") {
		t.Errorf("with a span\ngot  %swant %s at the top", got, formats[format].ids)
	}
	if without := before + after; without != want {
		t.Errorf("with a span\ngot  %swant %s beside the ids", got, want)
	}
}

// FuzzTop makes loggers and records of bytes: a g opens a group, others add an
// attribute, and from a zero on they are the record's. Before the first group
// there are simple attributes only, see TestDroppedGroupAtTop.
func FuzzTop(f *testing.F) {
	for _, program := range []string{"", "\x00a", "ga\x00b", "gax\x00b", "gxgy\x00z", "agaxygh\x00xyza", "gd\x00d", "\x00xa"} {
		f.Add(program)
	}
	span := opentracing.SpanFromContext(within(f, spanContext()))
	f.Fuzz(func(t *testing.T, program string) {
		with, record, _ := strings.Cut(program, "\x00")
		for format := range formats {
			compare(t, span, format, func(ctx context.Context, log *slog.Logger) {
				batches := strings.Split(with, "g")
				log = log.With(attrs(batches[0], 2)...)
				for _, batch := range batches[1:] {
					log = log.WithGroup(fmt.Sprint("g", len(batch)%3)).With(attrs(batch, 8)...)
				}
				log.InfoContext(ctx, "m", attrs(record, 8)...)
			})
		}
	})
}

// attrs makes an attribute of each byte, of one of that many kinds.
func attrs(program string, kinds byte) (args []any) {
	for i, c := range []byte(program) {
		key := fmt.Sprint("k", i)
		args = append(args, [...]slog.Attr{
			slog.Int(key, 1),
			slog.Int("dropped", 1),
			slog.Group(key, "dropped", 1),
			slog.Any(key, lazyDropped{}),
			slog.Any(key, lazy{}),
			slog.Group(key, "a", 1, slog.Group("b", "dropped", 1), "c", 1),
			slog.Group(""),
			{},
		}[c%kinds])
	}
	return args
}

func TestNothingToAdd(t *testing.T) {
	h := wrap()(slog.DiscardHandler)
	if h.WithGroup("") != h {
		t.Error("WithGroup without a name returns another handler, want the receiver")
	}
	if h.WithAttrs(nil) != h {
		t.Error("WithAttrs without attributes returns another handler, want the receiver")
	}
}

func TestGroupOfNext(t *testing.T) {
	got := record(func(log *slog.Logger) {
		log.WithGroup("inner").InfoContext(within(t, spanContext()), "m", "a", 1)
	}, func(next slog.Handler) slog.Handler {
		return tracelog.NewHandler(next.WithGroup("outer"))
	})
	const want = `"outer":{"outer/trace_id":"00000000000000ab","outer/span_id":"00000000000000cd","outer/sampled":true,"inner":{"outer/inner/a":1}}`
	if !strings.Contains(got, want) {
		t.Errorf("got %s\nwant %s in it", got, want)
	}
}

// TestSharedGroup logs with loggers that have a group and its attributes in
// common, all at the same time.
func TestSharedGroup(t *testing.T) {
	for attrs := range 16 { // slices have room to spare at some lengths only
		ctx := within(t, spanContext())
		run := func(wrap func(slog.Handler) slog.Handler) []string {
			var out bytes.Buffer
			log := slog.New(wrap(newText(&out))).WithGroup("g")
			for i := range attrs {
				log = log.With(fmt.Sprint("a", i), i)
			}
			logAll(ctx, log)
			lines := strings.Split(strings.TrimSpace(strings.ReplaceAll(out.String(), wantText, "")), "\n")
			slices.Sort(lines)
			return lines
		}
		want := run(unwrapped)
		if got := run(wrap()); !slices.Equal(got, want) {
			t.Errorf("%d attributes: got\n%s\nwant\n%s", attrs, strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
	}
}

// logAll logs different lines with log and loggers made of it.
func logAll(ctx context.Context, log *slog.Logger) {
	loggers := []*slog.Logger{log, log, log.With("own", 1), log.With("own", 2)}
	inner := log.WithGroup("h")
	loggers = append(loggers, inner, inner, inner.With("own", 3), inner.With("own", 4))

	var wg sync.WaitGroup
	for i, log := range loggers {
		wg.Go(func() { log.InfoContext(ctx, "m", "x", i) })
	}
	wg.Wait()
}

// TestOwnedAttributes passes attributes to a handler that does with them what a
// handler may: anything.
func TestOwnedAttributes(t *testing.T) {
	log := func(log *slog.Logger) {
		log.WithGroup("g").With("a", 1).InfoContext(within(t, spanContext()), "m")
	}
	got := record(log, func(next slog.Handler) slog.Handler { return wrap()(clearing{next}) })
	if want := record(log, wrap()); got != want {
		t.Errorf("got  %swant %s", got, want)
	}
}

// clearing clears the attributes that it is given.
type clearing struct{ slog.Handler }

func (c clearing) WithAttrs(attrs []slog.Attr) slog.Handler {
	defer clear(attrs)
	return clearing{c.Handler.WithAttrs(attrs)}
}

func (c clearing) WithGroup(name string) slog.Handler {
	return clearing{c.Handler.WithGroup(name)}
}
