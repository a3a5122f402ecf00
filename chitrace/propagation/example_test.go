package propagation_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"

	"github.com/opentracing/opentracing-go"
	"github.com/opentracing/opentracing-go/mocktracer"

	"github.com/opentracing-contrib/go-chi/chitrace/propagation"
)

// tracer stands for the tracer of your service.
var tracer = mocktracer.New()

// prices is a service to call. It says what baggage came in.
var prices = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path != "/prices/42" {
		http.NotFound(w, r)
		return
	}
	_, _ = fmt.Fprintf(w, "tenant: %q", r.Header.Get("Mockpfx-Baggage-Tenant"))
}))

// fetch gets a page of the service with a client that has the transport, and
// returns the body and the span of the call.
func fetch(ctx context.Context, path string, opts ...propagation.Option) (string, *mocktracer.MockSpan) {
	tracer.Reset()
	client := &http.Client{Transport: propagation.NewTransport(nil, opts...)}
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, prices.URL+path, http.NoBody)
	if err != nil {
		panic(err)
	}
	resp, err := client.Do(r)
	if err != nil {
		panic(err)
	}
	defer func() { _ = resp.Body.Close() }()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		panic(err)
	}
	if spans := tracer.FinishedSpans(); len(spans) > 0 {
		return string(body), spans[0]
	}
	return string(body), nil
}

// within returns a context as a traced handler finds it in its request.
func within(operation string) context.Context {
	tracer.Reset()
	return opentracing.ContextWithSpan(context.Background(), tracer.StartSpan(operation))
}

func ExampleNewTransport() {
	client := &http.Client{Transport: propagation.NewTransport(nil)}

	// A handler takes r.Context(), which has the span of its request in it.
	ctx := within("GET /orders/{orderID}")
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, prices.URL+"/prices/42", http.NoBody)
	if err != nil {
		panic(err)
	}
	resp, err := client.Do(r)
	if err != nil {
		panic(err)
	}
	_ = resp.Body.Close() // ends the span

	span := tracer.FinishedSpans()[0]
	fmt.Println(span.OperationName, span.Tag("http.status_code"))
	// Output: HTTP GET 200
}

func ExampleContextWithOperationName() {
	ctx := within("GET /orders/{orderID}")
	_, span := fetch(propagation.ContextWithOperationName(ctx, "get price"), "/prices/42")
	fmt.Println(span.OperationName)
	// Output: get price
}

func ExampleWithTracer() {
	// A job that has no span of its own.
	_, span := fetch(context.Background(), "/prices/42", propagation.WithTracer(tracer))
	fmt.Println(span.OperationName, span.ParentID)
	// Output: HTTP GET 0
}

func ExampleWithOperationName() {
	_, span := fetch(within("job"), "/prices/42", propagation.WithOperationName(func(r *http.Request) string {
		return "prices " + r.Method
	}))
	fmt.Println(span.OperationName)
	// Output: prices GET
}

func ExampleWithComponent() {
	_, span := fetch(within("job"), "/prices/42", propagation.WithComponent("price-client"))
	fmt.Println(span.Tag("component"))
	// Output: price-client
}

func ExampleWithURL() {
	_, span := fetch(within("job"), "/prices/42?currency=EUR", propagation.WithURL(func(r *http.Request) string {
		return r.URL.Path + "?currency=" + r.URL.Query().Get("currency")
	}))
	fmt.Println(span.Tag("http.url"))
	// Output: /prices/42?currency=EUR
}

func ExampleWithTags() {
	_, span := fetch(within("job"), "/prices/42", propagation.WithTags(opentracing.Tags{"peer.service": "prices"}))
	fmt.Println(span.Tag("peer.service"))
	// Output: prices
}

func ExampleWithFilter() {
	_, span := fetch(within("job"), "/healthz", propagation.WithFilter(func(r *http.Request) bool {
		return r.URL.Path != "/healthz"
	}))
	fmt.Println("traced:", span != nil)
	// Output: traced: false
}

func ExampleWithInjectFilter() {
	ctx := within("job")
	opentracing.SpanFromContext(ctx).SetBaggageItem("tenant", "acme")

	ours, _ := fetch(ctx, "/prices/42")
	theirs, span := fetch(ctx, "/prices/42", propagation.WithInjectFilter(func(r *http.Request) bool {
		return r.URL.Hostname() == "prices.internal"
	}))
	fmt.Println("ours:", ours)
	fmt.Println("theirs:", theirs, "but traced:", span != nil)
	// Output:
	// ours: tenant: "acme"
	// theirs: tenant: "" but traced: true
}

func ExampleToHosts() {
	// For WithInjectFilter, so that no header of a tracer goes to third parties.
	toOurs := propagation.ToHosts("prices", ".internal")
	for _, host := range []string{"prices:8080", "stock.internal", "pay.example.com"} {
		fmt.Println(host, toOurs(&http.Request{URL: &url.URL{Host: host}}))
	}
	// Output:
	// prices:8080 true
	// stock.internal true
	// pay.example.com false
}

func ExampleWithErrorHandler() {
	fetch(within("job"), "/prices/42",
		propagation.WithFilter(func(*http.Request) bool { panic("no filter today") }),
		propagation.WithErrorHandler(func(err error) { fmt.Println(err) }))
	// Output: propagation: the filter panicked: no filter today
}

// Trace first and sign last: the signer, such as AWS's, is the Transport's base, so that
// it signs the headers that the tracer adds. A request that is signed before it comes to
// the Transport keeps the headers that its Authorization lists as SignedHeaders.
func ExampleNewTransport_signed() {
	signer := roundTripFunc(func(r *http.Request) (*http.Response, error) {
		r = r.Clone(r.Context())
		r.Header.Set("Authorization", fmt.Sprintf("signed: %d headers", len(r.Header)))
		fmt.Println(r.Header.Get("Authorization"))
		return http.DefaultTransport.RoundTrip(r)
	})
	client := &http.Client{Transport: propagation.NewTransport(signer, propagation.WithTracer(tracer))}
	resp, err := client.Get(prices.URL)
	if err != nil {
		panic(err)
	}
	_ = resp.Body.Close()
	// Output: signed: 3 headers
}

func ExampleWithSpanObserver() {
	body, span := fetch(within("job"), "/prices/42", propagation.WithSpanObserver(func(span opentracing.Span, r *http.Request) {
		span.SetTag("price.id", r.URL.Path[len("/prices/"):])
		span.SetBaggageItem("tenant", "acme")
	}))
	fmt.Println(span.Tag("price.id"))
	fmt.Println(body)
	// Output:
	// 42
	// tenant: "acme"
}

func ExampleWithErrorStatus() {
	// A price that does not exist is an answer, not an error.
	_, span := fetch(within("job"), "/prices/43", propagation.WithErrorStatus(func(status int) bool {
		return status >= http.StatusBadRequest && status != http.StatusNotFound
	}))
	fmt.Println(span.Tag("http.status_code"), span.Tag("error"))
	// Output: 404 <nil>
}

func ExampleWithClientTrace() {
	_, span := fetch(within("job"), "/prices/42", propagation.WithClientTrace())
	for _, log := range span.Logs() {
		if event := log.Fields[0].ValueString; event == "response.first_byte" {
			fmt.Println(event)
		}
	}
	// Output: response.first_byte
}
