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
)

func TestSnippets(t *testing.T) {
	for document, sources := range map[string][]string{
		"README.md":               {"readme_test.go", "example/quickstart/main.go"},
		"docs/in-your-service.md": {"*_test.go", "chitrace/tracelog/example_test.go", "e2e/loggers/*_test.go"},
	} {
		code := ""
		for _, pattern := range sources {
			files, err := filepath.Glob(pattern)
			if err != nil || files == nil {
				t.Fatalf("%s: no files, %v", pattern, err)
			}
			for _, file := range files {
				code += unindent(read(t, file))
			}
		}
		snippets := regexp.MustCompile("(?s)```go\n(.*?)```").FindAllStringSubmatch(read(t, document), -1)
		if len(snippets) == 0 {
			t.Fatalf("%s has no snippets", document)
		}
		for _, snippet := range snippets {
			if !strings.Contains(code, unindent(snippet[1])) {
				t.Errorf("%s: no example has this:\n%s", document, snippet[1])
			}
		}
	}
}

// Each exported function of the library has an example.
func TestEveryFunctionHasAnExample(t *testing.T) {
	var functions []string // as folder/Name
	examples := make(map[string]bool)
	err := filepath.WalkDir("chitrace", func(file string, _ fs.DirEntry, err error) error {
		if err != nil || filepath.Ext(file) != ".go" {
			return err
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
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
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
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
	r.Use(quiet)

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

// quiet keeps Recoverer from printing the stack.
func quiet(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		next.ServeHTTP(w, middleware.WithLogEntry(r, silence{}))
	})
}

type silence struct{ middleware.LogEntry }

func (silence) Panic(any, []byte) {}
