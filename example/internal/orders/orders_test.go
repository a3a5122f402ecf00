package orders_test

import (
	"cmp"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/go-chi/chi/v5"
	"github.com/go-chi/chi/v5/middleware"
	"github.com/opentracing/opentracing-go/ext"
	"github.com/opentracing/opentracing-go/mocktracer"

	"github.com/opentracing-contrib/go-chi/chitrace"
	"github.com/opentracing-contrib/go-chi/chitrace/propagation"
	"github.com/opentracing-contrib/go-chi/example/internal/orders"
	"github.com/opentracing-contrib/go-chi/example/internal/prices"
	"github.com/opentracing-contrib/go-chi/example/internal/service"
)

// result is the response, and the spans of the service by name and status, the
// root first.
type result struct {
	status int
	body   string
	spans  []string
	logs   []mocktracer.MockLogRecord // of other spans than calls
}

// run sends a request to the service, whose prices are at downstream.
func run(t *testing.T, downstream, path string) result {
	t.Helper()
	tracer, log := mocktracer.New(), slog.New(slog.DiscardHandler)
	shop, err := orders.New(downstream, &http.Client{Transport: propagation.NewTransport(nil)}, log)
	if err != nil {
		t.Fatal(err)
	}
	router := chi.NewRouter()
	router.Use(service.LogRequests(log), middleware.Recoverer, chitrace.Middleware(tracer))
	router.Route("/v1", shop.Routes)
	server := httptest.NewServer(router)
	defer server.Close()

	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, server.URL+path, http.NoBody)
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
	server.Close() // From here on the spans are all there.

	r := result{status: res.StatusCode, body: strings.TrimSpace(string(body))}
	spans := tracer.FinishedSpans()
	slices.SortFunc(spans, func(a, b *mocktracer.MockSpan) int { return cmp.Compare(a.ParentID, b.ParentID) })
	for _, s := range spans {
		if s.Tag("span.kind") != ext.SpanKindRPCClientEnum {
			r.logs = append(r.logs, s.Logs()...)
		}
		r.spans = append(r.spans, describe(s))
	}
	slices.Sort(r.spans[min(1, len(r.spans)):])
	return r
}

func describe(s *mocktracer.MockSpan) string {
	text := s.OperationName
	if s.Tag("span.kind") == ext.SpanKindRPCClientEnum {
		text = "call " + text
	}
	if s.Tag("error") == true {
		text += " failed"
	}
	return text
}

func TestHandler(t *testing.T) {
	tests := []struct {
		path       string
		wantStatus int
		wantBody   string // a part of it
		wantSpans  []string
	}{
		{"/v1/orders", 200, `"id":"1003"`, []string{"GET /v1/orders"}},
		{"/v1/orders/1001", 200, `"cents":2920}`, []string{
			"GET /v1/orders/{orderID}", "call GET /v1/prices/{sku}", "call GET /v1/prices/{sku}", "sum prices",
		}},
		{"/v1/orders/1001/quote", 200, `"cents":2920}`, []string{
			"GET /v1/orders/{orderID}/quote", "call GET /v1/quotes/{sku}", "call GET /v1/quotes/{sku}", "sum prices",
		}},
		{"/v1/orders/1002", 502, "not available", []string{
			"GET /v1/orders/{orderID} failed", "call GET /v1/prices/{sku}", "call GET /v1/prices/{sku} failed", "sum prices failed",
		}},
		{"/v1/orders/1001/invoice", 200, "Invoice for Ada, order 1001", []string{"GET /v1/orders/{orderID}/invoice"}},
		{"/v1/orders/1003/invoice", 500, "", []string{"GET /v1/orders/{orderID}/invoice failed"}},
		{"/v1/orders/4711", 404, "no such order", []string{"GET /v1/orders/{orderID}"}},
		{"/v1/orders/4711/invoice", 404, "no such order", []string{"GET /v1/orders/{orderID}/invoice"}},
		{"/v1/customers/7/orders", 200, `"id":"1002"`, []string{"GET /v1/customers/{customerID}/orders"}},
		{"/v1/customers/8/orders", 200, "[]", []string{"GET /v1/customers/{customerID}/orders"}},
		{"/v1/nowhere", 404, "not found", []string{"GET /v1/*"}},
	}
	priceRouter := chi.NewRouter()
	priceRouter.Route("/v1", prices.Supplier{Log: slog.New(slog.DiscardHandler)}.Routes)
	downstream := httptest.NewServer(priceRouter)
	t.Cleanup(downstream.Close)
	for _, tt := range tests {
		t.Run(tt.path, func(t *testing.T) {
			got := run(t, downstream.URL, tt.path)
			if got.status != tt.wantStatus || !strings.Contains(got.body, tt.wantBody) {
				t.Errorf("got %d %s, want %d with %q", got.status, got.body, tt.wantStatus, tt.wantBody)
			}
			if !slices.Equal(got.spans, tt.wantSpans) {
				t.Errorf("the spans are %q, want %q", got.spans, tt.wantSpans)
			}
		})
	}
}

func TestPricesAreOutOfReach(t *testing.T) {
	broken := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, "no JSON")
	}))
	t.Cleanup(broken.Close)
	closed := httptest.NewServer(http.NotFoundHandler())
	closed.Close()
	for name, downstream := range map[string]string{"nobody listens": closed.URL, "the answer makes no sense": broken.URL} {
		t.Run(name, func(t *testing.T) {
			got := run(t, downstream, "/v1/orders/1001")
			if got.status != http.StatusBadGateway {
				t.Errorf("got %d, want 502", got.status)
			}
			if strings.Contains(got.body, "127.0.0.1") {
				t.Errorf("the caller learns of the inside: %s", got.body)
			}
			if len(got.logs) != 2 {
				t.Errorf("the service's logs are %v, want the error on the request and on its inner span", got.logs)
			}
		})
	}
}

func TestPricesURL(t *testing.T) {
	for url, wantOK := range map[string]bool{
		"http://127.0.0.1:8081":       true,
		"https://prices.example/base": true,
		"127.0.0.1:8081":              false,
		"http://":                     false,
		"ftp://prices.example":        false,
		"http://bad host":             false,
		"":                            false,
	} {
		if _, err := orders.New(url, http.DefaultClient, slog.Default()); (err == nil) != wantOK {
			t.Errorf("%s: got %v, want ok: %v", url, err, wantOK)
		}
	}
}
