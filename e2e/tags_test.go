package e2e

import (
	"context"
	"fmt"
	"maps"
	"reflect"
	"strings"
	"testing"

	"github.com/opentracing-contrib/go-chi/e2e/internal/jaeger"
)

// Jaeger shows every tag of the contract with its type, and no other.
func TestTags(t *testing.T) {
	server := jaeger.Start(t, jaegerBinary, jaeger.Everything())
	prices := startPrices(t, server.ByHTTP())
	orders := startOrders(t, prices.url, server.ByHTTP())

	a := orders.mustSend(t, "/v1/orders/1003?token=secret")
	root := server.Trace(t, a.traceID, 4).Root()
	checkTags(t, root, jaeger.KeyValues{
		"span.kind":                "server",
		"component":                "go-chi/chi",
		"http.method":              "GET",
		"http.url":                 orders.url + "/v1/orders/1003",
		"http.route":               "/v1/orders/{orderID}",
		"http.route.param.orderID": "1003",
		"http.status_code":         int64(200),
		"http.response_size":       int64(len(a.body)),
	})

	a = orders.mustSend(t, "/v1/orders/1002")
	trace := server.Trace(t, a.traceID, 6)
	failed := trace.Children(trace.Children(trace.Root().ID)[0].ID)[1]
	checkTags(t, failed, jaeger.KeyValues{
		"span.kind":        "client",
		"component":        "net/http",
		"http.method":      "GET",
		"http.url":         prices.url + "/v1/prices/teapot",
		"http.status_code": int64(503),
		"error":            true,
	})
	checkTags(t, trace.Children(failed.ID)[0], jaeger.KeyValues{
		"span.kind":            "server",
		"component":            "go-chi/chi",
		"http.method":          "GET",
		"http.url":             prices.url + "/v1/prices/teapot",
		"http.route":           "/v1/prices/{sku}",
		"http.route.param.sku": "teapot",
		"http.status_code":     int64(503),
		"http.response_size":   int64(len(`{"error":"the supplier does not answer"}` + "\n")),
		"error":                true,
	})
}

// A request fails in the log of the span that knows why.
func TestErrorLogs(t *testing.T) {
	server := jaeger.Start(t, jaegerBinary, jaeger.Everything())
	prices := startPrices(t, server.ByHTTP())
	orders := startOrders(t, prices.url, server.ByHTTP())

	t.Run("panic", func(t *testing.T) {
		panicked := server.Trace(t, orders.mustSend(t, "/v1/orders/1003/invoice").traceID, 1).Root()
		log := errorLog(t, panicked)
		if got, want := log["error.kind"], "panic"; got != want {
			t.Errorf("error.kind is %q, want %q", got, want)
		}
		if got, want := log["message"], "runtime error: invalid memory address or nil pointer dereference"; got != want {
			t.Errorf("message is %q, want %q", got, want)
		}
		if stack, _ := log["stack"].(string); !strings.Contains(stack, "orders.invoice") {
			t.Errorf("the stack does not lead to the handler:\n%s", stack)
		}
	})

	prices.Kill()

	t.Run("downstream gone", func(t *testing.T) {
		a := orders.mustSend(t, "/v1/orders/1003")
		trace := server.Trace(t, a.traceID, 3)
		want := `orders server GET /v1/orders/{orderID} 502 error
	orders sum prices error
		orders client GET /v1/prices/{sku} error
`
		if got := trace.String(); got != want {
			t.Fatalf("got\n%swant\n%s", got, want)
		}
		for _, span := range trace.Spans {
			log := errorLog(t, span)
			if text := fmt.Sprint(log["error.object"]); !strings.Contains(text, "connection refused") {
				t.Errorf("%v: the error is %q", span, text)
			}
		}
	})
}

// Where the client gives up, all that worked for it say so.
func TestClientGone(t *testing.T) {
	server := jaeger.Start(t, jaegerBinary, jaeger.Everything())
	prices := startPrices(t, server.ByHTTP(), "-quote-delay", "1h")
	orders := startOrders(t, prices.url, server.ByHTTP())

	ctx, giveUp := context.WithCancel(t.Context())
	sent := make(chan error, 1)
	const id = "4bf92f3577b34da6"
	go func() {
		_, err := orders.send(ctx, "/v1/orders/1003/quote", "Uber-Trace-Id: "+id+":1:0:1")
		sent <- err
	}()
	prices.waitInFlight(t, 1)
	giveUp()
	if err := <-sent; err == nil {
		t.Fatal("the request was answered")
	}

	// The test itself is the root, as the caller: Jaeger never hears of it.
	for _, span := range server.Trace(t, id, 5).Spans {
		got := span.Tags["http.client_disconnected"]
		if want := span.Tags["span.kind"] == "server"; (got == true) != want {
			t.Errorf("%v: http.client_disconnected is %v, want it on server spans", span, got)
		}
	}
}

// checkTags compares all tags of a span but those that Jaeger and its client
// add of themselves.
func checkTags(t *testing.T, span jaeger.Span, want jaeger.KeyValues) {
	t.Helper()
	got := maps.Clone(span.Tags)
	maps.DeleteFunc(got, func(key string, _ any) bool {
		return strings.HasPrefix(key, "sampler.") || strings.HasPrefix(key, "otel.")
	})
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%v:\ngot  %v\nwant %v", span, got, want)
	}
}

// errorLog returns the one log of a span, which has to be that of an error.
func errorLog(t *testing.T, span jaeger.Span) jaeger.KeyValues {
	t.Helper()
	if len(span.Logs) != 1 || span.Logs[0].Fields["event"] != "error" {
		t.Fatalf("%v: got logs %v, want one error", span, span.Logs)
	}
	return span.Logs[0].Fields
}
