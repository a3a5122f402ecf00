//go:build !race

package tracelog_test

import (
	"context"
	"io"
	"log/slog"
	"testing"

	"github.com/opentracing/opentracing-go"
)

// Not under the race detector, where sync.Pool forgets on purpose.

// TestAllocations compares with what next alone allocates for the same record.
func TestAllocations(t *testing.T) {
	const ids = 2 // Jaeger's context, which it copies, and the digits
	var (
		noSpan = t.Context()
		noop   = opentracing.ContextWithSpan(t.Context(), opentracing.NoopTracer{}.StartSpan(""))
		span   = within(t, spanContext())
	)
	for name, tt := range map[string]struct {
		ctx    context.Context
		logger string
		want   float64 // more than next
	}{
		"no span":            {noSpan, "plain", 0},
		"no span, groups":    {noSpan, "in turns", 0},
		"no-op span":         {noop, "plain", 0},
		"no-op span, groups": {noop, "in turns", 0},
		"span":               {span, "plain", ids},
		"span, attributes":   {span, "attributes", ids},
		"span, group":        {span, "group, attributes", ids + 1}, // its attributes
		"span, groups":       {span, "in turns", ids + 2},
	} {
		t.Run(name, func(t *testing.T) {
			run := func(wrap func(slog.Handler) slog.Handler) float64 {
				log := loggers[tt.logger](slog.New(wrap(slog.NewJSONHandler(io.Discard, nil))))
				return testing.AllocsPerRun(1000, func() {
					log.LogAttrs(tt.ctx, slog.LevelInfo, "m", slog.Int("status", 200), slog.String("path", "/"))
				})
			}
			alone := run(unwrapped)
			if got := run(wrap()) - alone; got != tt.want {
				t.Errorf("%v allocations more than the %v of next, want %v", got, alone, tt.want)
			}
		})
	}
}
