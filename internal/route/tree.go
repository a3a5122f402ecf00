package route

import "strings"

// node is a tree of the patterns of one router, by their segments.
type node struct {
	segment string           // of the node itself with the slash before it, if it is fixed
	fixed   []*node          // the next ones of fixed segments
	byName  map[string]*node // fixed by their segments: faster if there are more than maxScan
	param   *node            // the next one of a parameter that fills the segment
	end     *leaf            // the pattern that ends here
	rest    *leaf            // the pattern that ends here in /*
	other   bool             // patterns go on from here by segments that only the router can match
}

const maxScan = 8

// add adds a pattern below n.
func (n *node) add(pattern string, l *leaf) {
	for pattern != "" {
		end := segmentEnd(pattern)
		segment := pattern[:end]
		pattern = pattern[end:]
		switch {
		case segment == "/*":
			n.rest = only(n.rest, l)
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

// only returns l, or a leaf that serves no method if another one is known.
func only(known, l *leaf) *leaf {
	if known != nil {
		return &leaf{}
	}
	return l
}

// segmentEnd returns the end of the first segment of a path, which begins with a slash.
func segmentEnd(path string) int {
	if i := strings.IndexByte(path[1:], '/'); i >= 0 {
		return i + 1
	}
	return len(path)
}

// isParam reports whether the segment is a parameter that fills it, such as /{id}.
func isParam(segment string) bool {
	name, begins := strings.CutPrefix(segment, "/{")
	name, ends := strings.CutSuffix(name, "}")
	return begins && ends && !strings.ContainsAny(name, "{}*:")
}

// child returns the node of a fixed segment, which it makes if there is none.
func (n *node) child(segment string) *node {
	next := n.next(segment)
	if next == nil {
		if n.byName == nil {
			n.byName = map[string]*node{}
		}
		next = &node{segment: segment}
		n.byName[segment] = next
		n.fixed = append(n.fixed, next)
	}
	return next
}

// next returns the node of the fixed segment that the path begins with, or nil.
func (n *node) next(path string) *node {
	if len(n.fixed) > maxScan {
		return n.byName[path[:segmentEnd(path)]]
	}
	for _, next := range n.fixed {
		if rest, ok := strings.CutPrefix(path, next.segment); ok && (rest == "" || rest[0] == '/') {
			return next
		}
	}
	return nil
}

// match returns the pattern that the path matches, and the part of the path that its
// wildcard matches. It returns nil if there is none, or if there may be several: so the
// result does not depend on the order in which chi tries patterns.
func (n *node) match(path string) (l *leaf, rest string) {
	for path != "" {
		isEmpty := path == "/" || path[1] == '/'
		var fixed, param *node
		if len(n.fixed) > 0 {
			fixed = n.next(path)
		}
		if !isEmpty {
			param = n.param
		}
		switch {
		case n.other, isEmpty && (path != "/" || n.rest != nil):
			return nil, ""
		case fixed == nil && param == nil:
			return n.rest, path
		case n.rest != nil, fixed != nil && param != nil:
			return nil, ""
		case fixed != nil:
			n, path = fixed, path[len(fixed.segment):]
		default:
			n, path = param, path[segmentEnd(path):]
		}
	}
	if n.rest != nil { // a mount has more patterns here, which chi does not list
		return nil, ""
	}
	return n.end, ""
}
