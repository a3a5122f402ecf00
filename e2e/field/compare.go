package field

import (
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/opentracing-contrib/go-chi/e2e/internal/gocmd"
)

// side is an application, without or with us, to be tested.
type side struct {
	folder string
	env    []string
	flags  []string
}

func (s side) test(ctx context.Context, args ...string) (gocmd.Outcomes, string, error) {
	return gocmd.Tests(ctx, s.folder, s.env, slices.Concat([]string{"-vet=off"}, s.flags, args)...)
}

// again runs some tests once more.
func (s side) again(ctx context.Context, some []gocmd.Test) (gocmd.Outcomes, string, error) {
	all := gocmd.Outcomes{}
	var printed strings.Builder
	for pkg, names := range topLevel(some) {
		outcomes, output, err := s.test(ctx, "-run=^("+strings.Join(names, "|")+")$", pkg)
		if err != nil {
			return nil, "", err
		}
		maps.Copy(all, outcomes)
		printed.WriteString(output)
	}
	return all, printed.String(), nil
}

// topLevel returns the names of the tests that these are, or are part of, by
// package.
func topLevel(tests []gocmd.Test) map[string][]string {
	names := map[string][]string{}
	for _, test := range tests {
		name, _, _ := strings.Cut(test.Name, "/")
		if !slices.Contains(names[test.Package], name) {
			names[test.Package] = append(names[test.Package], name)
		}
	}
	return names
}

// comparison is what became of an application's tests.
type comparison struct {
	passed  int          // without us
	ignored int          // failed or flaked without us
	lost    []gocmd.Test // passed without us, each time, and failed or did not run with us, each time
	output  string       // of the lost ones
}

// tries is how often a test fails that counts.
const tries = 3

func compare(ctx context.Context, without, with side) (c comparison, err error) {
	before, _, err := without.test(ctx, "./...")
	if err != nil {
		return c, err
	}
	passed := passing(before)
	c.passed, c.ignored = len(passed), count(before, "fail")

	after, output, err := with.test(ctx, "./...")
	if err != nil {
		return c, err
	}
	c.lost, c.output = passed, output
	for try := 1; ; try++ {
		c.lost = slices.DeleteFunc(c.lost, func(t gocmd.Test) bool { return after[t] == "pass" })
		if len(c.lost) == 0 || try == tries {
			break
		}
		if after, c.output, err = with.again(ctx, c.lost); err != nil {
			return c, err
		}
	}
	for try := 1; try < tries && len(c.lost) > 0; try++ {
		again, _, err := without.again(ctx, c.lost)
		if err != nil {
			return c, err
		}
		suspects := len(c.lost)
		c.lost = slices.DeleteFunc(c.lost, func(t gocmd.Test) bool { return again[t] != "pass" })
		c.ignored += suspects - len(c.lost)
	}
	return c, nil
}

// passing returns the tests that pass.
func passing(outcomes gocmd.Outcomes) (tests []gocmd.Test) {
	for test, outcome := range outcomes {
		if test.Name != "" && outcome == "pass" {
			tests = append(tests, test)
		}
	}
	return tests
}

func count(outcomes gocmd.Outcomes, want string) (n int) {
	for test, outcome := range outcomes {
		if test.Name != "" && outcome == want {
			n++
		}
	}
	return n
}
