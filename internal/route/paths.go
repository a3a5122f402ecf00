package route

import (
	"hash/maphash"
	"strings"
	"sync/atomic"

	"github.com/go-chi/chi/v5"
)

// paths remembers where the paths that are asked for over and over lead to. To
// ask a chi router allocates for each router nested in it; most requests of most
// services go to a few paths.
//
// A path is kept from the second time on, so that those with an id in them,
// which come once, cost nothing. Another path in its place drives it out.
type paths struct {
	seed  maphash.Seed
	seen  [maxPaths]atomic.Uint64 // the hash that was here last
	known [maxPaths]atomic.Pointer[knownPath]
}

// Bounds of what a paths keeps: at most maxPaths, each of at most maxPath bytes.
const (
	maxPaths = 256
	maxPath  = 128
)

// knownPath is a question to a router, and the answer.
type knownPath struct {
	question
	route *Route
}

// question is what a look-up depends on. Only chi's own Mux always answers the
// same.
type question struct {
	mux         *chi.Mux
	method      string // as received
	routeMethod string // as a middleware wants it routed, or ""
	path        string
}

// slot returns where q belongs, and its hash.
func (p *paths) slot(q *question) (i int, hash uint64) {
	hash = maphash.String(p.seed, q.path)
	return int(hash % maxPaths), hash
}

// get returns the answer, nil if it is not known.
func (p *paths) get(q *question) *Route {
	i, _ := p.slot(q)
	if known := p.known[i].Load(); known != nil && known.question == *q {
		return known.route
	}
	return nil
}

// put notes an answer, or at first only that the question came up.
func (p *paths) put(q *question, route *Route) {
	if len(q.path) > maxPath {
		return
	}
	i, hash := p.slot(q)
	if p.seen[i].Swap(hash) != hash {
		return
	}
	kept := &knownPath{*q, route}
	kept.path = strings.Clone(q.path) // not to keep the request that it is part of
	kept.method, kept.routeMethod = strings.Clone(q.method), strings.Clone(q.routeMethod)
	p.known[i].Store(kept)
}
