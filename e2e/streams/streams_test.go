package streams

import (
	"bufio"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/coder/websocket"
	"github.com/go-chi/chi/v5"
	"github.com/opentracing/opentracing-go/mocktracer"
	"github.com/prometheus/client_golang/prometheus"

	"github.com/opentracing-contrib/go-chi/chitrace"
	"github.com/opentracing-contrib/go-chi/chitrace/metrics"
	chiprom "github.com/opentracing-contrib/go-chi/chitrace/metrics/prometheus"
)

// service has all streams, traced and counted.
type service struct {
	*httptest.Server
	tracer   *mocktracer.MockTracer
	registry *prometheus.Registry
	done     chan struct{} // gets a value for each handler that has returned
}

func start(t *testing.T, traceOptions []chitrace.Option, metricOptions ...metrics.Option) *service {
	t.Helper()
	s := &service{tracer: mocktracer.New(), registry: prometheus.NewRegistry(), done: make(chan struct{}, 1)}
	r := chi.NewRouter()
	r.Use(
		func(next http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				defer func() { s.done <- struct{}{} }()
				next.ServeHTTP(w, r)
			})
		},
		chitrace.Middleware(s.tracer, traceOptions...),
		metrics.Middleware(chiprom.New(s.registry), metricOptions...),
	)
	r.Get("/socket/{room}", echo)
	r.Get("/events/{topic}", events)
	r.Get("/files/{name}", file)
	s.Server = httptest.NewServer(r)
	t.Cleanup(s.Close)
	return s
}

// echo answers a WebSocket's messages until the client closes it.
func echo(w http.ResponseWriter, r *http.Request) {
	conn, err := websocket.Accept(w, r, nil)
	if err != nil {
		return
	}
	for {
		kind, message, err := conn.Read(r.Context())
		if err != nil {
			return
		}
		if conn.Write(r.Context(), kind, message) != nil {
			return
		}
	}
}

// events sends three server-sent events.
func events(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/event-stream")
	for i := range 3 {
		_, _ = fmt.Fprintf(w, "data: %d\n\n", i)
		w.(http.Flusher).Flush()
	}
}

// file sends part of what it announces, until the client is gone.
func file(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Length", "1000000")
	_, _ = io.WriteString(w, "part")
	w.(http.Flusher).Flush()
	<-r.Context().Done()
}

// span returns the only span, once its handler has returned.
func (s *service) span(t *testing.T) *mocktracer.MockSpan {
	t.Helper()
	<-s.done
	s.Close()
	spans := s.tracer.FinishedSpans()
	if len(spans) != 1 {
		t.Fatalf("got %d spans, want 1", len(spans))
	}
	return spans[0]
}

// counted returns how many requests each series has, by route and class.
func (s *service) counted(t *testing.T) map[string]float64 {
	t.Helper()
	families, err := s.registry.Gather()
	if err != nil {
		t.Fatal(err)
	}
	counts := map[string]float64{}
	for _, family := range families {
		if family.GetName() != "http_server_requests_total" {
			continue
		}
		for _, m := range family.GetMetric() {
			labels := map[string]string{}
			for _, pair := range m.GetLabel() {
				labels[pair.GetName()] = pair.GetValue()
			}
			counts[labels["route"]+" "+labels["status_class"]] = m.GetCounter().GetValue()
		}
	}
	return counts
}

func wantSpan(t *testing.T, span *mocktracer.MockSpan, name string, tags map[string]any) {
	t.Helper()
	if span.OperationName != name {
		t.Errorf("the span is %q, want %q", span.OperationName, name)
	}
	for key, want := range tags {
		if got := span.Tag(key); got != want {
			t.Errorf("%s is %v, want %v", key, got, want)
		}
	}
}

func talk(t *testing.T, s *service) {
	t.Helper()
	conn, _, err := websocket.Dial(t.Context(), s.URL+"/socket/lobby", nil) //nolint:bodyclose // the library does
	if err != nil {
		t.Fatal(err)
	}
	if err := conn.Write(t.Context(), websocket.MessageText, []byte("hello")); err != nil {
		t.Fatal(err)
	}
	if _, answer, err := conn.Read(t.Context()); err != nil || string(answer) != "hello" {
		t.Fatalf("got %q, %v", answer, err)
	}
	if n := len(s.tracer.FinishedSpans()); n != 0 {
		t.Error("the span ended while the connection is open")
	}
	if err := conn.Close(websocket.StatusNormalClosure, ""); err != nil {
		t.Fatal(err)
	}
}

func TestWebSocket(t *testing.T) {
	s := start(t, nil)
	talk(t, s)
	wantSpan(t, s.span(t), "GET /socket/{room}", map[string]any{
		"http.status_code": uint16(101), "http.route": "/socket/{room}", "error": nil,
	})
	if got := s.counted(t)["/socket/{room} 1xx"]; got != 1 {
		t.Errorf("counted %v, want one of class 1xx", s.counted(t))
	}
}

func TestServerSentEvents(t *testing.T) {
	s := start(t, nil)
	resp, err := http.Get(s.URL + "/events/news") //nolint:noctx // the server ends the stream
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for lines := bufio.NewScanner(resp.Body); lines.Scan(); {
		if data, ok := strings.CutPrefix(lines.Text(), "data: "); ok {
			got = append(got, data)
		}
	}
	_ = resp.Body.Close()
	if strings.Join(got, " ") != "0 1 2" {
		t.Errorf("got the events %q", got)
	}
	wantSpan(t, s.span(t), "GET /events/{topic}", map[string]any{
		"http.status_code": uint16(200), "http.response_size": 27, "http.client_disconnected": nil,
	})
}

func TestDownloadIsBrokenOff(t *testing.T) {
	s := start(t, nil)
	resp, err := http.Get(s.URL + "/files/film") //nolint:noctx // the client breaks it off
	if err != nil {
		t.Fatal(err)
	}
	_ = resp.Body.Close()
	wantSpan(t, s.span(t), "GET /files/{name}", map[string]any{
		"http.status_code": uint16(200), "http.response_size": 4, "http.client_disconnected": true, "error": nil,
	})
}

// What docs/streams.md leaves out is neither a span nor a latency.
func TestStreamsAreLeftOut(t *testing.T) {
	noStream := func(r *http.Request) bool {
		return !strings.HasPrefix(r.URL.Path, "/events/") && r.Header.Get("Upgrade") == ""
	}
	s := start(t, []chitrace.Option{chitrace.WithFilter(noStream)}, metrics.WithFilter(noStream))
	talk(t, s)
	<-s.done
	s.Close()
	if spans := s.tracer.FinishedSpans(); len(spans) != 0 {
		t.Errorf("got the spans %v", spans)
	}
	if counts := s.counted(t); len(counts) != 0 {
		t.Errorf("counted %v", counts)
	}
}
