package service_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"

	"github.com/uber/jaeger-client-go/thrift"
	"github.com/uber/jaeger-client-go/thrift-gen/jaeger"

	"github.com/opentracing-contrib/go-chi/example/internal/service"
)

// jaegerCollector is a collector's HTTP endpoint that keeps the names of the
// spans it gets.
type jaegerCollector struct {
	mu    sync.Mutex
	spans []string
}

func (c *jaegerCollector) ServeHTTP(_ http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return
	}
	buffer := thrift.NewTMemoryBuffer()
	if _, err := buffer.Write(body); err != nil {
		return
	}
	var batch jaeger.Batch
	if err := batch.Read(r.Context(), thrift.NewTBinaryProtocolConf(buffer, nil)); err != nil {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, s := range batch.Spans {
		c.spans = append(c.spans, batch.Process.ServiceName+" "+s.OperationName)
	}
}

func TestShutdownLosesNoSpan(t *testing.T) {
	var collector jaegerCollector
	endpoint := httptest.NewServer(&collector)
	defer endpoint.Close()
	t.Setenv("JAEGER_ENDPOINT", endpoint.URL+"/api/traces")
	t.Setenv("JAEGER_SERVICE_NAME", "renamed")
	t.Setenv("JAEGER_REPORTER_FLUSH_INTERVAL", "1h") // The closer has to flush.

	running, proceed := make(chan struct{}), make(chan struct{})
	p := start(t, func(env service.Env) http.Handler {
		r := service.NewRouter(env)
		r.Get("/slow", func(http.ResponseWriter, *http.Request) {
			close(running)
			<-proceed
		})
		r.Get("/fast", func(http.ResponseWriter, *http.Request) {})
		return r
	})
	get(t, p.url+"/fast")

	var wg sync.WaitGroup
	wg.Go(func() { get(t, p.url+"/slow") })
	<-running
	p.cancel()
	p.logs.wait(t, "shutting down")
	close(proceed)
	if code := <-p.code; code != 0 {
		t.Errorf("got code %d and %q, want 0", code, p.stderr.String())
	}
	wg.Wait()

	collector.mu.Lock()
	defer collector.mu.Unlock()
	if got := collector.spans; len(got) != 2 || got[0] != "renamed GET /fast" || got[1] != "renamed GET /slow" {
		t.Errorf("the collector has %q, want both spans", got)
	}
}
