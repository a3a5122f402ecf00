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
}

// arguments are what is logged.
var arguments = map[string][]any{
	"no arguments":  nil,
	"arguments":     {"x", 1, "y", lazy{}},
	"a group":       {slog.Group("x", "y", 1)},
	"an empty one":  {slog.Group("x")},
	"many":          {"p", 1, "q", 2, "r", 3, "s", 4, "t", 5, "u", 6, "v", 7},
	"inlined group": {slog.Group("", "x", 1), slog.Attr{}},
}

type lazy struct{}

func (lazy) LogValue() slog.Value { return slog.GroupValue(slog.Int("resolved", 1)) }

// TestRoot expects of every line that it is the one that next alone writes, but
// for the ids at the end of the outermost level.
func TestRoot(t *testing.T) {
	for format, tt := range map[string]struct {
		newNext func(io.Writer) slog.Handler
		end     string // of a line
		want    string
	}{
		"JSON": {newJSON, "}\n", wantJSON},
		"text": {newText, "\n", wantText},
	} {
		for name, derive := range loggers {
			for what, args := range arguments {
				t.Run(format+"/"+name+"/"+what, func(t *testing.T) {
					run := func(ctx context.Context, wrap func(slog.Handler) slog.Handler) string {
						var out bytes.Buffer
						derive(slog.New(wrap(tt.newNext(&out)))).InfoContext(ctx, "m", args...)
						return out.String()
					}
					alone := run(t.Context(), unwrapped)
					if got := run(t.Context(), wrap()); got != alone {
						t.Errorf("without a span\ngot  %swant %s", got, alone)
					}
					want := strings.TrimSuffix(alone, tt.end) + tt.want + tt.end
					if got := run(within(t, spanContext()), wrap()); got != want {
						t.Errorf("with a span\ngot  %swant %s", got, want)
					}
				})
			}
		}
	}
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
	const want = `"outer":{"inner":{"outer/inner/a":1},"outer/trace_id":"00000000000000ab"`
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
			lines := strings.Split(strings.TrimSpace(out.String()), "\n")
			slices.Sort(lines)
			return lines
		}
		want := run(unwrapped)
		for i := range want {
			want[i] += wantText
		}
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
