package waterfall

import (
	"slices"
	"time"

	"github.com/opentracing-contrib/go-chi/example/internal/traces"
)

// node is a span in its place, with the lines that lead to it from its parent.
type node struct {
	branch string
	depth  int
	span   traces.Span
}

// tree returns the spans in the order they are drawn: each after its parent,
// siblings by their start. A span whose parent is not among them, since another
// process has it, is a root.
func tree(spans []traces.Span) []node {
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

	var nodes []node
	for _, root := range roots {
		nodes = append(nodes, node{"", 0, root})
		nodes = appendChildren(nodes, "", 1, root, children)
	}
	return nodes
}

func appendChildren(nodes []node, indent string, depth int, parent traces.Span, children map[string][]traces.Span) []node {
	siblings := children[parent.ID]
	for i, s := range siblings {
		branch, next := "├─ ", "│  "
		if i == len(siblings)-1 {
			branch, next = "└─ ", "   "
		}
		nodes = append(nodes, node{indent + branch, depth, s})
		nodes = appendChildren(nodes, indent+next, depth+1, s, children)
	}
	return nodes
}

// extent returns when the first of the spans started, and how long it took until
// the last had ended.
func extent(nodes []node) (start time.Time, duration time.Duration) {
	var end time.Time
	for i, n := range nodes {
		s := n.span
		if i == 0 || s.Start.Before(start) {
			start = s.Start
		}
		if e := s.Start.Add(s.Duration); e.After(end) {
			end = e
		}
	}
	return start, end.Sub(start)
}
