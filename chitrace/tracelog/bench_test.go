package tracelog_test

import (
	"context"
	"io"
	"log/slog"
	"testing"
)

// BenchmarkHandler logs the same record without the handler, and with it.
func BenchmarkHandler(b *testing.B) {
	for _, calls := range []string{"", "a(a(a"} {
		run := func(name string, ctx context.Context, wrap func(slog.Handler) slog.Handler) {
			b.Run(name+"/"+calls, func(b *testing.B) {
				log := derive(slog.New(wrap(slog.NewJSONHandler(io.Discard, nil))), calls, 1)
				b.ReportAllocs()
				for b.Loop() {
					log.LogAttrs(ctx, slog.LevelInfo, "m", slog.Int("status", 200), slog.String("path", "/"))
				}
			})
		}
		run("next alone", b.Context(), unwrapped)
		run("no span", b.Context(), wrap())
		run("span", within(b), wrap())
	}
}
