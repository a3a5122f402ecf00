package field

import (
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

var (
	all         = flag.Bool("all", false, "try all applications, not the smallest alone")
	application = flag.String("application", "", "try this one instead: a folder, or a module with @ and its version")
)

func TestApplications(t *testing.T) {
	for _, a := range selected() {
		t.Run(a, func(t *testing.T) { try(t, a) })
	}
}

func selected() []string {
	switch {
	case *application != "":
		return []string{*application}
	case *all:
		return applications
	}
	return applications[:1]
}

func try(t *testing.T, application string) {
	t.Helper()
	folder := t.TempDir()
	plain, ours, spans := filepath.Join(folder, "plain"), filepath.Join(folder, "ours"), filepath.Join(folder, "spans")
	for _, to := range []string{plain, ours} {
		if err := copyOf(t.Context(), application, to); err != nil {
			t.Fatal(err)
		}
	}
	chi, err := instrument(t.Context(), ours, filepath.Join(folder, "chi"))
	if err != nil {
		t.Fatal(err)
	}
	c, err := compare(t.Context(), side{folder: plain},
		side{folder: ours, env: []string{"FIELD_SPANS=" + spans}, flags: []string{"-mod=mod"}})
	if err != nil {
		t.Fatal(err)
	}
	if c.passed == 0 {
		t.Fatal("no test passes without us")
	}
	if len(c.lost) > 0 {
		t.Errorf("%d tests pass without us only: %v\n%s", len(c.lost), c.lost, c.output)
	}
	names := operationNames(t, spans)
	n := len(names)
	slices.Sort(names)
	names = slices.Compact(names)
	t.Logf("chi %s: %d tests pass without us, %d of them not with us, %d do not count; %d spans of %d operations:\n%s",
		chi, c.passed, len(c.lost), c.ignored, n, len(names), strings.Join(names, "\n"))
}

// operationNames returns those of all spans.
func operationNames(t *testing.T, file string) []string {
	t.Helper()
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if len(content) == 0 {
		t.Fatal("no span was made")
	}
	return strings.Split(strings.TrimSpace(string(content)), "\n")
}
