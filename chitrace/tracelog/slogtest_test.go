package tracelog_test

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"testing"
	"testing/slogtest"
)

// TestHandler puts the handler through the standard library's tests of handlers,
// which know no span, and again with one around everything they log.
func TestHandler(t *testing.T) {
	var out bytes.Buffer
	newHandler := func(*testing.T) slog.Handler {
		out.Reset()
		return wrap()(slog.NewJSONHandler(&out, nil))
	}
	t.Run("no span", func(t *testing.T) {
		slogtest.Run(t, newHandler, func(t *testing.T) map[string]any {
			line := decode(t, out.Bytes())
			if id, has := line["trace_id"]; has {
				t.Errorf("trace_id is %v, want none", id)
			}
			return line
		})
	})
	t.Run("span", func(t *testing.T) {
		traced := func(t *testing.T) slog.Handler {
			return spanned{newHandler(t), within(t, spanContext())}
		}
		slogtest.Run(t, traced, func(t *testing.T) map[string]any {
			line := decode(t, out.Bytes())
			if id := line["trace_id"]; id != "00000000000000ab" {
				t.Errorf("trace_id is %v, want it at the root of %s", id, out.String())
			}
			return line
		})
	})
}

func decode(t *testing.T, line []byte) (attrs map[string]any) {
	t.Helper()
	if err := json.Unmarshal(line, &attrs); err != nil {
		t.Fatalf("%v in %q", err, line)
	}
	return attrs
}

// spanned handles every record in that context.
type spanned struct {
	slog.Handler
	ctx context.Context
}

func (s spanned) Handle(_ context.Context, r slog.Record) error { return s.Handler.Handle(s.ctx, r) }

func (s spanned) WithAttrs(attrs []slog.Attr) slog.Handler {
	return spanned{s.Handler.WithAttrs(attrs), s.ctx}
}

func (s spanned) WithGroup(name string) slog.Handler {
	return spanned{s.Handler.WithGroup(name), s.ctx}
}
