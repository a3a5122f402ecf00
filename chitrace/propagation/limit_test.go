package propagation_test

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/opentracing/opentracing-go"
	"github.com/opentracing/opentracing-go/mocktracer"
	"github.com/uber/jaeger-client-go"

	"github.com/opentracing-contrib/go-chi/chitrace/propagation"
	"github.com/opentracing-contrib/go-chi/internal/tracetest"
)

// Whatever a peer answers, or a URL holds, every value is valid UTF-8 and short.
func TestValuesAreBounded(t *testing.T) {
	long := strings.Repeat("x", 1<<20)
	tests := []struct {
		name string
		url  string
		err  error
	}{
		{"path", "http://example.com/" + long, nil},
		{"escaped path", "http://example.com/" + strings.Repeat("%ff", 100_000), nil},
		{"host", "http://" + long + "/", nil},
		{"error", "http://example.com/", errors.New("malformed status " + long)},
		{"invalid bytes", "http://example.com/", errors.New("malformed status \xff" + strings.Repeat("\xff ", 100_000))},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tracer := mocktracer.New()
			base := roundTripFunc(func(r *http.Request) (*http.Response, error) {
				if tt.err != nil {
					return nil, tt.err
				}
				return respond(200, "")(r)
			})
			r := newRequest(t.Context(), t, http.MethodGet, tt.url)
			if resp, err := propagation.NewTransport(base, propagation.WithTracer(tracer)).RoundTrip(r); err == nil {
				readAndClose(t, resp)
			}
			span := tracetest.OnlySpan(t, tracer)
			values := map[string]string{}
			for key, value := range span.Tags() {
				values[key] = fmt.Sprint(value)
			}
			for _, record := range tracetest.Logs(span) {
				for key, value := range record {
					values["log "+key] = value
				}
			}
			for key, value := range values {
				if len(value) > 2048 || !utf8.ValidString(value) {
					t.Errorf("%s has %d bytes, valid UTF-8: %t", key, len(value), utf8.ValidString(value))
				}
			}
		})
	}
}

// What the tracer adds to a request has a budget, and the ids are always in it.
func TestInjectedHeadersAreBounded(t *testing.T) {
	tracer, closer := jaeger.NewTracer("test", jaeger.NewConstSampler(true), jaeger.NewNullReporter())
	t.Cleanup(func() { _ = closer.Close() })
	parent := tracer.StartSpan("parent")
	parent.SetBaggageItem("tenant", "acme")
	for i := range 100 {
		parent.SetBaggageItem(fmt.Sprintf("item-%d", i), strings.Repeat("\xff", 1000)) // escaping triples it
	}
	var got *http.Request
	r := newRequest(opentracing.ContextWithSpan(t.Context(), parent), t, http.MethodGet, "http://example.com")
	resp, err := propagation.NewTransport(capture(&got)).RoundTrip(r)
	if err != nil {
		t.Fatal(err)
	}
	readAndClose(t, resp)
	var wire strings.Builder
	_ = got.Header.Write(&wire)
	if n := wire.Len(); n > 8192 {
		t.Errorf("%d bytes of headers, want at most 8192", n)
	}
	if got.Header.Get("Uber-Trace-Id") == "" {
		t.Error("the ids were dropped")
	}
	if tenant := got.Header.Get("Uberctx-Tenant"); tenant != "acme" {
		t.Errorf("got tenant %q: the largest items have to go first", tenant)
	}
}

// A URL in an error keeps its token to itself.
func TestErrorsHideSecrets(t *testing.T) {
	retrying := &http.Client{Transport: roundTripFunc(func(*http.Request) (*http.Response, error) { return nil, errors.New("refused") })}
	base := roundTripFunc(func(r *http.Request) (*http.Response, error) {
		again := r.Clone(r.Context())
		again.RequestURI = ""
		return retrying.Do(again)
	})
	tracer := mocktracer.New()
	r := newRequest(t.Context(), t, http.MethodGet, "https://u:SECRET@pay.example/charge?access_token=SECRET")
	resp, err := propagation.NewTransport(base, propagation.WithTracer(tracer)).RoundTrip(r)
	if err == nil {
		readAndClose(t, resp)
		t.Fatal("no error")
	}
	if !strings.Contains(err.Error(), "SECRET") {
		t.Errorf("the caller's error is %v, want it as it was", err)
	}
	span := tracetest.OnlySpan(t, tracer)
	if message := tracetest.Logs(span)[0]["message"]; message != `Get "https://pay.example/charge": refused` {
		t.Errorf("got message %q", message)
	}
	if all := fmt.Sprint(span.Logs(), span.Tags()); strings.Contains(all, "SECRET") {
		t.Errorf("got %s", all)
	}
}

// The context of the base's request shows no header, however it is printed.
func TestPrintedContext(t *testing.T) {
	var got *http.Request
	r := newRequest(t.Context(), t, http.MethodGet, "http://example.com")
	r.Header.Set("Authorization", "Bearer SECRET")
	call(t, capture(&got), r)
	for _, verb := range []string{"%v", "%+v", "%s", "%d", "%#v"} {
		if printed := fmt.Sprintf(verb, got.Context()); strings.Contains(printed, "SECRET") {
			t.Errorf("%s prints %s", verb, printed)
		}
	}
}
