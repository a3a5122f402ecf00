package main

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// ours is the library that the peers are measured against.
const ours = "chitrace"

// markdown returns the rows whose names match only as a Markdown table, with the
// libraries that take part in them.
func (t *table) markdown(only *regexp.Regexp) string {
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
			fmt.Fprintf(&out, " %s |", t.text(row, library))
		}
		fmt.Fprintln(&out)
	}
	fmt.Fprintln(&out, "\nTime, allocations and bytes per request; medians. "+
		"×: the part of this library's time that "+ours+" takes.")
	return out.String()
}

// has says whether the library takes part in the row.
func (t *table) has(row, library string) bool {
	_, ok := t.cells[cell{row, library}]
	return ok
}

// text returns what a cell of the table says, nothing where the library does not
// take part.
func (t *table) text(row, library string) string {
	time, ok := t.overhead(row, library, unitTime)
	if !ok {
		return ""
	}
	allocs, _ := t.overhead(row, library, unitAllocs)
	bytes, _ := t.overhead(row, library, unitBytes)
	text := fmt.Sprintf("%.0f ns · %.0f · %.0f B", time*1e9, allocs, bytes)
	if our, ok := t.overhead(row, ours, unitTime); ok && isPeer(library) {
		text += fmt.Sprintf(" · ×%.2f", our/time)
	}
	return text
}

// isPeer tells libraries that do the same job from our own and the floor.
func isPeer(library string) bool {
	return library != "floor" && !strings.HasPrefix(library, ours)
}
