package service

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"time"

	"github.com/go-chi/chi/v5/middleware"
	"github.com/opentracing/opentracing-go"

	"github.com/opentracing-contrib/go-chi/chitrace/tracelog"
)

// NewLog returns a logger that writes JSON. A line that is logged with the
// context of a request has the ids of its span.
func NewLog(w io.Writer, service string) *slog.Logger {
	log := slog.New(tracelog.NewHandler(slog.NewJSONHandler(w, nil)))
	return log.With("service", Getenv("JAEGER_SERVICE_NAME", service))
}

// LogRequests returns a middleware that logs a line for each request, and one for
// each panic that middleware.Recoverer recovers.
func LogRequests(log *slog.Logger) func(http.Handler) http.Handler {
	return middleware.RequestLogger(logFormatter{log})
}

// LogSpan is an observer of spans. It gives the request's log lines the ids of
// its span, which did not exist yet when LogRequests saw the request.
func LogSpan(_ opentracing.Span, r *http.Request) {
	if e, ok := middleware.GetLogEntry(r).(*logEntry); ok {
		e.ctx = r.Context()
	}
}

type logFormatter struct{ log *slog.Logger }

func (f logFormatter) NewLogEntry(r *http.Request) middleware.LogEntry {
	log := f.log.With("method", r.Method, "path", r.URL.Path)
	return &logEntry{log: log, ctx: r.Context(), quiet: !NoProbe(r)}
}

type logEntry struct {
	log   *slog.Logger
	ctx   context.Context
	quiet bool
}

func (e *logEntry) Write(status, bytes int, _ http.Header, elapsed time.Duration, _ any) {
	if !e.quiet {
		status = cmp.Or(status, http.StatusOK) // which net/http sends for a handler that sends nothing
		e.log.InfoContext(e.ctx, "request", "status", status, "bytes", bytes, "duration", elapsed.String())
	}
}

func (e *logEntry) Panic(v any, stack []byte) {
	e.log.ErrorContext(e.ctx, "panic", "value", fmt.Sprint(v), "stack", string(stack))
}
