package streams

import (
	"net/http"
	"strings"
	"testing"

	"github.com/coder/websocket"
	"github.com/go-chi/chi/v5"
	"github.com/opentracing/opentracing-go"
	"github.com/opentracing/opentracing-go/mocktracer"

	"github.com/opentracing-contrib/go-chi/chitrace"
	"github.com/opentracing-contrib/go-chi/chitrace/metrics"
	"github.com/opentracing-contrib/go-chi/chitrace/propagation"
)

func echoes(r chi.Router) {
	r.Get("/rooms/{room}/socket", func(w http.ResponseWriter, r *http.Request) {
		conn, err := websocket.Accept(w, r, nil)
		if err != nil {
			return
		}
		defer func() { _ = conn.CloseNow() }()
		for {
			kind, message, err := conn.Read(r.Context())
			if err != nil {
				return
			}
			if err := conn.Write(r.Context(), kind, message); err != nil {
				return
			}
		}
	})
}

func TestWebSocket(t *testing.T) {
	s := newSite(t, echoes)
	conn := dial(t, s.URL+"/rooms/7/socket", nil)
	talk(t, conn)
	s.open(t)
	hangUp(t, conn)

	span := s.span(t)
	if want := "GET /rooms/{room}/socket"; span.OperationName != want {
		t.Errorf("got %q, want %q", span.OperationName, want)
	}
	tags(t, span, map[string]any{
		"http.status_code": uint16(101), "http.response_size": 0,
		"error": nil, "http.client_disconnected": nil,
	})
	s.counted(t, "1xx")
}

// A WebSocket whose client vanishes without a word looks the same.
func TestWebSocketCutOff(t *testing.T) {
	s := newSite(t, echoes)
	conn := dial(t, s.URL+"/rooms/7/socket", nil)
	talk(t, conn)
	if err := conn.CloseNow(); err != nil {
		t.Fatal(err)
	}
	tags(t, s.span(t), map[string]any{
		"http.status_code": uint16(101), "error": nil, "http.client_disconnected": nil,
	})
	s.counted(t, "1xx")
}

// A handshake that fails is a request as any other, whatever its headers say.
func TestRefusedWebSocket(t *testing.T) {
	s := newSite(t, func(r chi.Router) {
		r.Get("/socket", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusServiceUnavailable) })
	})
	_, resp, err := websocket.Dial(t.Context(), s.URL+"/socket", nil)
	if err == nil {
		t.Fatal("it was accepted")
	}
	_ = resp.Body.Close()
	tags(t, s.span(t), map[string]any{"http.status_code": uint16(503), "error": true})
	s.counted(t, "5xx")
}

// The client's span ends with the connection.
func TestWebSocketClient(t *testing.T) {
	s := newSite(t, echoes)
	tracer := mocktracer.New()
	conn := dial(t, s.URL+"/rooms/7/socket", &websocket.DialOptions{
		HTTPClient: &http.Client{Transport: propagation.NewTransport(nil, propagation.WithTracer(tracer))},
	})
	talk(t, conn)
	if spans := tracer.FinishedSpans(); len(spans) != 0 {
		t.Errorf("a span has ended already: %v", spans)
	}
	hangUp(t, conn)
	client := (&site{tracer: tracer}).span(t)
	tags(t, client, map[string]any{"http.status_code": uint16(101), "error": nil})
	if server := s.span(t); server.ParentID != client.SpanContext.SpanID {
		t.Error("the server's span is not below the client's")
	}
}

// What is left out has no span and is not counted; the other requests are.
func TestLeftOut(t *testing.T) {
	notStreamed := func(r *http.Request) bool {
		return !strings.HasSuffix(r.URL.Path, "/socket") && r.Header.Get("Accept") != "text/event-stream"
	}
	s := newSite(t, func(r chi.Router) {
		echoes(r)
		r.Get("/rooms/{room}", func(http.ResponseWriter, *http.Request) {})
	},
		chitrace.WithFilter(notStreamed),
		metrics.WithFilter(notStreamed),
	)

	conn := dial(t, s.URL+"/rooms/7/socket", nil)
	talk(t, conn)
	hangUp(t, conn)
	resp, err := s.Client().Do(request(t, s.URL+"/rooms/7"))
	if err != nil {
		t.Fatal(err)
	}
	_ = resp.Body.Close()
	if got, want := s.span(t).OperationName, "GET /rooms/{room}"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	s.counted(t, "2xx")
	if n := s.metric(t, "http_server_requests_total", "1xx"); n != 0 {
		t.Errorf("%v WebSockets were counted", n)
	}
}

// A message is a trace of its own.
func TestMessages(t *testing.T) {
	tracer := mocktracer.New()
	s := newSite(t, func(r chi.Router) {
		r.Get("/socket", func(w http.ResponseWriter, r *http.Request) {
			conn, err := websocket.Accept(w, r, nil)
			if err != nil {
				return
			}
			defer func() { _ = conn.CloseNow() }()
			for {
				kind, message, err := conn.Read(r.Context())
				if err != nil {
					return
				}
				span := tracer.StartSpan("chat message")
				ctx := opentracing.ContextWithSpan(r.Context(), span)
				err = conn.Write(ctx, kind, message)
				span.Finish()
				if err != nil {
					return
				}
			}
		})
	})
	conn := dial(t, s.URL+"/socket", nil)
	talk(t, conn)
	message := (&site{tracer: tracer}).span(t) // while the connection is open
	s.open(t)
	hangUp(t, conn)
	if message.OperationName != "chat message" || message.ParentID != 0 {
		t.Errorf("got %v", message)
	}
}

func dial(t *testing.T, url string, options *websocket.DialOptions) *websocket.Conn {
	t.Helper()
	conn, resp, err := websocket.Dial(t.Context(), url, options)
	if err != nil {
		t.Fatal(err)
	}
	if resp.Body != nil {
		t.Cleanup(func() { _ = resp.Body.Close() })
	}
	return conn
}

func talk(t *testing.T, conn *websocket.Conn) {
	t.Helper()
	if err := conn.Write(t.Context(), websocket.MessageText, []byte("hello")); err != nil {
		t.Fatal(err)
	}
	if _, echoed, err := conn.Read(t.Context()); err != nil || string(echoed) != "hello" {
		t.Fatalf("got %q, %v", echoed, err)
	}
}

func hangUp(t *testing.T, conn *websocket.Conn) {
	t.Helper()
	if err := conn.Close(websocket.StatusNormalClosure, "done"); err != nil {
		t.Fatal(err)
	}
}
