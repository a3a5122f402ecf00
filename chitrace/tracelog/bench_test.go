package tracelog_test

import (
	"context"
	"io"
	"log/slog"
	"testing"
)

// BenchmarkHandler logs the same record without the handler, and with it.
func BenchmarkHandler(b *testing.B) {
	for _, logger := range []string{"plain", "in turns"} {
		run := func(name string, ctx context.Context, wrap func(slog.Handler) slog.Handler) {
			b.Run(logger+"/"+name, func(b *testing.B) {
				log := loggers[logger](slog.New(wrap(slog.NewJSONHandler(io.Discard, nil))))
				b.ReportAllocs()
				for b.Loop() {
					log.LogAttrs(ctx, slog.LevelInfo, "m", slog.Int("status", 200), slog.String("path", "/"))
				}
			})
		}
		run("next alone", b.Context(), unwrapped)
		run("no span", b.Context(), wrap())
		run("span", within(b, spanContext()), wrap())
	}
}
