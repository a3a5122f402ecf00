// Package results reads the results of benchmarks and compares libraries by them.
package results

import (
	"fmt"
	"slices"
	"strings"

	"golang.org/x/perf/benchfmt"
	"golang.org/x/perf/benchmath"
)

// Table is the results of all benchmarks, in the order in which they ran.
type Table struct {
	rows      []string             // "Server, nested, sampled"
	libraries []string             // the columns
	cells     map[cell]measurement // per row and library
}

type cell struct{ row, library string }

// measurement is one figure per round and unit.
type measurement map[string][]float64

// The units, as the benchmark format calls them. Times are in seconds.
const (
	Time         = "sec/op"
	Instructions = "instructions/op"
	Allocs       = "allocs/op"
	Bytes        = "B/op"
)

// bare is the library that all others are compared with: none.
const bare = "bare"

// Read reads the results of a run.
func Read(file string) (*Table, error) {
	t := &Table{cells: map[cell]measurement{}}
	files := benchfmt.Files{Paths: []string{file}}
	for files.Scan() {
		switch r := files.Result().(type) {
		case *benchfmt.Result:
			t.add(r)
		case *benchfmt.SyntaxError:
			return nil, r
		}
	}
	if err := files.Err(); err != nil {
		return nil, err
	}
	if len(t.cells) == 0 {
		return nil, fmt.Errorf("%s holds no results", file)
	}
	return t, nil
}

func (t *Table) add(r *benchfmt.Result) {
	c := cellOf(r.Name)
	m, ok := t.cells[c]
	if !ok {
		m = measurement{}
		t.cells[c] = m
		t.rows = appendNew(t.rows, c.row)
		t.libraries = appendNew(t.libraries, c.library)
	}
	for _, unit := range []string{Time, Instructions, Allocs, Bytes} {
		if value, ok := r.Value(unit); ok {
			m[unit] = append(m[unit], value)
		}
	}
}

// cellOf returns where the results of a benchmark belong: those whose names
// differ in nothing but the library stand side by side.
func cellOf(name benchfmt.Name) cell {
	base, parts := name.Parts()
	row := []string{strings.Replace(string(base), "Parallel", " on all cores", 1)}
	var library string
	for _, part := range parts {
		key, value, _ := strings.Cut(strings.TrimPrefix(string(part), "/"), "=")
		switch {
		case key == "lib":
			library = value
		case value != "": // not the number of cores
			row = append(row, value)
		}
	}
	return cell{strings.Join(row, ", "), library}
}

func appendNew(list []string, item string) []string {
	if slices.Contains(list, item) {
		return list
	}
	return append(list, item)
}

// overhead returns what the library costs over the bare router: the median of
// the differences of the rounds. The two figures of one round were taken within
// seconds.
func (t *Table) overhead(row, library, unit string) (median float64, ok bool) {
	with, without := t.cells[cell{row, library}][unit], t.cells[cell{row, bare}][unit]
	if len(with) == 0 || len(with) != len(without) {
		return 0, false
	}
	differences := make([]float64, len(with))
	for i := range with {
		differences[i] = with[i] - without[i]
	}
	sample := benchmath.NewSample(differences, &benchmath.DefaultThresholds)
	return benchmath.AssumeNothing.Summary(sample, 0.95).Center, true
}
