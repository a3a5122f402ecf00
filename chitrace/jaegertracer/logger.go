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

// errorInterval is the time between two logged errors of one kind. Without a limit, each
// batch of spans logs an error while a collector is down.
const errorInterval = 10 * time.Second

// clientLog is the client's logger. It logs to slog, without the secrets in URLs.
type clientLog struct {
	log *slog.Logger

	mu   sync.Mutex
	last map[string]time.Time // of the last logged error, by the start of its message
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

// Debugf enables the debug messages of the client.
func (l *clientLog) Debugf(format string, args ...any) { l.logf(slog.LevelDebug, format, args) }

// logf formats only messages of an enabled level: the client has a debug message for each
// batch.
func (l *clientLog) logf(level slog.Level, format string, args []any) {
	if ctx := context.Background(); l.log.Enabled(ctx, level) {
		l.log.Log(ctx, level, "jaeger: "+fmt.Sprintf(format, args...))
	}
}
