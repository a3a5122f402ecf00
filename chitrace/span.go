package chitrace

import (
	"context"
	"fmt"
	"net/http"

	"github.com/opentracing/opentracing-go"
	"github.com/opentracing/opentracing-go/ext"
	"github.com/opentracing/opentracing-go/log"
)

// SpanFromRequest returns the server span of the request, whatever spans were
// started below it. It is nil where the request is not traced, and once its
// span is finished: a goroutine that outlives the handler gets no span that the
// tracer may have given to another request.
func SpanFromRequest(r *http.Request) opentracing.Span {
	t := fromContext(r.Context())
	if t == nil {
		return nil
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.ended {
		return nil
	}
	return t.span
}

// SetOperationName names the server span of the request that ctx belongs to,
// and the middleware keeps that name. Keep it bounded: no ids in it. An empty
// name is ignored, as is a request that is not traced or already finished.
func SetOperationName(ctx context.Context, name string) {
	t := fromContext(ctx)
	if t == nil || name == "" {
		return
	}
	t.whileOpen(func() {
		t.named = true
		t.span.SetOperationName(name)
	})
}

// LogError marks the server span of the request that ctx belongs to with
// error=true and logs err with event=error, error.kind (its Go type),
// error.object and message (its text), whatever the response's status is. A nil
// err is ignored, as is a request that is not traced or already finished.
func LogError(ctx context.Context, err error) {
	t := fromContext(ctx)
	if t == nil || err == nil {
		return
	}
	// The text is taken now: a tracer would ask for it on a goroutine of its own,
	// where an Error method that panics takes the process down.
	text := fmt.Sprint(err)
	t.whileOpen(func() {
		t.setError()
		t.span.LogFields(
			log.Event("error"),
			log.String("error.kind", fmt.Sprintf("%T", err)),
			log.String("error.object", text),
			log.String("message", text),
		)
	})
}

// setError sets the error tag once. Called by way of whileOpen.
func (t *trace) setError() {
	if !t.errored {
		t.errored = true
		ext.Error.Set(t.span, true)
	}
}

// whileOpen calls f, unless the span is finished, and keeps it from finishing
// meanwhile.
func (t *trace) whileOpen(f func()) {
	defer swallow()
	t.mu.Lock()
	defer t.mu.Unlock()
	if !t.ended {
		f()
	}
}
