package jaegertracer

import (
	"bytes"
	"log/slog"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/opentracing-contrib/go-chi/internal/text"
)

func TestErrorsAreLoggedNowAndThen(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var logged bytes.Buffer
		l := &clientLog{log: slog.New(slog.NewTextHandler(&logged, nil)), last: map[string]time.Time{}}
		for i := range 25 {
			l.Error("failed to flush: " + strings.Repeat("x", i))
			l.Error(`error reporting span "` + strings.Repeat("x", i) + `": x`)
			time.Sleep(time.Second)
		}
		if got := strings.Count(logged.String(), "failed to flush"); got != 3 {
			t.Errorf("%d errors of one kind are logged in 25 seconds, want 3", got)
		}
	})
}

func TestLevels(t *testing.T) {
	var logged bytes.Buffer
	l := &clientLog{log: slog.New(slog.NewTextHandler(&logged, nil)), last: map[string]time.Time{}}
	l.Infof("spans: %d", 1)
	l.Debugf("flushed %d", 2)
	if got := logged.String(); !strings.Contains(got, `level=INFO msg="jaeger: spans: 1"`) || strings.Contains(got, "flushed") {
		t.Errorf("got %s", got)
	}
	logged.Reset()
	l.Error(strings.Repeat("€", 1<<20))
	if got := logged.Len(); got > text.Max+100 {
		t.Errorf("%d bytes are logged", got)
	}
}

// A collector that hangs does not keep the program from its end.
func TestCloseDoesNotHang(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var flushed atomic.Int32
		closer := newCloser(func() error {
			flushed.Add(1)
			time.Sleep(time.Hour)
			return nil
		})
		for range 2 {
			if err := closer.Close(); err == nil || !strings.Contains(err.Error(), "10s") {
				t.Errorf("got %v, want that spans are left", err)
			}
		}
		if n := flushed.Load(); n != 1 {
			t.Errorf("flushed %d times, want once", n)
		}
		time.Sleep(time.Hour) // A bubble waits for its goroutines.
	})
}

// Nothing says where the strategies are, but something where spans go.
func TestSamplingEndpointIsDerived(t *testing.T) {
	for _, tt := range []struct {
		name, endpoint, agent string
		want                  string
	}{
		{"collector", "http://collector:14268/api/traces", "", "http://collector:5778/sampling"},
		{"TLS", "https://collector/api/traces", "", "https://collector:5778/sampling"},
		{"user", "http://jo:secret@collector/api/traces", "", "http://collector:5778/sampling"},
		{"agent", "", "agent", "http://agent:5778/sampling"},
		{"both", "http://collector:14268/api/traces", "agent", "http://collector:5778/sampling"},
		{"IPv6 agent", "", "[::1]", "http://[::1]:5778/sampling"},
		{"IPv6 collector", "http://[::1]:14268/api/traces", "", "http://[::1]:5778/sampling"},
		{"nothing", "", "", "http://localhost:5778/sampling"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Setenv(envSamplerType, "remote")
			t.Setenv("JAEGER_ENDPOINT", tt.endpoint)
			t.Setenv("JAEGER_AGENT_HOST", tt.agent)
			cfg, err := newSettings(nil).configuration("orders")
			if err != nil {
				t.Fatal(err)
			}
			if got := cfg.Sampler.SamplingServerURL; got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
}
