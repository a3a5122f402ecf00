package jaegertracer

import (
	"bytes"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

func TestErrorsAreLoggedNowAndThen(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var logged bytes.Buffer
		l := &clientLog{log: slog.New(slog.NewTextHandler(&logged, nil)), kinds: map[string]kind{}}
		for i := range 25 {
			l.Error("failed to flush: " + strings.Repeat("x", i))
			l.Error(`error reporting span "` + strings.Repeat("x", i) + `": x`)
			time.Sleep(time.Second)
		}
		if got := strings.Count(logged.String(), "failed to flush"); got != 3 {
			t.Errorf("%d errors of one kind are logged in 25 seconds, want 3", got)
		}
		if got := strings.Count(logged.String(), "suppressed=9"); got != 4 {
			t.Errorf("got %s, want to know of 9 more of each kind", logged.String())
		}
	})
}

func TestLevels(t *testing.T) {
	var logged bytes.Buffer
	l := &clientLog{log: slog.New(slog.NewTextHandler(&logged, nil)), kinds: map[string]kind{}}
	l.Infof("spans: %d", 1)
	l.Debugf("flushed %d", 2)
	if got := logged.String(); !strings.Contains(got, `level=INFO msg="jaeger: spans: 1"`) || strings.Contains(got, "flushed") {
		t.Errorf("got %s", got)
	}
	logged.Reset()
	l.Error(strings.Repeat("€", 1<<20))
	if got := logged.Len(); got > maxError+100 {
		t.Errorf("%d bytes are logged", got)
	}
}
