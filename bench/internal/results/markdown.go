package results

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// ours is the library that the peers are compared with.
const ours = "chitrace"

// units are how figures are printed.
var units = map[string]struct {
	title, format string
	factor        float64
}{
	Time:         {"time, ns", "%.0f", 1e9},
	Instructions: {"instructions", "%.0f", 1},
	Allocs:       {"allocations", "%.0f", 1},
	Bytes:        {"bytes", "%.0f", 1},
}

// Markdown returns the rows whose names match only as Markdown tables: one for each
// benchmark and unit. A cell has what the library adds to a request, the median of
// the rounds, and for a peer the ratio of chitrace's figure to its own.
func (t *Table) Markdown(only *regexp.Regexp, unit ...string) string {
	var out strings.Builder
	for _, benchmark := range t.benchmarks() {
		rows := slices.DeleteFunc(slices.Clone(t.rows), func(row string) bool {
			return benchmarkOf(row) != benchmark || !only.MatchString(row)
		})
		if len(rows) == 0 {
			continue
		}
		for _, u := range unit {
			t.write(&out, benchmark, rows, u)
		}
	}
	fmt.Fprintln(&out, "What each library adds to a request; medians. ×: chitrace's figure divided by that library's.")
	return out.String()
}

// write writes one table, with the libraries that take part in its rows.
func (t *Table) write(out *strings.Builder, benchmark string, rows []string, unit string) {
	libraries := slices.DeleteFunc(slices.Clone(t.libraries), func(library string) bool {
		return library == bare || !slices.ContainsFunc(rows, func(row string) bool { return t.has(row, library) })
	})
	fmt.Fprintf(out, "| %s: %s | %s |\n", benchmark, units[unit].title, strings.Join(libraries, " | "))
	fmt.Fprintf(out, "|---|%s\n", strings.Repeat("--:|", len(libraries)))
	for _, row := range rows {
		fmt.Fprintf(out, "| %s |", strings.TrimPrefix(strings.TrimPrefix(row, benchmark), ", "))
		for _, library := range libraries {
			fmt.Fprintf(out, " %s |", t.text(row, library, unit))
		}
		fmt.Fprintln(out)
	}
	fmt.Fprintln(out)
}

// benchmarks returns the names of the benchmarks, in their order.
func (t *Table) benchmarks() (names []string) {
	for _, row := range t.rows {
		names = appendNew(names, benchmarkOf(row))
	}
	return names
}

func benchmarkOf(row string) string {
	name, _, _ := strings.Cut(row, ", ")
	return name
}

// has reports whether the library takes part in the row.
func (t *Table) has(row, library string) bool {
	_, ok := t.cells[cell{row, library}]
	return ok
}

// text returns what a cell of the table says. It is empty where the library does
// not take part.
func (t *Table) text(row, library, unit string) string {
	cost, ok := t.overhead(row, library, unit)
	if !ok {
		return ""
	}
	text := fmt.Sprintf(units[unit].format, cost*units[unit].factor)
	if our, ok := t.overhead(row, ours, unit); ok && isPeer(library) {
		text += fmt.Sprintf(" (×%.2f)", our/cost)
	}
	return text
}

// isPeer reports whether the library does the same job as ours.
func isPeer(library string) bool {
	return library != "tracer-alone" && !strings.HasPrefix(library, ours)
}
