package observability

import (
	"os/exec"
	"path/filepath"
	"testing"
)

// The files are as Prometheus wants them, and each alert fires when it should
// and not before.
func TestRules(t *testing.T) {
	promtool := installed(t, "promtool")
	for _, args := range [][]string{
		{"check", "config", "prometheus.yml"},
		{"check", "rules", "--lint=all", "--lint-fatal", "rules/recording.yml", "rules/alerts.yml"},
		{"test", "rules", "tests/alerts_test.yml"},
	} {
		cmd := exec.CommandContext(t.Context(), promtool, args...)
		cmd.Dir = filepath.Join(deploy, "prometheus")
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Errorf("promtool %v: %v\n%s", args, err, out)
		}
	}
}
