// Package program draws services and what is asked of them. A program is built
// several times: bare, with watchers in our places, and with our middlewares.
package program

import (
	"fmt"
	"strings"

	"github.com/opentracing-contrib/go-chi/e2e/transparency/internal/draw"
)

// Program is a service, and the requests that it gets.
type Program struct {
	HTTP2    bool
	Public   string // chitrace.WithPublicEndpoint: "", nil, everybody or nobody
	Shared   string // what the middlewares that count share: all, or only a registry
	Around   []Middleware
	Type     string // what the root router is: see routerTypes
	Root     *Router
	Requests []Request
}

// drawing is a program in the making.
type drawing struct {
	*draw.Source
	ids   int
	paths []path
	stops []string // the middlewares that can be told to answer
	hosts []string
}

// path is where an endpoint is, from the root.
type path struct{ method, pattern string }

// Draw draws a program.
func Draw(s *draw.Source) *Program {
	d := &drawing{Source: s, hosts: []string{"example.com"}}
	p := &Program{
		Type:   draw.One(s, routerTypes[0], routerTypes[0], routerTypes[0], routerTypes[s.Below(len(routerTypes))]),
		HTTP2:  s.Chance(25),
		Public: draw.One(s, "", "", "", "nil", "everybody", "nobody"),
		Shared: draw.One(s, "all", "all", "all", "only a registry"),
	}
	ours := d.ours()
	on := draw.One(s, "around", "on the root", "somewhere")
	if on == "around" {
		p.Around = append(p.Around, ours)
	}
	s.UpTo(2, func() { p.Around = append(p.Around, d.middleware(around)) })
	p.Root = d.router("root", "", 0)
	if on == "on the root" {
		p.Root.use = append([]Middleware{ours}, p.Root.use...)
	}
	d.walk(p.Root, "")
	p.Requests = append(p.Requests, d.request(p))
	s.UpTo(3, func() { p.Requests = append(p.Requests, d.request(p)) })
	return p
}

func (d *drawing) id(kind string) string {
	d.ids++
	return fmt.Sprintf("%s%d", kind, d.ids)
}

// Ambiguous reports whether chi itself is of two minds about the routes.
func (p *Program) Ambiguous() bool { return p.Root.ambiguous(make(map[string]bool)) }

// String shows the program as it is written and asked.
func (p *Program) String() string {
	var b strings.Builder
	if p.HTTP2 {
		b.WriteString("over HTTP/2\n")
	}
	if p.Public != "" {
		fmt.Fprintf(&b, "chitrace.WithPublicEndpoint(%s)\n", p.Public)
	}
	if p.Shared != "all" {
		fmt.Fprintf(&b, "metrics of two factories that share %s\n", p.Shared)
	}
	fmt.Fprintf(&b, "%s around a %s\n", names(p.Around), p.Type)
	p.Root.print(&b, "")
	for i, r := range p.Requests {
		fmt.Fprintf(&b, "request %d: %s\n", i, r)
	}
	return b.String()
}

func names(middlewares []Middleware) string {
	all := []string{}
	for _, m := range middlewares {
		all = append(all, m.name)
	}
	return "[" + strings.Join(all, ", ") + "]"
}
