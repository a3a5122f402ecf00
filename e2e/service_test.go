package e2e

import (
	"context"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/opentracing-contrib/go-chi/e2e/internal/process"
	"github.com/opentracing-contrib/go-chi/e2e/internal/programs"
)

// service is one of the example's services, in a process of its own.
type service struct {
	*process.Process
	url        string
	metricsURL string
}

// startOrders starts the api, which asks the service at that URL for prices.
func startOrders(tb testing.TB, prices string, env []string, args ...string) *service {
	tb.Helper()
	return startService(tb, apiBinary, env, append(args, "-downstream", prices)...)
}

// startPrices starts the downstream service.
func startPrices(tb testing.TB, env []string, args ...string) *service {
	tb.Helper()
	return startService(tb, downstreamBinary, env, args...)
}

// startService starts a service that the test's environment does not configure.
func startService(tb testing.TB, binary string, env []string, args ...string) *service {
	tb.Helper()
	p, url := programs.StartService(tb, binary, env, args...)
	metricsAddr, err := programs.LoggedAddr(p.Output(), "serving metrics")
	if err != nil {
		tb.Fatal(err)
	}
	return &service{Process: p, url: url, metricsURL: "http://" + metricsAddr + "/metrics"}
}

// answer is what a service answered.
type answer struct {
	status  int
	traceID string // of the trace that it says the request belongs to
	sampled bool
	body    string
}

// send sends a request, a GET where it names no method, as in "/v1/orders" or
// "BREW /pot", with headers as in "Name: value".
func (s *service) send(ctx context.Context, request string, headers ...string) (answer, error) {
	method, path, found := strings.Cut(request, " ")
	if !found {
		method, path = http.MethodGet, request
	}
	return send(ctx, method, s.url+path, headers...)
}

func send(ctx context.Context, method, url string, headers ...string) (answer, error) {
	req, err := http.NewRequestWithContext(ctx, method, url, http.NoBody)
	if err != nil {
		return answer{}, err
	}
	for _, header := range headers {
		name, value, _ := strings.Cut(header, ": ")
		req.Header.Set(name, value)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return answer{}, err
	}
	defer func() { _ = res.Body.Close() }()
	body, err := io.ReadAll(res.Body)
	a := answer{status: res.StatusCode, body: string(body)}
	a.traceID, a.sampled = traceContext(res.Header)
	return a, err
}

// mustSend is send where nothing can go wrong.
func (s *service) mustSend(tb testing.TB, request string, headers ...string) answer {
	tb.Helper()
	a, err := s.send(tb.Context(), request, headers...)
	if err != nil {
		tb.Fatal(err)
	}
	return a
}

// traceContext reads Jaeger's header, trace-id:span-id:parent-id:flags.
func traceContext(h http.Header) (traceID string, sampled bool) {
	fields := strings.Split(h.Get("Uber-Trace-Id"), ":")
	if len(fields) != 4 {
		return "", false
	}
	return fields[0], fields[3] == "1" || fields[3] == "3"
}
