package results

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
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

func TestMarkdown(t *testing.T) {
	for _, tt := range []struct {
		name, only string
		units      []string
		want       []string
	}{
		{"all rows", ".", []string{Time, Allocs}, []string{
			"| Server: time, ns | tracer-alone | chitrace | peer |",
			"| flat, sampled | 500 | 1000 | 2000 (×0.50) |",
			"| Server: allocations | tracer-alone | chitrace | peer |",
			"| flat, sampled | 5 | 6 | 20 (×0.30) |",
			"| Meter on all cores: time, ns | chitrace |",
			"|  | 100 |",
			"| Meter on all cores: allocations | chitrace |",
			"|  | 3 |",
		}},
		{"some rows", "^Meter", []string{Bytes}, []string{
			"| Meter on all cores: bytes | chitrace |",
			"|  | 64 |",
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var got []string
			for line := range strings.Lines(render(t, raw, tt.only, tt.units...)) {
				if strings.HasPrefix(line, "| ") {
					got = append(got, strings.TrimSuffix(line, "\n"))
				}
			}
			if !slices.Equal(got, tt.want) {
				t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(tt.want, "\n"))
			}
		})
	}
}

// A run that was cut short has no bare router to compare its last round with.
func TestTableLeavesOutWhatIsIncomplete(t *testing.T) {
	cut := strings.Join(strings.SplitAfter(raw, "\n")[:8], "") // one bare result more
	if got := render(t, cut, "^Server", Time); strings.Contains(got, "1000") {
		t.Errorf("figures from incomplete rounds:\n%s", got)
	}
}

func TestReadRefusesAnEmptyFile(t *testing.T) {
	if _, err := Read(write(t, "goos: linux\n")); err == nil {
		t.Error("want an error")
	}
}

func render(t *testing.T, raw, only string, units ...string) string {
	t.Helper()
	table, err := Read(write(t, raw))
	if err != nil {
		t.Fatal(err)
	}
	return table.Markdown(regexp.MustCompile(only), units...)
}

func write(t *testing.T, content string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "results.txt")
	if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}
