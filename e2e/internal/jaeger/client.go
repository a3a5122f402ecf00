package jaeger

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"testing"

	"github.com/opentracing-contrib/go-chi/e2e/internal/poll"
)

// Client asks the query API of a Jaeger.
type Client struct {
	URL string
}

// Trace returns the trace of that id once Jaeger has so many spans of it, or
// more.
func (c Client) Trace(tb testing.TB, id string, spans int) Trace {
	tb.Helper()
	var trace Trace
	poll.Until(tb, fmt.Sprintf("%d spans of trace %s", spans, id), func(ctx context.Context) (err error) {
		trace, err = c.Find(ctx, id)
		if err == nil && len(trace.Spans) < spans {
			err = fmt.Errorf("there are %d:\n%v", len(trace.Spans), trace)
		}
		return err
	})
	return trace
}

// Find returns the trace of that id as far as Jaeger has it by now.
func (c Client) Find(ctx context.Context, id string) (Trace, error) {
	traces, err := c.traces(ctx, "/api/traces/"+id)
	if err != nil || len(traces) == 0 {
		return Trace{}, err
	}
	return traces[0], nil
}

// Search returns the latest traces with a span of that service and operation,
// a thousand at most. An empty operation is any.
func (c Client) Search(ctx context.Context, service, operation string) ([]Trace, error) {
	search := url.Values{"service": {service}, "limit": {"1000"}}
	if operation != "" {
		search.Set("operation", operation)
	}
	return c.traces(ctx, "/api/traces?"+search.Encode())
}

// Operations returns the names of all operations of that service.
func (c Client) Operations(ctx context.Context, service string) ([]string, error) {
	var answer struct{ Data []string }
	err := c.get(ctx, "/api/services/"+url.PathEscape(service)+"/operations", &answer)
	return answer.Data, err
}

func (c Client) traces(ctx context.Context, path string) ([]Trace, error) {
	var answer struct{ Data []Trace }
	err := c.get(ctx, path, &answer)
	for _, trace := range answer.Data {
		trace.resolve()
	}
	return answer.Data, err
}

// get decodes the JSON at that path. What is not there is the zero value.
func (c Client) get(ctx context.Context, path string, into any) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, c.URL+path, http.NoBody)
	if err != nil {
		return err
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer func() { _ = res.Body.Close() }()
	switch res.StatusCode {
	case http.StatusOK:
		return json.NewDecoder(res.Body).Decode(into)
	case http.StatusNotFound:
		return nil
	}
	return fmt.Errorf("GET %s: %s", path, res.Status)
}
