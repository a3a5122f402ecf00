package results

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// Two rounds; in the second one the machine is slower by 1000 ns throughout.
const raw = `goos: linux
BenchmarkServer/router=flat/scenario=sampled/lib=bare-2 100 1000 ns/op 700 B/op 4 allocs/op
BenchmarkServer/router=flat/scenario=sampled/lib=tracer-alone-2 100 1500 ns/op 900 B/op 9 allocs/op
BenchmarkServer/router=flat/scenario=sampled/lib=chitrace-2 100 2000 ns/op 1000 B/op 10 allocs/op
BenchmarkServer/router=flat/scenario=sampled/lib=peer-2 100 3000 ns/op 1700 B/op 24 allocs/op
BenchmarkMeterParallel/lib=bare-2 100 1000 ns/op 700 B/op 4 allocs/op
BenchmarkMeterParallel/lib=chitrace-2 100 1100 ns/op 764 B/op 7 allocs/op
BenchmarkServer/router=flat/scenario=sampled/lib=bare-2 100 2000 ns/op 700 B/op 4 allocs/op
BenchmarkServer/router=flat/scenario=sampled/lib=tracer-alone-2 100 2500 ns/op 900 B/op 9 allocs/op
BenchmarkServer/router=flat/scenario=sampled/lib=chitrace-2 100 3000 ns/op 1000 B/op 10 allocs/op
BenchmarkServer/router=flat/scenario=sampled/lib=peer-2 100 4000 ns/op 1700 B/op 24 allocs/op
BenchmarkMeterParallel/lib=bare-2 100 1000 ns/op 700 B/op 4 allocs/op
BenchmarkMeterParallel/lib=chitrace-2 100 1100 ns/op 764 B/op 7 allocs/op
`

func TestTable(t *testing.T) {
	for _, tt := range []struct {
		name, only string
		wantHeader string
		wantRows   []string
	}{
		{"all rows", ".", "| over bare chi | tracer-alone | chitrace | peer |", []string{
			"| Server, flat, sampled | 500 ns · 5 · 200 B | 1000 ns · 6 · 300 B | 2000 ns · 20 · 1000 B · ×0.50 |",
			"| Meter on all cores |  | 100 ns · 3 · 64 B |  |",
		}},
		{"some rows", "^Meter", "| over bare chi | chitrace |", []string{
			"| Meter on all cores | 100 ns · 3 · 64 B |",
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			lines := strings.Split(render(t, raw, tt.only), "\n")
			if lines[0] != tt.wantHeader {
				t.Errorf("header %q, want %q", lines[0], tt.wantHeader)
			}
			rows := lines[2 : len(lines)-3] // between the rule and the legend
			if got, want := strings.Join(rows, "\n"), strings.Join(tt.wantRows, "\n"); got != want {
				t.Errorf("got\n%s\nwant\n%s", got, want)
			}
		})
	}
}

// A run that was cut short has no bare router to compare its last round with.
func TestTableLeavesOutWhatIsIncomplete(t *testing.T) {
	cut := strings.Join(strings.SplitAfter(raw, "\n")[:8], "") // one bare result more
	if got := render(t, cut, "^Server"); strings.Contains(got, " ns") {
		t.Errorf("figures from incomplete rounds:\n%s", got)
	}
}

func TestReadRefusesAnEmptyFile(t *testing.T) {
	if _, err := Read(write(t, "goos: linux\n")); err == nil {
		t.Error("want an error")
	}
}

func render(t *testing.T, raw, only string) string {
	t.Helper()
	table, err := Read(write(t, raw))
	if err != nil {
		t.Fatal(err)
	}
	return table.Markdown(regexp.MustCompile(only), Time)
}

func write(t *testing.T, content string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "results.txt")
	if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}
