package service

import (
	"fmt"
	"log/slog"
	"net/http"
	"time"

	"github.com/go-chi/chi/v5/middleware"
	"github.com/opentracing/opentracing-go"
	"github.com/uber/jaeger-client-go"
)

// logRequests logs one line for each request, and one for a panic that
// middleware.Recoverer recovers, in place of the stack it prints otherwise.
func logRequests(log *slog.Logger) func(http.Handler) http.Handler {
	return middleware.RequestLogger(logFormatter{log})
}

type logFormatter struct{ log *slog.Logger }

func (f logFormatter) NewLogEntry(r *http.Request) middleware.LogEntry {
	return &logEntry{
		log:   f.log.With("method", r.Method, "path", r.URL.Path),
		quiet: isProbe(r),
	}
}

type logEntry struct {
	log   *slog.Logger
	quiet bool
}

func (e *logEntry) Write(status, bytes int, _ http.Header, elapsed time.Duration, _ any) {
	if !e.quiet {
		e.log.Info("request", "status", status, "bytes", bytes, "duration", elapsed.String())
	}
}

func (e *logEntry) Panic(v any, stack []byte) {
	e.log.Error("panic", "value", fmt.Sprint(v), "stack", string(stack))
}

// logTraceID adds the trace's id to the request's log lines, so that a line
// leads to its trace.
func logTraceID(span opentracing.Span, r *http.Request) {
	entry, isLogged := middleware.GetLogEntry(r).(*logEntry)
	sc, isJaeger := span.Context().(jaeger.SpanContext)
	if isLogged && isJaeger {
		entry.log = entry.log.With("trace_id", sc.TraceID().String())
	}
}
