package tracelog_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/opentracing-contrib/go-chi/chitrace/tracelog"
)

func TestNilHandler(t *testing.T) {
	defer func() {
		if got := fmt.Sprint(recover()); !strings.Contains(got, "next is nil") {
			t.Errorf("panicked with %q, want it to say that next is nil", got)
		}
	}()
	tracelog.NewHandler(nil)
}

func TestEnabled(t *testing.T) {
	h := tracelog.NewHandler(verboseFor{"trace me", slog.DiscardHandler})
	for name, h := range map[string]slog.Handler{
		"new":        h,
		"attributes": h.WithAttrs([]slog.Attr{slog.Int("a", 1)}),
		"group":      h.WithGroup("g"),
	} {
		t.Run(name, func(t *testing.T) {
			special := context.WithValue(t.Context(), contextKey{}, "trace me")
			if !h.Enabled(special, slog.LevelDebug) {
				t.Error("debug is not enabled for the context that next picks")
			}
			if h.Enabled(t.Context(), slog.LevelDebug) {
				t.Error("debug is enabled for any context")
			}
		})
	}
}

type contextKey struct{}

// verboseFor is enabled for contexts with that value alone.
type verboseFor struct {
	value string
	slog.Handler
}

func (v verboseFor) Enabled(ctx context.Context, _ slog.Level) bool {
	return ctx.Value(contextKey{}) == v.value
}
func (v verboseFor) WithAttrs([]slog.Attr) slog.Handler { return v }
func (v verboseFor) WithGroup(string) slog.Handler      { return v }

func TestError(t *testing.T) {
	wantErr := errors.New("disk full")
	h := tracelog.NewHandler(newJSON(failingWriter{wantErr}))
	for name, ctx := range map[string]context.Context{
		"span":    within(t, spanContext()),
		"no span": t.Context(),
	} {
		t.Run(name, func(t *testing.T) {
			if err := h.Handle(ctx, slog.Record{}); !errors.Is(err, wantErr) {
				t.Errorf("error %v, want next's: %v", err, wantErr)
			}
		})
	}
}

type failingWriter struct{ err error }

func (w failingWriter) Write([]byte) (int, error) { return 0, w.err }

// TestSharedRecord hands one record to several handlers, as fan-outs do.
func TestSharedRecord(t *testing.T) {
	var out bytes.Buffer
	h := tracelog.NewHandler(newJSON(&out))

	r := slog.NewRecord(time.Time{}, slog.LevelInfo, "m", 0)
	r.Add("a", 1, "b", 2, "c", 3, "d", 4, "e", 5, "f", 6, // more than a record holds itself
		slog.Group("leaves"), slog.Group("room"), slog.Group("to append"))
	const want = `{"level":"INFO","line":0,"msg":"m"` + wantJSON + `,"a":1,"b":2,"c":3,"d":4,"e":5,"f":6}` + "\n"
	for range 2 {
		if err := h.Handle(within(t, spanContext()), r); err != nil {
			t.Fatal(err)
		}
	}
	if got := out.String(); got != want+want {
		t.Errorf("got  %s\nwant %s twice", got, want)
	}
}
