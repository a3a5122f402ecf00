// Package gochi_test checks the documents: each Go snippet is code of an example
// here, or of a program or test that is built.
package gochi_test

import (
	"bytes"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/go-chi/chi/v5"
	"github.com/go-chi/chi/v5/middleware"
	"github.com/opentracing/opentracing-go"
	"github.com/opentracing/opentracing-go/mocktracer"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	"github.com/uber/jaeger-client-go"

	"github.com/opentracing-contrib/go-chi/chitrace"
	"github.com/opentracing-contrib/go-chi/chitrace/jaegertracer"
	"github.com/opentracing-contrib/go-chi/chitrace/metrics"
	chiprom "github.com/opentracing-contrib/go-chi/chitrace/metrics/prometheus"
	"github.com/opentracing-contrib/go-chi/chitrace/propagation"
	"github.com/opentracing-contrib/go-chi/chitrace/propagation/codec"
	"github.com/opentracing-contrib/go-chi/chitrace/tracelog"
	"github.com/opentracing-contrib/go-chi/internal/tracetest"
)

// Each Go snippet of a document stands in a test or an example.
func TestSnippets(t *testing.T) {
	var code strings.Builder
	documents := 0
	snippet := regexp.MustCompile("(?s)```go\n(.*?)```")
	walk(t, ".", func(file string) {
		if strings.HasSuffix(file, "_test.go") || strings.HasPrefix(file, "example") && filepath.Ext(file) == ".go" {
			code.WriteString(unindent(read(t, file)))
		}
	})
	walk(t, ".", func(file string) {
		if filepath.Ext(file) != ".md" {
			return
		}
		for _, match := range snippet.FindAllStringSubmatch(read(t, file), -1) {
			documents++
			if !strings.Contains(code.String(), unindent(match[1])) {
				t.Errorf("%s: no test or example has this:\n%s", file, match[1])
			}
		}
	})
	if documents < 60 {
		t.Errorf("there are only %d snippets", documents)
	}
}

// walk calls f with each file of the folder, except what is built.
func walk(t *testing.T, folder string, f func(file string)) {
	t.Helper()
	err := filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && (d.Name() == ".git" || d.Name() == "bin"):
			return filepath.SkipDir
		case !d.IsDir():
			f(path)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// Each exported function of the library has an example.
func TestEveryFunctionHasAnExample(t *testing.T) {
	var functions []string // as folder/Name
	examples := make(map[string]bool)
	walk(t, "chitrace", func(file string) {
		if filepath.Ext(file) != ".go" {
			return
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		for _, decl := range parsed.Decls {
			f, ok := decl.(*ast.FuncDecl)
			if !ok || f.Recv != nil || !f.Name.IsExported() {
				continue
			}
			name, isExample := strings.CutPrefix(f.Name.Name, "Example")
			name, _, _ = strings.Cut(filepath.Dir(file)+"/"+name, "_")
			switch {
			case !strings.HasSuffix(file, "_test.go"):
				functions = append(functions, name)
			case isExample:
				examples[name] = true
			}
		}
	})
	if len(functions) < 60 {
		t.Fatalf("there are only %d functions", len(functions))
	}
	for _, f := range functions {
		if !examples[f] {
			t.Errorf("%s has no example", f)
		}
	}
}

func read(t *testing.T, file string) string {
	t.Helper()
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

var indent = regexp.MustCompile(`(?m)^\s+|[ \t]+$`)

func unindent(s string) string { return indent.ReplaceAllString(s, "") }

// Three lines make a service traced.
func Example() {
	tracer := mocktracer.New()
	factory := chiprom.New(prometheus.NewRegistry())
	r := chi.NewRouter()

	r.Use(chitrace.Middleware(tracer))                               // one server span per request
	client := &http.Client{Transport: propagation.NewTransport(nil)} // the trace goes on in the next service
	r.Use(metrics.Middleware(factory))                               // rate, errors, duration per route

	r.Get("/v1/users/{userID}", func(http.ResponseWriter, *http.Request) {})
	srv := httptest.NewServer(r)
	resp, err := client.Get(srv.URL + "/v1/users/7")
	if err == nil {
		err = resp.Body.Close()
	}
	srv.Close()
	fmt.Println(tracer.FinishedSpans()[0].OperationName, err)
	// Output: GET /v1/users/{userID} <nil>
}

// A handler can add to its span.
func Example_handler() {
	tracer := mocktracer.New()
	r := chi.NewRouter()
	r.Use(chitrace.Middleware(tracer))
	r.Post("/checkout", func(_ http.ResponseWriter, r *http.Request) {
		if span := chitrace.SpanFromRequest(r); span != nil { // nil: not traced
			span.SetTag("tenant", "acme")
		}
		chitrace.SetOperationName(r.Context(), "checkout")              // the middleware keeps it
		chitrace.LogError(r.Context(), errors.New("card was declined")) // error=true and a log
	})
	r.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodPost, "/checkout", http.NoBody))

	span := tracer.FinishedSpans()[0]
	fmt.Println(span.OperationName, span.Tag("tenant"), span.Tag("error"))
	// Output: checkout acme true
}

// An outgoing call is named by the caller, who knows the route.
func Example_client() {
	tracer := mocktracer.New()
	srv := httptest.NewServer(http.NotFoundHandler())
	defer srv.Close()
	r, prices := httptest.NewRequest(http.MethodGet, "/", http.NoBody), srv.URL
	r = r.WithContext(opentracing.ContextWithSpan(r.Context(), tracer.StartSpan("order")))

	client := &http.Client{Transport: propagation.NewTransport(nil)}

	ctx := propagation.ContextWithOperationName(r.Context(), "GET /v1/prices/{sku}")
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, prices+"/v1/prices/teapot", http.NoBody)
	if err != nil {
		fmt.Println(err)
		return
	}
	resp, err := client.Do(req)
	if err != nil {
		fmt.Println(err)
		return
	}
	_ = resp.Body.Close()
	fmt.Println(tracer.FinishedSpans()[0].OperationName, resp.StatusCode)
	// Output: GET /v1/prices/{sku} 404
}

// The metrics of both sides go to one registry, through one factory.
func Example_metrics() {
	tracer := mocktracer.New()
	r := chi.NewRouter()

	registry := prometheus.NewRegistry()
	factory := chiprom.New(registry) // chitrace/metrics/prometheus
	exemplars := metrics.WithExemplars(jaegertracer.ExemplarLabels)

	r.Use(chitrace.Middleware(tracer))
	r.Use(metrics.Middleware(factory, exemplars))
	r.Handle("/metrics", promhttp.HandlerFor(registry, promhttp.HandlerOpts{EnableOpenMetrics: true}))

	client := &http.Client{Transport: propagation.NewTransport( // the span, and in it
		metrics.NewTransport(nil, factory, exemplars), // what is counted
	)}

	r.Get("/", func(http.ResponseWriter, *http.Request) {})
	r.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "/", http.NoBody))
	client.CloseIdleConnections()
	families, err := registry.Gather()
	for _, family := range families {
		fmt.Println(family.GetName())
	}
	fmt.Println(err)
	// Output:
	// http_client_requests_in_flight
	// http_server_request_duration_seconds
	// http_server_requests_in_flight
	// http_server_requests_total
	// http_server_response_size_bytes
	// <nil>
}

// A log line leads to its trace.
func Example_logs() {
	tracer, closer := jaeger.NewTracer("orders", jaeger.NewConstSampler(true), jaeger.NewNullReporter())
	defer func() { _ = closer.Close() }()
	r := httptest.NewRequest(http.MethodGet, "/", http.NoBody)
	span := tracer.StartSpan("GET /")
	r = r.WithContext(opentracing.ContextWithSpan(r.Context(), span))
	os := struct{ Stdout *bytes.Buffer }{new(bytes.Buffer)} // to look at what is logged

	log := slog.New(tracelog.NewHandler(slog.NewJSONHandler(os.Stdout, nil)))
	log.InfoContext(r.Context(), "paid") // with trace_id, span_id and sampled

	id := span.Context().(jaeger.SpanContext).TraceID().String()
	fmt.Println(strings.Contains(os.Stdout.String(), `"trace_id":"`+id+`"`))
	// Output: true
}

// A tracer that reads and writes the headers of old and new services.
func Example_headers() {
	sampler, reporter := jaeger.NewConstSampler(true), jaeger.NewNullReporter()

	c := codec.Composite(codec.W3C(), codec.Jaeger()) // read either, write both
	tracer, closer := jaeger.NewTracer("orders", sampler, reporter,
		jaeger.TracerOptions.Extractor(opentracing.HTTPHeaders, c),
		jaeger.TracerOptions.Injector(opentracing.HTTPHeaders, c))

	defer func() { _ = closer.Close() }()
	header := http.Header{}
	err := tracer.Inject(tracer.StartSpan("").Context(), opentracing.HTTPHeaders, opentracing.HTTPHeadersCarrier(header))
	fmt.Println(len(header.Get("Traceparent")), header.Get("Uber-Trace-Id") != "", err)
	// Output: 55 true <nil>
}

// Recoverer stands before the tracing, so that the span sees the panic.
func Example_order() {
	tracer := mocktracer.New()
	r := chi.NewRouter()
	r.Use(tracetest.Quiet)

	r.Use(middleware.Recoverer)
	r.Use(chitrace.Middleware(tracer)) // sees the panic: its value and stack are on the span

	r.Get("/", func(http.ResponseWriter, *http.Request) { panic("no tea") })
	w := httptest.NewRecorder()
	r.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/", http.NoBody))
	for _, field := range tracer.FinishedSpans()[0].Logs()[0].Fields[:3] {
		fmt.Println(field.Key, field.ValueString)
	}
	fmt.Println(w.Code)
	// Output:
	// event error
	// error.kind panic
	// message no tea
	// 500
}

// See docs/observability.md.
func Example_observability() {
	tracer := mocktracer.New()
	r := chi.NewRouter()

	registry := prometheus.NewRegistry()
	factory := chiprom.New(registry) // chitrace/metrics/prometheus

	exemplars := metrics.WithExemplars(jaegertracer.ExemplarLabels)
	r.Use(chitrace.Middleware(tracer), metrics.Middleware(factory, exemplars))
	client := &http.Client{Transport: propagation.NewTransport(metrics.NewTransport(nil, factory, exemplars))}

	r.Method(http.MethodGet, "/metrics", promhttp.HandlerFor(registry,
		promhttp.HandlerOpts{EnableOpenMetrics: true})) // the format that has exemplars

	client.CloseIdleConnections()
	get(r, "/metrics")
	fmt.Println(tracer.FinishedSpans()[0].OperationName)
	// Output: GET /metrics
}

// See docs/limits.md.
func Example_limits() {
	tracer := mocktracer.New()
	r := chi.NewRouter()
	r.Use(middleware.RequestSize(1<<20), chitrace.Middleware(tracer))

	router := chi.NewRouter()
	router.Get("/orders/{id}", func(http.ResponseWriter, *http.Request) {})
	var server http.Server
	handler := http.TimeoutHandler(router, 5*time.Second, "")
	server.Handler = chitrace.Middleware(tracer)(chitrace.ShowRoutes(handler, router))

	get(server.Handler, "/orders/7")
	fmt.Println(tracer.FinishedSpans()[0].OperationName)
	// Output: GET /orders/{id}
}
