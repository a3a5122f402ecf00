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
// context of a request leads to its trace.
func NewLog(w io.Writer) *slog.Logger {
	return slog.New(tracelog.NewHandler(slog.NewJSONHandler(w, nil)))
}

// logRequests logs one line for each request, and one for a panic that
// middleware.Recoverer recovers, in place of the stack it prints otherwise.
func logRequests(log *slog.Logger) func(http.Handler) http.Handler {
	return middleware.RequestLogger(logFormatter{log})
}

type logFormatter struct{ log *slog.Logger }

func (f logFormatter) NewLogEntry(r *http.Request) middleware.LogEntry {
	return &logEntry{
		log:   f.log.With("method", r.Method, "path", r.URL.Path),
		ctx:   r.Context(),
		quiet: isProbe(r),
	}
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

// handOver gives the request's log entry the context that its handler gets. The
// entry was made outside of the tracing, where there is no span yet.
func handOver(_ opentracing.Span, r *http.Request) {
	if e, ok := middleware.GetLogEntry(r).(*logEntry); ok {
		e.ctx = r.Context()
	}
}
