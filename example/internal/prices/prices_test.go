package prices_test

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/go-chi/chi/v5"
	"github.com/opentracing/opentracing-go"
	"github.com/opentracing/opentracing-go/mocktracer"

	"github.com/opentracing-contrib/go-chi/chitrace"
	"github.com/opentracing-contrib/go-chi/example/internal/prices"
)

// start runs the service. Its spans are all there once it is stopped.
func start(t *testing.T, quoteDelay time.Duration, opts ...chitrace.Option) (url string, stop func() []*mocktracer.MockSpan) {
	t.Helper()
	tracer := mocktracer.New()
	router := chi.NewRouter()
	router.Use(chitrace.Middleware(tracer, opts...))
	router.Route("/v1", prices.Supplier{Log: slog.New(slog.DiscardHandler), QuoteDelay: quoteDelay}.Routes)
	server := httptest.NewServer(router)
	t.Cleanup(server.Close)
	return server.URL, func() []*mocktracer.MockSpan {
		server.Close()
		return tracer.FinishedSpans()
	}
}

func get(ctx context.Context, url string) (status int, body string, err error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, http.NoBody)
	if err != nil {
		return 0, "", err
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return 0, "", err
	}
	defer func() { _ = res.Body.Close() }()
	b, err := io.ReadAll(res.Body)
	return res.StatusCode, strings.TrimSpace(string(b)), err
}

func TestHandler(t *testing.T) {
	tests := []struct {
		path       string
		wantStatus int
		wantBody   string
		wantSpans  string
	}{
		{"/v1/prices/cup", 200, `{"sku":"cup","cents":450}`, "GET /v1/prices/{sku}"},
		{"/v1/quotes/cup", 200, `{"sku":"cup","cents":450}`, "ask supplier, GET /v1/quotes/{sku}"},
		{"/v1/prices/teapot", 503, `{"error":"the supplier does not answer"}`, "GET /v1/prices/{sku}"},
		{"/v1/prices/sofa", 404, `{"error":"no such article"}`, "GET /v1/prices/{sku}"},
		{"/v1/prices", 404, "404 page not found", "GET /v1/*"},
	}
	for _, tt := range tests {
		t.Run(tt.path, func(t *testing.T) {
			url, stop := start(t, 0)
			status, body, err := get(t.Context(), url+tt.path)
			if err != nil {
				t.Fatal(err)
			}
			if status != tt.wantStatus || body != tt.wantBody {
				t.Errorf("got %d %s, want %d %s", status, body, tt.wantStatus, tt.wantBody)
			}
			var names []string
			for _, s := range stop() {
				names = append(names, s.OperationName)
			}
			if got := strings.Join(names, ", "); got != tt.wantSpans {
				t.Errorf("the spans are %q, want %q", got, tt.wantSpans)
			}
		})
	}
}

func TestQuoteTakesItsTime(t *testing.T) {
	const delay = 20 * time.Millisecond
	url, stop := start(t, delay)
	if _, _, err := get(t.Context(), url+"/v1/quotes/cup"); err != nil {
		t.Fatal(err)
	}
	span := stop()[0]
	if took := span.FinishTime.Sub(span.StartTime); took < delay {
		t.Errorf("it took %v, want at least %v", took, delay)
	}
}

func TestQuoteEndsWhenItsCallerGivesUp(t *testing.T) {
	ctx, giveUp := context.WithCancel(t.Context())
	url, stop := start(t, time.Hour, chitrace.WithSpanObserver(func(opentracing.Span, *http.Request) { giveUp() }))
	if _, _, err := get(ctx, url+"/v1/quotes/cup"); !errors.Is(err, context.Canceled) {
		t.Fatalf("got %v, want %v", err, context.Canceled)
	}
	spans := stop() // It returns when the handler has, long before the hour.
	if len(spans) != 2 || spans[0].Tag("error") != true || spans[1].Tag("http.client_disconnected") != true {
		t.Errorf("got %v, want the error and the client that is gone", spans)
	}
}
