package streams

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/go-chi/chi/v5"
	"github.com/opentracing/opentracing-go/mocktracer"

	"github.com/opentracing-contrib/go-chi/chitrace/metrics"
	chiprom "github.com/opentracing-contrib/go-chi/chitrace/metrics/prometheus"
	"github.com/opentracing-contrib/go-chi/chitrace/propagation"
)

// events sends what the channel has until it is closed, or the client goes.
func events(source <-chan string) func(r chi.Router) {
	return func(r chi.Router) {
		r.Get("/news/{topic}", func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", "text/event-stream")
			stream := http.NewResponseController(w)
			if err := stream.Flush(); err != nil {
				return
			}
			for {
				select {
				case <-r.Context().Done():
					return
				case event, more := <-source:
					if !more {
						return
					}
					_, _ = fmt.Fprintf(w, "id: 1\nevent: news\ndata: %s\n\n", event)
					if err := stream.Flush(); err != nil {
						return
					}
				}
			}
		})
	}
}

// reader reads server-sent events.
type reader struct{ lines *bufio.Scanner }

// next returns the data of the next event, or [io.EOF].
func (r reader) next() (string, error) {
	var data []string
	for r.lines.Scan() {
		field, value, _ := strings.Cut(r.lines.Text(), ":")
		switch {
		case r.lines.Text() == "" && data != nil:
			return strings.Join(data, "\n"), nil
		case field == "data":
			data = append(data, strings.TrimPrefix(value, " "))
		}
	}
	if err := r.lines.Err(); err != nil {
		return "", err
	}
	return "", io.EOF
}

func subscribe(t *testing.T, client *http.Client, r *http.Request) (reader, io.Closer) {
	t.Helper()
	r.Header.Set("Accept", "text/event-stream")
	resp, err := client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = resp.Body.Close() })
	return reader{bufio.NewScanner(resp.Body)}, resp.Body
}

// expect sends an event and reads it.
func expect(t *testing.T, source chan<- string, from reader) {
	t.Helper()
	source <- "tea"
	if got, err := from.next(); err != nil || got != "tea" {
		t.Fatalf("got %q, %v", got, err)
	}
}

const event = "id: 1\nevent: news\ndata: tea\n\n"

func TestEvents(t *testing.T) {
	source := make(chan string)
	s := newSite(t, events(source))
	from, _ := subscribe(t, s.Client(), request(t, s.URL+"/news/tea"))
	expect(t, source, from)
	s.open(t)
	close(source)
	if _, err := from.next(); err != io.EOF { //nolint:errorlint // next does not wrap it
		t.Errorf("got %v, want the end", err)
	}

	span := s.span(t)
	if want := "GET /news/{topic}"; span.OperationName != want {
		t.Errorf("got %q, want %q", span.OperationName, want)
	}
	tags(t, span, map[string]any{
		"http.status_code": uint16(200), "http.response_size": len(event),
		"error": nil, "http.client_disconnected": nil,
	})
	s.counted(t, "2xx")
}

func TestEventsClientGoes(t *testing.T) {
	source := make(chan string)
	s := newSite(t, events(source))
	ctx, leave := context.WithCancel(t.Context())
	defer leave()
	from, _ := subscribe(t, s.Client(), request(t, s.URL+"/news/tea").WithContext(ctx))
	expect(t, source, from)
	leave()

	tags(t, s.span(t), map[string]any{
		"http.status_code": uint16(200), "http.response_size": len(event),
		"error": nil, "http.client_disconnected": true,
	})
	s.counted(t, "2xx")
}

// Shutdown waits for events until they are told to end.
func TestEventsShutdown(t *testing.T) {
	source := make(chan string)
	s := newSite(t, events(source))
	from, _ := subscribe(t, s.Client(), request(t, s.URL+"/news/tea"))
	expect(t, source, from)
	server := s.Config

	server.RegisterOnShutdown(func() { close(source) }) // the handlers of streams return

	if err := server.Shutdown(t.Context()); err != nil {
		t.Fatal(err)
	}
	s.span(t)
}

// The client's span ends when the body does; its metrics do not wait for that.
func TestEventsClient(t *testing.T) {
	source := make(chan string)
	s := newSite(t, events(source))
	tracer := mocktracer.New()
	client := &http.Client{Transport: metrics.NewTransport(
		propagation.NewTransport(nil, propagation.WithTracer(tracer)), chiprom.New(s.registry))}
	from, body := subscribe(t, client, request(t, s.URL+"/news/tea"))
	expect(t, source, from)
	if spans := tracer.FinishedSpans(); len(spans) != 0 {
		t.Errorf("a span has ended already: %v", spans)
	}
	if n := s.metric(t, "http_client_requests_total", "2xx"); n != 1 {
		t.Errorf("%v calls were counted, want 1", n)
	}
	_ = body.Close()
	tags(t, (&site{tracer: tracer}).span(t), map[string]any{"http.status_code": uint16(200), "error": nil})
	tags(t, s.span(t), map[string]any{"http.client_disconnected": true})
}
