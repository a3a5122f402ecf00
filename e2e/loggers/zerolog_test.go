package loggers_test

import (
	"os"

	"github.com/rs/zerolog"

	"github.com/opentracing-contrib/go-chi/chitrace/tracelog"
)

// zerologIDs adds the ids of the span in an event's context.
type zerologIDs struct{}

func (zerologIDs) Run(e *zerolog.Event, _ zerolog.Level, _ string) {
	if ids, ok := tracelog.FromContext(e.GetCtx()); ok {
		e.Str("trace_id", ids.TraceID).Str("span_id", ids.SpanID)
	}
}

func Example_zerolog() {
	log := zerolog.New(os.Stdout).Hook(zerologIDs{})
	ctx := requestContext()

	log.Info().Ctx(ctx).Int("order", 1001).Msg("order placed")
	log.Info().Msg("a line of no request")
	// Output:
	// {"level":"info","order":1001,"trace_id":"5af7651916cd43dd","span_id":"00f067aa0ba902b7","message":"order placed"}
	// {"level":"info","message":"a line of no request"}
}
