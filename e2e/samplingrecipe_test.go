package e2e

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/opentracing-contrib/go-chi/e2e/internal/document"
	"github.com/opentracing-contrib/go-chi/e2e/internal/jaeger"
	"github.com/opentracing-contrib/go-chi/e2e/internal/poll"
)

// recipe is that of docs/sampling.md. Its host is
// another one, on which the usual ports are free.
type recipe struct {
	host       string
	strategies string   // the file
	flags      []string // of the container
	env        []string // of the service
	checks     []string // URLs
}

func readRecipe(t *testing.T) recipe {
	t.Helper()
	r := recipe{host: jaeger.FreeHost(t)}
	section := document.Read(t, filepath.Join("..", "docs", "sampling.md"), "## A recipe")
	file := section.Blocks(t, "json", 1)[0]
	shell := section.Blocks(t, "sh", 3)

	folder := t.TempDir()
	write(t, filepath.Join(folder, "strategies.json"), file)
	here := strings.NewReplacer("127.0.0.1", r.host, "0.0.0.0", r.host, "/strategies.json", filepath.Join(folder, "strategies.json"))
	r.strategies = file
	r.flags = regexp.MustCompile(`--set=\S+`).FindAllString(here.Replace(shell[0]), -1)
	for _, export := range regexp.MustCompile(`(?m)^export (.*)$`).FindAllStringSubmatch(here.Replace(shell[1]), -1) {
		r.env = append(r.env, export[1])
	}
	r.checks = regexp.MustCompile(`http://[^' ]+`).FindAllString(here.Replace(shell[2]), -1)
	if len(r.flags) != 1 || len(r.env) != 3 || len(r.checks) != 2 {
		t.Fatalf("this is not what the document said: %+v", r)
	}
	return r
}

// The recipe does what it says, from the first request on.
func TestSamplingRecipe(t *testing.T) {
	r := readRecipe(t)
	server := jaeger.StartAllInOne(t, jaegerBinary, r.host, r.flags...)
	s := r.startService(t)

	const requests = 200
	paths := map[string]string{
		"GET /v1/orders":                        "/v1/orders/",
		"GET /v1/orders/{orderID}":              "/v1/orders/1003",
		"GET /v1/customers/{customerID}/orders": "/v1/customers/7/orders",
		"GET /v1/*":                             "/v1/nothing",
		"HTTP GET":                              "/nowhere",
		"GET /v1/orders/{orderID}/invoice":      "/v1/orders/1001/invoice", // not listed
	}
	want := r.probabilities(t)
	if len(want) != len(paths) {
		t.Errorf("the file has other operations than the test: %v", want)
	}
	for operation, probability := range want {
		sampled := 0
		var last answer
		for range requests {
			if a := s.mustSend(t, paths[operation]); a.sampled {
				sampled, last = sampled+1, a
			}
		}
		low, high := interval(requests, probability)
		if sampled < low || sampled > high {
			t.Errorf("%s: %d of %d sampled, want %d to %d", operation, sampled, requests, low, high)
		}
		if sampled == 0 {
			continue
		}
		root := server.Trace(t, last.traceID, 1).Root()
		if root.Operation != operation {
			t.Errorf("%s is %q in Jaeger", paths[operation], root.Operation)
		}
		if param := fmt.Sprint(root.Tags["sampler.param"]); param != fmt.Sprint(probability) {
			t.Errorf("%s: sampler.param is %s, want %g", operation, param, probability)
		}
	}

	// What the recipe has one look at.
	if body := fetch(t, r.checks[0]); !strings.Contains(body, `"GET /v1/orders/{orderID}"`) {
		t.Errorf("%s answers %s", r.checks[0], body)
	}
	if body := fetch(t, r.checks[1]); !strings.Contains(body, strategyLoads) {
		t.Errorf("%s answers %s", r.checks[1], body)
	}
	const strategyErrors = `jaeger_tracer_sampler_updates_total{result="err"}`
	if m := s.mustMetrics(t); m[strategyLoads] < 1 || m[strategyErrors] != 0 {
		t.Errorf("%s is %g, %s is %g", strategyLoads, m[strategyLoads], strategyErrors, m[strategyErrors])
	}
}

// Without a Jaeger the service says so once, the series of the alert rise. When
// it is there, the service samples as it should.
func TestSamplingRecipeAlert(t *testing.T) {
	r := readRecipe(t)
	rules, err := os.ReadFile(filepath.Join("..", "deploy", "prometheus", "rules", "alerts.yml"))
	if err != nil {
		t.Fatal(err)
	}
	_, alert, _ := strings.Cut(string(rules), "- alert: TracingSamplerFails")
	expr, _, found := strings.Cut(alert, "for:")
	if !found {
		t.Fatal("alerts.yml has no TracingSamplerFails")
	}

	s := r.startService(t)
	poll.Until(t, "the alert's series to rise", func(ctx context.Context) error {
		m, err := s.metrics(ctx)
		failures := 0.0
		for _, series := range regexp.MustCompile(`\w+\{[^}]*\}`).FindAllString(expr, -1) {
			value, ok := m[series]
			if !ok {
				return fmt.Errorf("there is no %s", series)
			}
			failures += value
		}
		if err == nil && failures < 2 {
			err = fmt.Errorf("they are %g", failures)
		}
		return err
	})
	if got := strings.Count(s.Output(), "jaeger: cannot get sampling strategies"); got != 1 {
		t.Errorf("it says %d times that there are no strategies", got)
	}

	jaeger.StartAllInOne(t, jaegerBinary, r.host, r.flags...)
	s.waitMetric(t, strategyLoads, 1)
	if !s.mustSend(t, "/v1/orders/1003").sampled {
		t.Error("not sampled although there are strategies")
	}
	if got := strings.Count(s.Output(), "jaeger: got sampling strategies again"); got != 1 {
		t.Errorf("it says %d times that there are strategies", got)
	}
}

// startService starts the orders service as the recipe does.
func (r recipe) startService(t *testing.T) *service {
	t.Helper()
	prices := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, `{"cents": 1}`)
	}))
	t.Cleanup(prices.Close)
	return startOrders(t, prices.URL, r.env)
}

// probabilities returns what the file has for the orders service, by operation.
func (r recipe) probabilities(t *testing.T) map[string]float64 {
	t.Helper()
	var file struct {
		ServiceStrategies []struct {
			Service             string
			Param               float64
			OperationStrategies []struct {
				Operation string
				Param     float64
			} `json:"operation_strategies"`
		} `json:"service_strategies"`
	}
	if err := json.Unmarshal([]byte(r.strategies), &file); err != nil {
		t.Fatal(err)
	}
	orders := file.ServiceStrategies[0]
	byOperation := map[string]float64{"GET /v1/orders/{orderID}/invoice": orders.Param}
	for _, o := range orders.OperationStrategies {
		byOperation[o.Operation] = o.Param
	}
	return byOperation
}

// interval returns how many of n requests are sampled at that probability, give
// or take what happens once in a million runs.
func interval(n int, probability float64) (low, high int) {
	switch probability {
	case 0:
		return 0, firstSample
	case 1:
		return n, n
	}
	mean := float64(n) * probability
	return max(0, int(mean)-n/5), int(mean) + n/5
}

func write(t *testing.T, path, content string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}

// fetch returns what is at the URL once there is something.
func fetch(t *testing.T, url string) (body string) {
	t.Helper()
	poll.Until(t, url, func(ctx context.Context) error {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, http.NoBody)
		if err != nil {
			return err
		}
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			return err
		}
		defer func() { _ = res.Body.Close() }()
		b, err := io.ReadAll(res.Body)
		if res.StatusCode != http.StatusOK {
			err = errors.Join(err, errors.New(res.Status))
		}
		body = string(b)
		return err
	})
	return body
}
