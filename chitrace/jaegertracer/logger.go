package jaegertracer

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"time"

	"github.com/opentracing-contrib/go-chi/internal/text"
)

// errorInterval is how often an error of one kind is logged. Without a limit, a
// collector that is down is an error for each batch of spans.
const errorInterval = 10 * time.Second

// clientLog is the client's logger. It logs to slog, without the secrets in URLs.
type clientLog struct {
	log *slog.Logger

	mu   sync.Mutex
	last map[string]time.Time // that an error was logged, by how its message begins
}

// Error implements [jaeger.Logger].
func (l *clientLog) Error(msg string) {
	if l.allow(msg) {
		l.log.Error("jaeger: " + text.Error(msg))
	}
}

// allow reports whether an error may be logged now.
func (l *clientLog) allow(msg string) bool {
	// The variable part follows a colon or is in quotes.
	if end := strings.IndexAny(msg, `:"`); end >= 0 {
		msg = msg[:end]
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if time.Since(l.last[msg]) < errorInterval {
		return false
	}
	l.last[msg] = time.Now()
	return true
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
