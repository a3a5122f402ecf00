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

	"github.com/opentracing/opentracing-go/mocktracer"

	"github.com/opentracing-contrib/go-chi/example/internal/orders"
	"github.com/opentracing-contrib/go-chi/example/internal/prices"
	"github.com/opentracing-contrib/go-chi/example/internal/service"
)

// result is the response, and the spans of the service by name and status, the
// root first.
type result struct {
	status int
	header http.Header
	body   string
	spans  []string
	root   *mocktracer.MockSpan
}

// run sends a request to the service, whose prices are at downstream.
func run(t *testing.T, downstream, path string) result {
	t.Helper()
	base, err := orders.ParseURL(downstream)
	if err != nil {
		t.Fatal(err)
	}
	tracer := mocktracer.New()
	env := service.NewEnv(slog.New(slog.DiscardHandler))
	env.Tracer = tracer
	server := httptest.NewServer(orders.NewHandler(env, orders.PriceList{URL: base, Client: env.Client()}))
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

	r := result{status: res.StatusCode, header: res.Header, body: strings.TrimSpace(string(body))}
	spans := tracer.FinishedSpans()
	slices.SortFunc(spans, func(a, b *mocktracer.MockSpan) int { return cmp.Compare(a.ParentID, b.ParentID) })
	for _, s := range spans {
		if s.ParentID == 0 {
			r.root = s
		}
		r.spans = append(r.spans, describe(s))
	}
	slices.Sort(r.spans[min(1, len(r.spans)):])
	return r
}

func describe(s *mocktracer.MockSpan) string {
	text := s.OperationName
	if s.ParentID != 0 {
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
			"GET /v1/orders/{orderID}", "call GET /v1/prices/{sku}", "call GET /v1/prices/{sku}",
		}},
		{"/v1/orders/1001/quote", 200, `"cents":2920}`, []string{
			"GET /v1/orders/{orderID}/quote", "call GET /v1/quotes/{sku}", "call GET /v1/quotes/{sku}",
		}},
		{"/v1/orders/1002", 502, "not available", []string{
			"GET /v1/orders/{orderID} failed", "call GET /v1/prices/{sku}", "call GET /v1/prices/{sku} failed",
		}},
		{"/v1/orders/1001/invoice", 200, "Invoice for Ada, order 1001", []string{"GET /v1/orders/{orderID}/invoice"}},
		{"/v1/orders/1003/invoice", 500, "", []string{"GET /v1/orders/{orderID}/invoice failed"}},
		{"/v1/orders/4711", 404, "no such order", []string{"GET /v1/orders/{orderID}"}},
		{"/v1/orders/4711/invoice", 404, "no such order", []string{"GET /v1/orders/{orderID}/invoice"}},
		{"/v1/customers/7/orders", 200, `"id":"1002"`, []string{"GET /v1/customers/{customerID}/orders"}},
		{"/v1/customers/8/orders", 200, "[]", []string{"GET /v1/customers/{customerID}/orders"}},
		{"/v1/nowhere", 404, "not found", []string{"GET /v1/*"}},
		{"/nowhere", 404, "not found", []string{"HTTP GET"}},
		{"/healthz", 200, "ok", nil},
	}
	downstream := httptest.NewServer(prices.NewHandler(service.NewEnv(slog.New(slog.DiscardHandler)), 0))
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

func TestTraceAndOrderAreFoundByTheirIDs(t *testing.T) {
	got := run(t, "http://unused.invalid", "/v1/orders/1003/invoice")
	if got.header.Get("Mockpfx-Ids-Traceid") == "" {
		t.Errorf("the response has no trace id: %v", got.header)
	}
	if id := got.root.Tag("http.route.param.orderID"); id != "1003" {
		t.Errorf("the span has the order id %v, want 1003", id)
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
			if logs := got.root.Logs(); len(logs) != 1 || got.root.Tag("error") != true {
				t.Errorf("the span has %v, want the error", logs)
			}
		})
	}
}

func TestParseURL(t *testing.T) {
	tests := []struct {
		in     string
		wantOK bool
	}{
		{"http://127.0.0.1:8081", true},
		{"https://prices.example/base", true},
		{"127.0.0.1:8081", false},
		{"http://", false},
		{"ftp://prices.example", false},
		{"http://bad host", false},
		{"", false},
	}
	for _, tt := range tests {
		t.Run(tt.in, func(t *testing.T) {
			u, err := orders.ParseURL(tt.in)
			if (err == nil) != tt.wantOK || (u != nil) != tt.wantOK {
				t.Errorf("got %v, %v, want ok: %v", u, err, tt.wantOK)
			}
		})
	}
}
