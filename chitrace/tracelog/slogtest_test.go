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
	for name, tt := range map[string]struct {
		ctx    context.Context
		wantID any
	}{
		"no span": {t.Context(), nil},
		"span":    {within(t, spanContext()), "00000000000000ab"},
	} {
		t.Run(name, func(t *testing.T) {
			var out bytes.Buffer
			newHandler := func(*testing.T) slog.Handler {
				out.Reset()
				return always{wrap()(slog.NewJSONHandler(&out, nil)), tt.ctx}
			}
			slogtest.Run(t, newHandler, func(t *testing.T) map[string]any {
				t.Helper()
				line := decode(t, out.Bytes())
				if id := line["trace_id"]; id != tt.wantID {
					t.Errorf("trace_id is %v, want %v at the root of %s", id, tt.wantID, out.String())
				}
				return line
			})
		})
	}
}

func decode(t *testing.T, line []byte) (attrs map[string]any) {
	t.Helper()
	if err := json.Unmarshal(line, &attrs); err != nil {
		t.Fatalf("%v in %q", err, line)
	}
	return attrs
}

// always handles every record in that context.
type always struct {
	slog.Handler
	ctx context.Context
}

func (a always) Handle(_ context.Context, r slog.Record) error { return a.Handler.Handle(a.ctx, r) }

func (a always) WithAttrs(attrs []slog.Attr) slog.Handler {
	return always{a.Handler.WithAttrs(attrs), a.ctx}
}

func (a always) WithGroup(name string) slog.Handler {
	return always{a.Handler.WithGroup(name), a.ctx}
}
