package jaegertracer

import (
	"bytes"
	"fmt"
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

// TestConfiguration expects a part of the configuration of each set of variables.
func TestConfiguration(t *testing.T) {
	for variables, want := range map[string]string{
		"": "const 1, queue 5000, 128 bits true, http://localhost:5778/sampling",
		"JAEGER_SAMPLER_TYPE=const JAEGER_SAMPLER_PARAM=0":          "const 0,",
		"JAEGER_SAMPLER_PARAM=0":                                    "const 0,",
		"JAEGER_SAMPLER_TYPE=Probabilistic":                         "Probabilistic 1,",
		"JAEGER_SAMPLER_TYPE=ratelimiting JAEGER_SAMPLER_PARAM=0.5": "ratelimiting 0.5,",
		"JAEGER_SAMPLER_TYPE=Remote":                                "Remote 0.001,", // until there are strategies
		"JAEGER_SAMPLER_TYPE=remote JAEGER_SAMPLER_PARAM=0.5":       "remote 0.5,",
		"JAEGER_REPORTER_MAX_QUEUE_SIZE=0":                          "queue 5000,",
		"JAEGER_REPORTER_MAX_QUEUE_SIZE=100":                        "queue 100,",
		"JAEGER_TRACEID_128BIT=false":                               "128 bits false,",
		"JAEGER_ENDPOINT=http://collector:14268/api/traces":         "http://collector:5778/sampling",
		"JAEGER_ENDPOINT=https://collector/api/traces":              "https://collector:5778/sampling",
		"JAEGER_ENDPOINT=http://jo:secret@collector/api/traces":     "http://collector:5778/sampling",
		"JAEGER_ENDPOINT=http://[::1]:14268/api/traces":             "http://[::1]:5778/sampling",
		"JAEGER_AGENT_HOST=agent":                                   "http://agent:5778/sampling",
		"JAEGER_AGENT_HOST=[::1]":                                   "http://[::1]:5778/sampling",
		"JAEGER_AGENT_HOST=agent JAEGER_ENDPOINT=http://a/b":        "http://a:5778/sampling",
	} {
		t.Run(variables, func(t *testing.T) {
			for _, v := range strings.Fields(variables) {
				name, value, _ := strings.Cut(v, "=")
				t.Setenv(name, value)
			}
			cfg, err := newSettings(nil).configuration("orders")
			if err != nil {
				t.Fatal(err)
			}
			got := fmt.Sprintf("%s %g, queue %d, 128 bits %t, %s", cfg.Sampler.Type, cfg.Sampler.Param,
				cfg.Reporter.QueueSize, cfg.Gen128Bit, cfg.Sampler.SamplingServerURL)
			if !strings.Contains(got, want) {
				t.Errorf("got %s, want %s", got, want)
			}
		})
	}
}
