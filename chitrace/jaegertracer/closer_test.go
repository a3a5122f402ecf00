package jaegertracer

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// A collector that hangs does not keep the program from its end.
func TestCloseDoesNotHang(t *testing.T) {
	released := make(chan struct{})
	collector := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { <-released }))
	defer collector.Close()
	defer close(released)
	t.Setenv("JAEGER_ENDPOINT", collector.URL+"/api/traces")
	tracer, closer, err := New("orders")
	if err != nil {
		t.Fatal(err)
	}
	tracer.StartSpan("op").Finish()

	impatient := newCloser(closer.Close, time.Millisecond)
	for range 2 {
		if err := impatient.Close(); err == nil || !strings.Contains(err.Error(), "1ms") {
			t.Errorf("got %v, want that spans are left", err)
		}
	}
}
