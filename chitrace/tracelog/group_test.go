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

// FuzzTop expects of every line that it is the one that next alone writes, but
// for the ids at its top.
func FuzzTop(f *testing.F) {
	for _, calls := range []string{
		"", "a,b", "(", "a(", "(a,a", "((", "a(a(a", "(a(((a", "(hj", "(g", "(ia", "(e", "(b(", "(ac", "(a,d(a", "(c,a", "f(fa(c", "ac",
	} {
		for _, letters := range []string{"", "ae", "f", "h", "aaaaaaa", "gj", "b", "c"} {
			f.Add(calls, letters)
		}
	}
	formats := []struct {
		next  func(io.Writer) slog.Handler
		kinds int // that can be above the ids
		want  string
	}{
		{newJSON, len(kinds), wantJSON},
		// As text, slog takes the name of a dropped group for a prefix of all that
		// follows, ids or not.
		{newText, 2, wantText},
	}
	span := within(f)
	f.Fuzz(func(t *testing.T, calls, letters string) {
		for _, format := range formats {
			run := func(ctx context.Context, wrap func(slog.Handler) slog.Handler) string {
				var out bytes.Buffer
				log := derive(slog.New(wrap(format.next(&out))), calls, format.kinds)
				log.InfoContext(ctx, "m", attrs(letters, len(kinds))...)
				return out.String()
			}
			want := run(t.Context(), unwrapped)
			if got := run(t.Context(), wrap()); got != want {
				t.Errorf("without a span\ngot  %swant %s", got, want)
			}
			got := run(span, wrap())
			before, after, ok := strings.Cut(got, format.want)
			if !ok || strings.Count(before, "{") != strings.Count(before, "}")+strings.Count(want[:1], "{") {
				t.Errorf("with a span\ngot  %swant %s at the top", got, format.want)
			}
			if without := before + after; without != want {
				t.Errorf("with a span\ngot  %swant %s beside the ids", got, want)
			}
		}
	})
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
		log.WithGroup("inner").InfoContext(within(t), "m", "a", 1)
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
		ctx := within(t)
		run := func(wrap func(slog.Handler) slog.Handler) []string {
			var out bytes.Buffer
			log := slog.New(wrap(newText(&out))).WithGroup("g")
			for i := range attrs {
				log = log.With(fmt.Sprint("a", i), i)
			}
			inner := log.WithGroup("h")
			var wg sync.WaitGroup
			for i, log := range []*slog.Logger{log, log.With("own", 1), log.With("own", 2), inner, inner.With("own", 3), inner.With("own", 4)} {
				wg.Go(func() { log.InfoContext(ctx, "m", "x", i) })
				wg.Go(func() { log.InfoContext(ctx, "m", "y", i) })
			}
			wg.Wait()
			lines := strings.Split(strings.ReplaceAll(out.String(), wantText, ""), "\n")
			slices.Sort(lines)
			return lines
		}
		want := run(unwrapped)
		if got := run(wrap()); !slices.Equal(got, want) {
			t.Errorf("%d attributes: got\n%s\nwant\n%s", attrs, strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
	}
}

// TestOwnedAttributes passes attributes to a handler that does with them what a
// handler may: anything.
func TestOwnedAttributes(t *testing.T) {
	for _, calls := range []string{"(a", "(f"} {
		log := func(log *slog.Logger) {
			log = derive(log, calls, len(kinds))
			for range 2 {
				log.InfoContext(within(t), "m")
			}
		}
		got := record(log, func(next slog.Handler) slog.Handler { return wrap()(clearing{next}) })
		if want := record(log, wrap()); got != want {
			t.Errorf("got  %swant %s", got, want)
		}
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
