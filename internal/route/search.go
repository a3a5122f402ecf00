package route

// find returns the pattern that the path leads to. It returns nil if only the
// router can tell.
func (r *router) find(method, path string) *leaf {
	for {
		s := search{}
		if r.segments == nil || path == "" || path[0] != '/' || !s.from(r.segments, path) || s.found == nil {
			return nil
		}
		if !s.found.serves(method) {
			return nil
		}
		if s.found.router == nil {
			return s.found
		}
		r, path = s.found.router, s.rest
	}
}

// search finds the pattern of a router that a path leads to, if one alone can match
// it. So it need not know the order in which chi tries patterns.
type search struct {
	found *leaf
	rest  string // that its wildcard stands for, with a slash in front
}

// from follows the path from n on. It reports false if there may be more than
// one pattern.
func (s *search) from(n *node, path string) bool {
	if path == "" {
		return s.add(n.end, "")
	}
	segment, rest := cut(path)
	if n.other || segment == "" && rest != "" || !s.add(n.rest, path) {
		return false
	}
	if i, found := n.search(segment); found && !s.from(n.fixed[i].node, rest) {
		return false
	}
	return n.param == nil || segment == "" || s.from(n.param, rest)
}

func (s *search) add(l *leaf, rest string) bool {
	if l == nil {
		return true
	}
	if s.found != nil || l == &ambiguous {
		return false
	}
	s.found, s.rest = l, rest
	return true
}
