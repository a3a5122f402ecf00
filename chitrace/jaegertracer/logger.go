package jaegertracer

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"time"
)

// errorInterval is how often an error of one kind is logged. Without a limit, a
// collector that is down is an error for each batch of spans.
const errorInterval = 10 * time.Second

// maxError is how long an error that is logged may be. The client's has the name
// of a span that it cannot send, whatever the name's length.
const maxError = 2048

// clientLog is the client's logger. It logs to slog.
type clientLog struct {
	log *slog.Logger

	mu    sync.Mutex
	kinds map[string]kind // of errors, by how their messages begin
}

type kind struct {
	last       time.Time // that one was logged
	suppressed int       // since then
}

// Error implements [jaeger.Logger].
func (l *clientLog) Error(msg string) {
	suppressed, ok := l.allow(msg)
	if len(msg) > maxError {
		msg = strings.ToValidUTF8(msg[:maxError], "") + "…"
	}
	switch {
	case ok && suppressed > 0:
		l.log.Error("jaeger: "+msg, "suppressed", suppressed)
	case ok:
		l.log.Error("jaeger: " + msg)
	}
}

// allow reports whether an error may be logged, and how many of its kind were not
// since the last one.
func (l *clientLog) allow(msg string) (suppressed int, ok bool) {
	// The variable part follows a colon or is in quotes.
	if end := strings.IndexAny(msg, `:"`); end >= 0 {
		msg = msg[:end]
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	k := l.kinds[msg]
	if time.Since(k.last) < errorInterval {
		k.suppressed++
		l.kinds[msg] = k
		return 0, false
	}
	l.kinds[msg] = kind{last: time.Now()}
	return k.suppressed, true
}

// Infof implements [jaeger.Logger].
func (l *clientLog) Infof(format string, args ...any) { l.logf(slog.LevelInfo, format, args) }

// Debugf has the client say what it does.
func (l *clientLog) Debugf(format string, args ...any) { l.logf(slog.LevelDebug, format, args) }

// logf formats only what is logged: the client has a debug message per batch.
func (l *clientLog) logf(level slog.Level, format string, args []any) {
	if ctx := context.Background(); l.log.Enabled(ctx, level) {
		l.log.Log(ctx, level, "jaeger: "+fmt.Sprintf(format, args...))
	}
}
