package waterfall

import (
	"slices"

	"github.com/opentracing-contrib/go-chi/example/internal/traces"
)

// row is a span with the lines that lead to it from its parent's row.
type row struct {
	branch string
	span   traces.Span
}

// tree returns the spans in the order they are drawn: each after its parent,
// siblings by their start. A span whose parent is not among them, since another
// process has it, is a root.
func tree(spans []traces.Span) []row {
	spans = slices.Clone(spans)
	slices.SortStableFunc(spans, func(a, b traces.Span) int { return a.Start.Compare(b.Start) })

	known := make(map[string]bool, len(spans))
	for _, s := range spans {
		known[s.ID] = true
	}
	var roots []traces.Span
	children := make(map[string][]traces.Span)
	for _, s := range spans {
		if known[s.Parent] {
			children[s.Parent] = append(children[s.Parent], s)
		} else {
			roots = append(roots, s)
		}
	}

	var rows []row
	for _, root := range roots {
		rows = append(rows, row{"", root})
		rows = appendChildren(rows, "", root, children)
	}
	return rows
}

func appendChildren(rows []row, indent string, parent traces.Span, children map[string][]traces.Span) []row {
	siblings := children[parent.ID]
	for i, s := range siblings {
		branch, next := "├─ ", "│  "
		if i == len(siblings)-1 {
			branch, next = "└─ ", "   "
		}
		rows = append(rows, row{indent + branch, s})
		rows = appendChildren(rows, indent+next, s, children)
	}
	return rows
}
