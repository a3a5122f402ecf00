package chisuite

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// event is a line of what go test -json prints.
type event struct{ Action, Test, Output string }

// result is what became of a run.
type result struct {
	passed, failed []string // on the top level
	output         string
	err            error
}

func TestSuite(t *testing.T) {
	from, err := findChi(t.Context(), os.Getenv("CHI_VERSION"))
	if err != nil {
		t.Fatal(err)
	}
	m, err := newModule(t.Context(), t.TempDir(), from, skipped)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range suites {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			for _, p := range placements {
				t.Run(p.name, func(t *testing.T) {
					spans, passed := m.test(t, s, p)
					t.Logf("chi %s: %d tests passed; %s", from.Version, passed, spans)
				})
			}
		})
	}
}

// placement says where the middlewares stand.
type placement struct {
	name string
	env  string
	skip []string
}

var placements = []placement{
	{"on every router", "AROUND=", counting},
	{"around every server", "AROUND=1", nil},
}

// test runs a suite in the module, and expects each of its tests to pass; if need
// be at the second try, for some of chi's measure time. It returns what package
// traced says about spans.
func (m *module) test(t *testing.T, s suite, p placement) (spans string, passed int) {
	t.Helper()
	got := m.run(t, s, p, ".")
	if len(got.failed) > 0 {
		t.Logf("once more: %v\n%s", got.failed, got.output)
		again := m.run(t, s, p, "^("+strings.Join(got.failed, "|")+")$")
		got.passed, got.err = append(got.passed, again.passed...), again.err
	}
	if got.err != nil {
		t.Fatalf("%v\n%s", got.err, got.output)
	}
	slices.Sort(got.passed)
	want := slices.DeleteFunc(slices.Sorted(slices.Values(m.tests[s.name])), func(name string) bool {
		return slices.Contains(p.skip, name)
	})
	if len(want) == 0 || !slices.Equal(got.passed, want) {
		t.Fatalf("passed %v\nwant   %v\n%s", got.passed, want, got.output)
	}
	for line := range strings.Lines(got.output) {
		if strings.HasPrefix(line, "spans started") {
			return strings.TrimSpace(line), len(want)
		}
	}
	t.Fatalf("no word about spans:\n%s", got.output)
	return "", 0
}

func (m *module) run(t *testing.T, s suite, p placement, pattern string) (r result) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "go", "test", "-mod=mod", "-vet=off", "-json", "-count=1",
		"-run="+pattern, "-skip=^("+strings.Join(p.skip, "|")+")$", "./suites/"+s.name)
	cmd.Dir = m.folder
	cmd.Env = append(os.Environ(), p.env)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	var output strings.Builder
	for line := range bytes.Lines(out) {
		var e event
		if err := json.Unmarshal(line, &e); err != nil {
			t.Fatalf("%v: %s", err, line)
		}
		output.WriteString(e.Output)
		switch {
		case e.Test == "" || strings.Contains(e.Test, "/"):
		case e.Action == "pass":
			r.passed = append(r.passed, e.Test)
		case e.Action == "fail":
			r.failed = append(r.failed, e.Test)
		}
	}
	r.output, r.err = output.String()+stderr.String(), err
	return r
}
