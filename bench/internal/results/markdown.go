package results

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// ours is the library that the peers are compared with.
const ours = "chitrace"

// names are what the units are called in a table.
var names = map[string]string{Time: "Time", Instructions: "Instructions"}

// Markdown returns a Markdown table of the rows whose names match only, with the
// libraries that take part in them. A cell has the unit, Time or Instructions,
// allocations and bytes, and how large chitrace's figure is compared with it.
func (t *Table) Markdown(only *regexp.Regexp, unit string) string {
	rows := slices.DeleteFunc(slices.Clone(t.rows), func(row string) bool { return !only.MatchString(row) })
	libraries := slices.DeleteFunc(slices.Clone(t.libraries), func(library string) bool {
		return library == bare || !slices.ContainsFunc(rows, func(row string) bool { return t.has(row, library) })
	})
	var out strings.Builder
	fmt.Fprintf(&out, "| over bare chi | %s |\n", strings.Join(libraries, " | "))
	fmt.Fprintf(&out, "|---|%s\n", strings.Repeat("--:|", len(libraries)))
	for _, row := range rows {
		fmt.Fprintf(&out, "| %s |", row)
		for _, library := range libraries {
			fmt.Fprintf(&out, " %s |", t.text(row, library, unit))
		}
		fmt.Fprintln(&out)
	}
	fmt.Fprintf(&out, "\n%s · allocations · bytes per request, over the bare one; medians. "+
		"×: %s's first figure divided by this library's.\n", names[unit], ours)
	return out.String()
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
	allocs, _ := t.overhead(row, library, Allocs)
	bytes, _ := t.overhead(row, library, Bytes)
	first := fmt.Sprintf("%.0f", cost)
	if unit == Time {
		first = fmt.Sprintf("%.0f ns", cost*1e9)
	}
	text := fmt.Sprintf("%s · %.0f · %.0f B", first, allocs, bytes)
	if our, ok := t.overhead(row, ours, unit); ok && isPeer(library) {
		text += fmt.Sprintf(" · ×%.2f", our/cost)
	}
	return text
}

// isPeer reports whether the library does the same job as ours.
func isPeer(library string) bool {
	return library != "tracer-alone" && !strings.HasPrefix(library, ours)
}
