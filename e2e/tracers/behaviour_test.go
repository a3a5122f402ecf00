package tracers

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/go-chi/chi/v5"

	"github.com/opentracing-contrib/go-chi/chitrace"
	"github.com/opentracing-contrib/go-chi/chitrace/propagation"
)

// behaviour is a request, and what it leaves behind.
type behaviour struct {
	name    string
	back    func(r chi.Router)
	path    string // of the front, where it begins with /call, or else of the back
	header  []string
	context func(ctx context.Context) context.Context

	wantStatus int // 0: no response
	wantBody   string
	check      func(t *testing.T, spans []span) // where the tracer records any
}

func text(status int, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
}

var errOdd = errors.New("odd")

var behaviours = []behaviour{
	{
		name:       "a trace through both services",
		back:       func(r chi.Router) { r.Get("/things/{id}", text(200, "a thing")) },
		path:       "/call/things/7",
		wantStatus: 200, wantBody: "a thing",
		check: checkTrace,
	},
	{
		name: "baggage",
		back: func(r chi.Router) {
			r.Get("/tenant", func(w http.ResponseWriter, r *http.Request) {
				_, _ = io.WriteString(w, "tenant "+chitrace.SpanFromRequest(r).BaggageItem("tenant"))
			})
		},
		path:       "/call/tenant",
		wantStatus: 200, wantBody: "tenant acme",
	},
	{
		name:       "an error",
		back:       func(r chi.Router) { r.Get("/broken", text(503, "broken")) },
		path:       "/call/broken",
		wantStatus: 503, wantBody: "broken",
		check: func(t *testing.T, spans []span) {
			t.Helper()
			for _, name := range []string{"GET /broken", "GET /call/*"} {
				wantTags(t, named(t, spans, name), map[string]string{"http.status_code": "503", "error": "true"})
			}
		},
	},
	{
		name:       "no route",
		back:       func(r chi.Router) { r.Get("/", text(200, "")) },
		path:       "/missing/7",
		wantStatus: 404, wantBody: "404 page not found\n",
		check: func(t *testing.T, spans []span) {
			t.Helper()
			if len(spans) != 2 || spans[0].name != "HTTP GET" || spans[1].name != "HTTP GET" {
				t.Errorf("got %v", spans)
			}
		},
	},
	{
		name:       "a panic",
		back:       func(r chi.Router) { r.Get("/panic", func(http.ResponseWriter, *http.Request) { panic("oops") }) },
		path:       "/panic",
		wantStatus: 0, wantBody: "EOF",
		check: func(t *testing.T, spans []span) {
			t.Helper()
			server := named(t, spans, "GET /panic")
			wantTags(t, server, map[string]string{"http.status_code": "500", "error": "true"})
			wantLog(t, server, map[string]string{"event": "error", "error.kind": "panic", "message": "oops"})
			client := named(t, spans, "HTTP GET")
			wantTags(t, client, map[string]string{"error": "true"})
		},
	},
	{
		name: "what the handler says",
		back: func(r chi.Router) {
			r.Get("/said", func(w http.ResponseWriter, r *http.Request) {
				chitrace.SetOperationName(r.Context(), "said")
				chitrace.LogError(r.Context(), errOdd)
				_, _ = io.WriteString(w, "said")
			})
		},
		path:       "/said",
		header:     []string{"X-Request", "7"},
		wantStatus: 200, wantBody: "said",
		check: func(t *testing.T, spans []span) {
			t.Helper()
			server := named(t, spans, "said")
			wantTags(t, server, map[string]string{"error": "true", "http.request.header.x-request": "7"})
			wantLog(t, server, map[string]string{"event": "error", "message": "odd"})
		},
	},
	{
		name: "a name for the call",
		back: func(r chi.Router) { r.Get("/", text(200, "root")) },
		path: "/",
		context: func(ctx context.Context) context.Context {
			return propagation.ContextWithOperationName(ctx, "fetch root")
		},
		wantStatus: 200, wantBody: "root",
		check: func(t *testing.T, spans []span) {
			t.Helper()
			if parent := named(t, spans, "fetch root"); named(t, spans, "GET /").parent != parent.id {
				t.Errorf("got %v", spans)
			}
		},
	},
	{
		name:       "a public endpoint",
		back:       func(r chi.Router) { r.Get("/public", text(200, "public")) },
		path:       "/public",
		wantStatus: 200, wantBody: "public",
		check: func(t *testing.T, spans []span) {
			t.Helper()
			server, client := named(t, spans, "GET /public"), named(t, spans, "HTTP GET")
			if server.parent != "" || server.trace == client.trace {
				t.Errorf("got %v, want it to be a root of its own", server)
			}
		},
	},
}

func TestBehaviour(t *testing.T) {
	for _, tracer := range tracers {
		for _, b := range behaviours {
			t.Run(tracer.name+"/"+b.name, func(t *testing.T) {
				recorded := tracer.make(t)
				if b.name == "baggage" && recorded.spans == nil {
					t.Skip("the no-op tracer has no baggage")
				}
				s := start(t, recorded, b.back)
				ctx := t.Context()
				if b.context != nil {
					ctx = b.context(ctx)
				}
				url := s.back + b.path
				if strings.HasPrefix(b.path, "/call/") {
					url = s.front + b.path
				}
				status, body := s.get(ctx, url, b.header...)
				if status != b.wantStatus || !strings.HasSuffix(body, b.wantBody) {
					t.Errorf("got %d %q, want %d %q", status, body, b.wantStatus, b.wantBody)
				}
				s.stop()
				if b.check != nil && recorded.spans != nil {
					b.check(t, recorded.spans())
				}
			})
		}
	}
}

// checkTrace expects one trace of four spans, each the parent of the next.
func checkTrace(t *testing.T, spans []span) {
	t.Helper()
	front, back := named(t, spans, "GET /call/*"), named(t, spans, "GET /things/{id}")
	ids := map[string]span{}
	for _, s := range spans {
		ids[s.id] = s
	}
	inner := ids[back.parent]
	outer := ids[front.parent]
	if len(spans) != 4 || len(ids) != 4 || inner.parent != front.id || outer.name != "HTTP GET" || outer.parent != "" {
		t.Fatalf("got %v, want a chain of four", spans)
	}
	for _, s := range spans {
		if s.trace != back.trace {
			t.Errorf("%s is of another trace", s.name)
		}
	}
	wantTags(t, back, map[string]string{
		"span.kind": "server", "component": "go-chi/chi", "http.method": "GET", "http.route": "/things/{id}",
		"http.status_code": "200", "http.response_size": "7", "http.route.param.id": "7", "error": "",
	})
	wantTags(t, inner, map[string]string{
		"span.kind": "client", "component": "net/http", "http.method": "GET", "http.status_code": "200", "error": "",
	})
	for _, s := range []span{back, inner} {
		if !strings.HasSuffix(s.tags["http.url"], "/things/7") {
			t.Errorf("%s: got http.url %q", s.name, s.tags["http.url"])
		}
	}
	if len(inner.logs) == 0 {
		t.Error("no log of the client trace")
	}
}

// TestForeignHeaders has clients send what no tracer sends, or another one's.
func TestForeignHeaders(t *testing.T) {
	headers := [][]string{
		{"Uber-Trace-Id", "not:an:id"},
		{"Uber-Trace-Id", "1:2:3"},
		{"Uber-Trace-Id", strings.Repeat("f", 10_000)},
		{"Traceparent", "00-00000000000000000000000000000000-0000000000000000-01"},
		{"Traceparent", "ff-zz"},
		{"Baggage", "a=b=c,,;"},
		{"Jaeger-Baggage", "no pair"},
		{"Jaeger-Debug-Id", "debug"},
		{"Mockpfx-Ids-Traceid", "x"},
		{"Mockpfx-Ids-Traceid", "1"},
		{"Ot-Tracer-Traceid", "xyz"},
		{"Ot-Tracer-Traceid", "1"},
		{"X-B3-Traceid", "\x80"},
	}
	for _, tracer := range tracers {
		t.Run(tracer.name, func(t *testing.T) {
			recorded := tracer.make(t)
			s := start(t, recorded, func(r chi.Router) { r.Get("/", text(200, "fine")) })
			for _, header := range headers {
				if status, body := bare(t, s.back, header...); status != 200 || body != "fine" {
					t.Errorf("%.100q: got %d %q", header, status, body)
				}
			}
			s.stop()
			if recorded.spans == nil {
				return
			}
			spans := recorded.spans()
			if len(spans) != len(headers) {
				t.Errorf("got %d spans, want %d", len(spans), len(headers))
			}
			for _, s := range spans {
				if s.parent == s.id || s.trace == "" || s.name != "GET /" {
					t.Errorf("got %v", s)
				}
			}
		})
	}
}

// bare makes a request that is not traced.
func bare(t *testing.T, url string, header ...string) (status int, body string) {
	t.Helper()
	untraced := &services{client: &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}}
	return untraced.get(t.Context(), url, header...)
}

// TestConcurrency has many requests share a tracer.
func TestConcurrency(t *testing.T) {
	for _, tracer := range tracers {
		t.Run(tracer.name, func(t *testing.T) {
			recorded := tracer.make(t)
			s := start(t, recorded, func(r chi.Router) { r.Get("/things/{id}", text(200, "fine")) })
			const clients, each = 8, 10
			var wg sync.WaitGroup
			for range clients {
				wg.Go(func() {
					for range each {
						if status, body := s.get(t.Context(), s.front+"/call/things/7"); status != 200 || body != "fine" {
							t.Errorf("got %d %q", status, body)
						}
					}
				})
			}
			wg.Wait()
			s.stop()
			if recorded.spans == nil {
				return
			}
			traces := map[string]int{}
			for _, s := range recorded.spans() {
				traces[s.trace]++
			}
			if len(traces) != clients*each {
				t.Errorf("got %d traces, want %d", len(traces), clients*each)
			}
			for id, n := range traces {
				if n != 4 {
					t.Errorf("got %d spans in trace %s, want 4", n, id)
				}
			}
		})
	}
}

// wantTags compares those tags; one that is wanted empty has to be missing.
func wantTags(t *testing.T, s span, want map[string]string) {
	t.Helper()
	for key, value := range want {
		if s.tags[key] != value {
			t.Errorf("%s: got %s=%q, want %q", s.name, key, s.tags[key], value)
		}
	}
}

// wantLog expects a record with those fields.
func wantLog(t *testing.T, s span, want map[string]string) {
	t.Helper()
	for _, fields := range s.logs {
		matches := true
		for key, value := range want {
			matches = matches && fields[key] == value
		}
		if matches {
			return
		}
	}
	t.Errorf("%s: got logs %v, want one with %v", s.name, s.logs, want)
}
