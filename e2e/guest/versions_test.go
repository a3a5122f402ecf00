package guest

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/opentracing-contrib/go-chi/e2e/internal/gocmd"
)

const ourModule = "github.com/opentracing-contrib/go-chi"

// A service keeps its Go and the version of each module that it is built from.
func TestServiceKeepsItsVersions(t *testing.T) {
	root := run(t, ".", "list", "-m", "-f", "{{.Dir}}", ourModule)
	t.Setenv("GOTOOLCHAIN", "go1.23.0") // the service's, and no newer one
	service := t.TempDir()
	if err := os.CopyFS(service, os.DirFS("testdata/service")); err != nil {
		t.Fatal(err)
	}
	run(t, service, "mod", "tidy")
	before := run(t, service, "list", "-deps", "-test", "-f", "{{with .Module}}{{.Path}} {{.Version}} {{.GoVersion}}{{end}}", "./...")

	add(t, service, root)

	after := run(t, service, "list", "-deps", "-test", "-f", "{{with .Module}}{{.Path}} {{.Version}} {{.GoVersion}}{{end}}", "./...")
	for module := range strings.Lines(before) {
		if !strings.Contains(after, strings.TrimSpace(module)) {
			t.Errorf("it no longer has %s", module)
		}
	}
	if t.Failed() {
		t.Logf("it has\n%s", after)
	}
	run(t, service, "vet", "./...")
}

// add adds the library, as go get does, and code that uses it.
func add(t *testing.T, service, root string) {
	t.Helper()
	code, err := os.ReadFile("testdata/chitrace.go")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(service, "chitrace.go"), code, 0o600); err != nil {
		t.Fatal(err)
	}
	run(t, service, "mod", "edit", "-replace="+ourModule+"="+root)
	run(t, service, "get", ourModule+"@v0.0.0")
	run(t, service, "mod", "tidy")
}

func run(t *testing.T, folder string, args ...string) string {
	t.Helper()
	out, err := gocmd.Run(t.Context(), folder, args...)
	if err != nil {
		t.Fatal(err)
	}
	return out
}
