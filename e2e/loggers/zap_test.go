package loggers_test

import (
	"context"
	"errors"
	"log/slog"
	"os"

	"github.com/uber/jaeger-client-go"
	"go.uber.org/zap"
	"go.uber.org/zap/exp/zapslog"
	"go.uber.org/zap/zapcore"

	"github.com/opentracing-contrib/go-chi/chitrace/jaegertracer"
	"github.com/opentracing-contrib/go-chi/chitrace/tracelog"
)

// traceIDs is a field with the ids of the span in ctx.
func traceIDs(ctx context.Context) zap.Field {
	ids, ok := tracelog.FromContext(ctx)
	if !ok {
		return zap.Skip()
	}
	return zap.Inline(zapcore.ObjectMarshalerFunc(func(enc zapcore.ObjectEncoder) error {
		enc.AddString("trace_id", ids.TraceID)
		enc.AddString("span_id", ids.SpanID)
		return nil
	}))
}

func Example_zap() {
	logger := newZap()
	ctx := requestContext()

	logger.Info("order placed", traceIDs(ctx), zap.Int("order", 1001))
	logger.Info("a line of no request", traceIDs(context.Background()))
	// Output:
	// {"level":"info","msg":"order placed","trace_id":"5af7651916cd43dd","span_id":"00f067aa0ba902b7","order":1001}
	// {"level":"info","msg":"a line of no request"}
}

// The tracer reports by zap what goes wrong.
func Example_zapForTheTracer() {
	logger := slog.New(zapslog.NewHandler(newZap().Core(),
		zapslog.AddStacktraceAt(slog.LevelError+1))) // no stack of each error

	tracer, closer, err := jaegertracer.New("orders",
		jaegertracer.WithLogger(logger), jaegertracer.WithSender(broken{}))
	if err != nil {
		panic(err)
	}
	tracer.StartSpan("GET /orders").Finish()
	_ = closer.Close()
	// Output:
	// {"level":"error","msg":"jaeger: error reporting Jaeger span \"GET /orders\": no route to host"}
}

// broken is a sender that cannot send.
type broken struct{ jaeger.Transport }

func (broken) Append(*jaeger.Span) (int, error) { return 0, errors.New("no route to host") }
func (broken) Flush() (int, error)              { return 0, nil }
func (broken) Close() error                     { return nil }

// newZap is zap's production logger without the time.
func newZap() *zap.Logger {
	encoder := zap.NewProductionEncoderConfig()
	encoder.TimeKey = zapcore.OmitKey
	return zap.New(zapcore.NewCore(zapcore.NewJSONEncoder(encoder), zapcore.AddSync(os.Stdout), zap.InfoLevel))
}
