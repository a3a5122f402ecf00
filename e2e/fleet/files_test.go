package fleet

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// Jaeger accepts every file with TLS on, with each storage where it has a choice.
// Whether a database is there it does not ask for this.
func TestFilesAreValid(t *testing.T) {
	env, _ := certificate(t)
	env = append(env, "KAFKA_INSECURE=false", "CASSANDRA_INSECURE=false")
	storages := glob(t, "storage/*.yaml")
	for _, file := range glob(t, "*.yaml") {
		config := readConfig(t, strings.TrimSuffix(file, ".yaml"))
		choices := []string{""}
		if strings.Contains(config, "STORAGE_FILE") {
			choices = storages
		}
		for _, storage := range choices {
			t.Run(file+" "+storage, func(t *testing.T) {
				cmd := exec.CommandContext(t.Context(), jaegerBinary, append([]string{"validate"}, args(t, config)...)...)
				cmd.Dir = repository
				cmd.Env = append(os.Environ(), env...)
				if storage != "" {
					cmd.Env = append(cmd.Env, "STORAGE_FILE=deploy/"+storage)
				}
				if out, err := cmd.CombinedOutput(); err != nil {
					t.Errorf("%v\n%s", err, out)
				}
			})
		}
	}
}

// sampling-file.yaml serves what the strategies say of a route.
func TestSamplingFile(t *testing.T) {
	sampling := startRole(t, "sampling-file", "STRATEGIES=deploy/strategies.json")
	if got := probabilities(t, sampling)["GET /v1/orders/{orderID}"]; got != 0.1 {
		t.Errorf("the probability is %g, want 0.1", got)
	}
}

// The table in deploy/README.md names every file.
func TestFilesAreListed(t *testing.T) {
	readme, err := os.ReadFile(filepath.Join(repository, "deploy", "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range append(glob(t, "*.yaml"), glob(t, "storage/*.yaml")...) {
		if !strings.Contains(string(readme), "("+file+")") {
			t.Errorf("%s is not listed", file)
		}
	}
}

// glob returns the files in deploy that match, relative to it.
func glob(tb testing.TB, pattern string) []string {
	tb.Helper()
	deploy := filepath.Join(repository, "deploy")
	files, err := filepath.Glob(filepath.Join(deploy, filepath.FromSlash(pattern)))
	if err != nil || len(files) == 0 {
		tb.Fatalf("no file matches %s: %v", pattern, err)
	}
	for i, file := range files {
		files[i] = filepath.ToSlash(strings.TrimPrefix(file, deploy+string(filepath.Separator)))
	}
	return files
}
