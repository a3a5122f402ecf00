package route

import (
	"slices"
	"strings"
)

// node is a tree of the patterns of one router, by their segments.
type node struct {
	fixed []fixed // in order of their segments
	param *node   // of a parameter that fills the segment
	end   *leaf   // the pattern that ends here
	rest  *leaf   // the pattern that ends here in /*
	other bool    // patterns go on from here by segments that only the router can match
}

type fixed struct {
	segment string
	node    *node
}

// add adds a pattern below n.
func (n *node) add(pattern string, l *leaf) {
	for pattern != "" {
		var segment string
		segment, pattern = cut(pattern)
		switch {
		case segment == "*":
			n.rest = only(n.rest, l)
			// A mount has routes of its own here, which chi does not list.
			n.end = &ambiguous
			n.child("").end = &ambiguous
			return
		case isParam(segment):
			if n.param == nil {
				n.param = &node{}
			}
			n = n.param
		case strings.ContainsAny(segment, "{}*"):
			n.other = true
			return
		default:
			n = n.child(segment)
		}
	}
	n.end = only(n.end, l)
}

// isParam reports whether the segment is a parameter without a regular
// expression, such as {id}.
func isParam(segment string) bool {
	last := len(segment) - 1
	return last > 0 && segment[0] == '{' && segment[last] == '}' && !strings.ContainsAny(segment[1:last], "{}*:")
}

// only returns l, or ambiguous if another pattern is known at the same place.
func only(known, l *leaf) *leaf {
	if known != nil {
		return &ambiguous
	}
	return l
}

// child returns the node of a fixed segment.
func (n *node) child(segment string) *node {
	i, found := n.search(segment)
	if !found {
		n.fixed = slices.Insert(n.fixed, i, fixed{segment, &node{}})
	}
	return n.fixed[i].node
}

func (n *node) search(segment string) (i int, found bool) {
	low, high := 0, len(n.fixed)
	for low < high {
		middle := (low + high) / 2
		switch order := strings.Compare(segment, n.fixed[middle].segment); {
		case order == 0:
			return middle, true
		case order > 0:
			low = middle + 1
		default:
			high = middle
		}
	}
	return low, false
}

// cut returns the first segment of a path, which begins with a slash, and the
// rest.
func cut(path string) (segment, rest string) {
	path = path[1:]
	if i := strings.IndexByte(path, '/'); i >= 0 {
		return path[:i], path[i:]
	}
	return path, ""
}
