package chisuite

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/opentracing-contrib/go-chi/e2e/internal/gocmd"
)

// result is what became of a run.
type result struct {
	passed, failed []string // on the top level
	output         string
	ok             bool // all passed, and package traced agrees
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
		got.passed, got.ok = append(got.passed, again.passed...), again.ok
	}
	if !got.ok {
		t.Fatal(got.output)
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
	outcomes, output, err := gocmd.Tests(t.Context(), m.folder, []string{p.env}, "-mod=mod", "-vet=off",
		"-run="+pattern, "-skip=^("+strings.Join(p.skip, "|")+")$", "./suites/"+s.name)
	if err != nil {
		t.Fatal(err)
	}
	for test, outcome := range outcomes {
		switch {
		case test.Name == "":
			r.ok = outcome == "pass"
		case strings.Contains(test.Name, "/"):
		case outcome == "pass":
			r.passed = append(r.passed, test.Name)
		case outcome == "fail":
			r.failed = append(r.failed, test.Name)
		}
	}
	r.output = output
	return r
}
