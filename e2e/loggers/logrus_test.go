package loggers_test

import (
	"os"

	"github.com/sirupsen/logrus"

	"github.com/opentracing-contrib/go-chi/chitrace/tracelog"
)

// logrusIDs adds the ids of the span in an entry's context.
type logrusIDs struct{}

func (logrusIDs) Levels() []logrus.Level { return logrus.AllLevels }

func (logrusIDs) Fire(e *logrus.Entry) error {
	if ids, ok := tracelog.FromContext(e.Context); ok {
		e.Data["trace_id"], e.Data["span_id"] = ids.TraceID, ids.SpanID
	}
	return nil
}

func Example_logrus() {
	log := newLogrus()
	log.AddHook(logrusIDs{})
	ctx := requestContext()

	log.WithContext(ctx).WithField("order", 1001).Info("order placed")
	log.Info("a line of no request")
	// Output:
	// level=info msg="order placed" order=1001 span_id=00f067aa0ba902b7 trace_id=5af7651916cd43dd
	// level=info msg="a line of no request"
}

// newLogrus writes no time.
func newLogrus() *logrus.Logger {
	log := logrus.New()
	log.SetOutput(os.Stdout)
	log.SetFormatter(&logrus.TextFormatter{DisableTimestamp: true})
	return log
}
