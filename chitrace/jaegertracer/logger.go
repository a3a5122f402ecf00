package jaegertracer

import (
	"context"
	"fmt"
	"log/slog"
)

// clientLog lets the client log to slog.
type clientLog struct{ log *slog.Logger }

func (l clientLog) Error(msg string) { l.log.Error("jaeger: " + msg) }

func (l clientLog) Infof(format string, args ...any) { l.logf(slog.LevelInfo, format, args) }

func (l clientLog) Debugf(format string, args ...any) { l.logf(slog.LevelDebug, format, args) }

// logf formats only what is logged: the client has a debug message per batch.
func (l clientLog) logf(level slog.Level, format string, args []any) {
	if ctx := context.Background(); l.log.Enabled(ctx, level) {
		l.log.Log(ctx, level, "jaeger: "+fmt.Sprintf(format, args...))
	}
}
