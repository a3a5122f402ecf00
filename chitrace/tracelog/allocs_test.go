//go:build !race

package tracelog_test

import (
	"context"
	"io"
	"log/slog"
	"strings"
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
		span   = within(t)
	)
	for name, tt := range map[string]struct {
		ctx    context.Context
		groups string
		want   float64 // more than next
	}{
		"no span":            {noSpan, "", 0},
		"no span, groups":    {noSpan, "gh", 0},
		"no-op span":         {noop, "", 0},
		"no-op span, groups": {noop, "gh", 0},
		"span":               {span, "", ids},
	} {
		t.Run(name, func(t *testing.T) {
			alone := testing.AllocsPerRun(1000, logging(tt.ctx, tt.groups, unwrapped))
			if got := testing.AllocsPerRun(1000, logging(tt.ctx, tt.groups, wrap)) - alone; got != tt.want {
				t.Errorf("%v allocations more than the %v of next, want %v", got, alone, tt.want)
			}
		})
	}
}

// logging returns a function that logs one record to nowhere, with a logger that
// has these groups and an attribute in each.
func logging(ctx context.Context, groups string, wrap func(slog.Handler) slog.Handler) func() {
	log := slog.New(wrap(slog.NewJSONHandler(io.Discard, nil))).With("a", 1)
	for _, name := range strings.Split(groups, "") {
		log = log.WithGroup(name).With("a", 1)
	}
	return func() {
		log.LogAttrs(ctx, slog.LevelInfo, "m", slog.Int("status", 200), slog.String("path", "/"))
	}
}
