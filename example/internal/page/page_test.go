package page_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/go-chi/chi/v5"
	"github.com/prometheus/client_golang/prometheus"

	"github.com/opentracing-contrib/go-chi/chitrace/metrics"
	chiprom "github.com/opentracing-contrib/go-chi/chitrace/metrics/prometheus"
	"github.com/opentracing-contrib/go-chi/example/internal/page"
	"github.com/opentracing-contrib/go-chi/example/internal/traces"
)

type response struct {
	status int
	header http.Header
	body   string
}

// run sends a request, as in "GET /", to the page over a service that answers
// "next" to everything.
func run(t *testing.T, p page.Page, request string) response {
	t.Helper()
	next := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "next") })
	server := httptest.NewServer(p.Over(next))
	t.Cleanup(server.Close)

	method, path, _ := strings.Cut(request, " ")
	req, err := http.NewRequestWithContext(t.Context(), method, server.URL+path, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	res, err := server.Client().Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response{res.StatusCode, res.Header, string(body)}
}

// find knows one trace.
func find(id string) (traces.Trace, bool) {
	return traces.Trace{ID: id, Spans: []traces.Span{
		{
			ID: "1", Service: "orders", Operation: "GET /", Duration: time.Millisecond, Status: 200,
			Tags: []traces.Field{{Key: "error", Value: "true"}}, Logs: [][]traces.Field{{{Key: "event", Value: "error"}}},
		},
	}}, id == "ab"
}

func TestPageLeavesTheRestToTheService(t *testing.T) {
	tests := []struct {
		request    string
		page       page.Page
		wantStatus int
		wantType   string // of what the page serves; empty: it is the service's
	}{
		{"GET /", page.Page{}, 200, "text/html; charset=utf-8"},
		{"HEAD /", page.Page{}, 200, "text/html; charset=utf-8"},
		{"GET /assets/page.js", page.Page{}, 200, "text/javascript; charset=utf-8"},
		{"GET /assets/style.css", page.Page{}, 200, "text/css; charset=utf-8"},
		{"GET /assets/icon.svg", page.Page{}, 200, "image/svg+xml"},
		{"GET /assets/none.js", page.Page{}, 404, "text/plain; charset=utf-8"},
		{"GET /assets/..%2Fpage.go", page.Page{}, 400, "text/plain; charset=utf-8"},
		{"GET /traces/ab", page.Page{Trace: find}, 200, "application/json"},
		{"GET /traces/cd", page.Page{Trace: find}, 404, "application/json"},

		{"GET /figures", page.Page{Metrics: prometheus.NewRegistry()}, 200, "application/json"},
		{"GET /figures", page.Page{}, 200, ""},
		{"GET /traces/ab", page.Page{}, 200, ""},
		{"GET /assets/", page.Page{}, 200, ""},
		{"GET /assets", page.Page{}, 200, ""},
		{"POST /", page.Page{}, 200, ""},
		{"GET /v1/orders", page.Page{}, 200, ""},
	}
	for _, tt := range tests {
		t.Run(tt.request, func(t *testing.T) {
			got := run(t, tt.page, tt.request)
			own := got.header.Get("Content-Security-Policy") != ""
			if wantOwn := tt.wantType != ""; own != wantOwn || (got.body == "next") == wantOwn {
				t.Fatalf("the page serves it: %v, want %v; got %q", own, wantOwn, got.body)
			}
			contentType := got.header.Get("Content-Type")
			if got.status != tt.wantStatus || own && contentType != tt.wantType {
				t.Errorf("got %d %q, want %d %q", got.status, contentType, tt.wantStatus, tt.wantType)
			}
		})
	}
}

func TestIndex(t *testing.T) {
	tests := []struct {
		name string
		page page.Page
		want string
	}{
		{"no traces", page.Page{}, "<body>"},
		{"traces in memory", page.Page{Trace: find}, `<body data-traces="/traces/">`},
		{"metrics", page.Page{Metrics: prometheus.NewRegistry()}, `<body data-figures="/figures">`},
		{"Jaeger", page.Page{JaegerUI: "http://127.0.0.1:16686"}, `<body data-jaeger="http://127.0.0.1:16686/trace/">`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			body := run(t, tt.page, "GET /").body
			if !strings.Contains(body, tt.want) {
				t.Errorf("there is no %s in\n%s", tt.want, body)
			}
			for _, r := range page.Requests {
				if !strings.Contains(body, `value="`+r.Path+`"`) {
					t.Errorf("there is no button for %s", r.Path)
				}
			}
		})
	}
}

// What the page's own policy forbids would not work, and what comes from
// elsewhere would not without a network.
func TestPageNeedsNothingElse(t *testing.T) {
	index := run(t, page.Page{}, "GET /").body
	files := regexp.MustCompile(`/assets/[^"]+`).FindAllString(index, -1)
	if len(files) != 4 { // The icon is also in the heading.
		t.Errorf("the page needs the files %q, want four", files)
	}
	for _, module := range []string{"answer", "waterfall", "keys", "figures"} {
		files = append(files, "/assets/"+module+".js")
	}
	all := index
	for _, file := range files {
		got := run(t, page.Page{}, "GET "+file)
		if got.status != http.StatusOK {
			t.Errorf("%s: got %d", file, got.status)
		}
		all += strings.ReplaceAll(got.body, "http://www.w3.org/2000/svg", "")
	}
	hazards := regexp.MustCompile(`<script>|<style|style="|\son\w+="|javascript:|https?://|innerHTML|@import|eval\(`)
	if found := hazards.FindAllString(all, -1); found != nil {
		t.Errorf("it has %q", found)
	}
}

func TestTrace(t *testing.T) {
	got := run(t, page.Page{Trace: find}, "GET /traces/ab").body
	want := `[{"depth":0,"service":"orders","operation":"GET /","status":200,` +
		`"failed":false,"reason":"","duration":"1.00 ms","from":0,"to":1,` +
		`"tags":[{"key":"error","value":"true"}],"logs":[[{"key":"event","value":"error"}]]}]` + "\n"
	if got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestFigures(t *testing.T) {
	registry := prometheus.NewRegistry()
	r := chi.NewRouter()
	r.Use(metrics.Middleware(chiprom.New(registry)))
	r.Get("/orders/{id}", func(w http.ResponseWriter, r *http.Request) {
		if chi.URLParam(r, "id") == "0" {
			w.WriteHeader(http.StatusBadGateway)
		}
	})
	start := time.Now()
	for id := range 4 {
		r.ServeHTTP(httptest.NewRecorder(), httptest.NewRequestWithContext(t.Context(), http.MethodGet, fmt.Sprint("/orders/", id), http.NoBody))
	}
	most := time.Since(start).Seconds() / 4

	var got []struct {
		Route                  string
		Requests, Errors, Mean float64
	}
	if err := json.Unmarshal([]byte(run(t, page.Page{Metrics: registry}, "GET /figures").body), &got); err != nil {
		t.Fatal(err)
	}
	if len(got) != 1 || got[0].Route != "/orders/{id}" || got[0].Requests != 4 || got[0].Errors != 1 {
		t.Fatalf("got %+v, want 4 requests, one of them an error", got)
	}
	if mean := got[0].Mean; mean <= 0 || mean > most {
		t.Errorf("the mean is %v s, want at most %v", mean, most)
	}
}
