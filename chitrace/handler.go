package chitrace

import (
	"context"
	"net/http"

	"github.com/opentracing/opentracing-go"

	"github.com/opentracing-contrib/go-chi/internal/text"
)

// SpanFromRequest returns the server span of the request, whatever spans were
// started below it. It returns nil if the request is not traced, and once its
// span is finished: a goroutine that outlives the handler gets no span that the
// tracer may have given to another request.
func SpanFromRequest(r *http.Request) opentracing.Span {
	req := fromContext(r.Context())
	if req == nil {
		return nil
	}
	return req.span.Opentracing()
}

// SetOperationName names the server span of the request that ctx belongs to,
// and the middleware keeps that name. Keep it bounded: no ids in it. An empty
// name is ignored, as is a request that is not traced or is finished.
func SetOperationName(ctx context.Context, name string) {
	req := fromContext(ctx)
	if req == nil || name == "" {
		return
	}
	req.span.Update(func(span opentracing.Span) {
		req.chosen = true
		span.SetOperationName(text.Name(name))
	})
}

// LogError sets error=true on the server span of the request that ctx belongs
// to and logs err with event=error, error.kind (its Go type), error.object and
// message (its text), whatever the response's status is. URLs in the text are
// shown without user info and query. A nil err is ignored, as is a request that
// is not traced or is finished.
func LogError(ctx context.Context, err error) {
	if req := fromContext(ctx); req != nil && err != nil {
		req.span.LogError(err)
	}
}
