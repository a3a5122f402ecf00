package transparency

import (
	"fmt"
	"io"
	"log"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/go-chi/chi/v5"
	chimiddleware "github.com/go-chi/chi/v5/middleware"
)

// scenario is something that a service does, and a client that has it done.
type scenario struct {
	name    string
	wires   []wire // all of them by default
	alone   bool   // not inside anything: chi's logger changes the outcome itself
	request request

	// handler is the service's; build makes more of a service than a router with
	// it, and has to put ours where a user would.
	handler func(s *site, w http.ResponseWriter, r *http.Request)
	build   func(t *testing.T, s *site, h http.HandlerFunc, ours ...middleware) http.Handler

	// play is the client: it returns what it got. By default it sends the request.
	play func(t *testing.T, s *site) string

	// want has to be in what the client gets over the first of the wires, or else
	// the scenario is about nothing.
	want string
}

// surroundings are what a service may have around us. Without us it has them, too.
var surroundings = []struct {
	name  string
	outer []middleware
}{
	{"alone", nil},
	{"inside chi's logger", []middleware{chimiddleware.RequestLogger(&chimiddleware.DefaultLogFormatter{
		Logger: log.New(io.Discard, "", 0), NoColor: true,
	})}},
}

func run(t *testing.T, scenarios []scenario) {
	t.Helper()
	for _, sc := range scenarios {
		t.Run(sc.name, func(t *testing.T) {
			wires := sc.wires
			if wires == nil {
				wires = allWires
			}
			for i, w := range wires {
				t.Run(w.name, func(t *testing.T) {
					got := sc.compare(t, w)
					if i == 0 && (sc.want == "" || !strings.Contains(got, sc.want)) {
						t.Errorf("got %.2000s\nwithout %.200q", got, sc.want)
					}
				})
			}
		})
	}
}

// compare plays the scenario without us and with us in every place, and returns
// what the client got without.
func (sc scenario) compare(t *testing.T, w wire) (without string) {
	t.Helper()
	for _, around := range surroundings {
		if sc.alone && around.outer != nil {
			continue
		}
		without = sc.run(t, newSite(w, false), func(s *site) http.Handler {
			return sc.service(t, s, around.outer...)
		})
		withUs := func(name string, service func(s *site) http.Handler) {
			s := newSite(w, true)
			if with := sc.run(t, s, service); with != without {
				t.Errorf("%s, with us %s: %s", around.name, name, difference(with, without))
			}
			if len(s.tracer.FinishedSpans()) == 0 {
				t.Errorf("%s, with us %s: no span", around.name, name)
			}
		}
		withUs("on the router", func(s *site) http.Handler {
			return sc.service(t, s, slices.Concat(around.outer, s.ours)...)
		})
		withUs("around the router", func(s *site) http.Handler {
			return chi.Chain(slices.Concat(around.outer, s.ours)...).Handler(sc.service(t, s))
		})
	}
	return without
}

func (sc scenario) service(t *testing.T, s *site, middlewares ...middleware) http.Handler {
	t.Helper()
	h := func(w http.ResponseWriter, r *http.Request) { sc.handler(s, w, r) }
	if sc.build == nil {
		return routed(h, middlewares...)
	}
	return sc.build(t, s, h, middlewares...)
}

func (sc scenario) run(t *testing.T, s *site, service func(*site) http.Handler) string {
	t.Helper()
	s.start(t, service(s))
	defer s.stop()
	if sc.play != nil {
		return normal(sc.play(t, s))
	}
	return normal(s.exchange(t, sc.request))
}

// difference quotes where two transcripts part.
func difference(with, without string) string {
	parted := 0
	for parted < min(len(with), len(without)) && with[parted] == without[parted] {
		parted++
	}
	excerpt := func(s string) string { return s[max(0, parted-100):min(len(s), parted+200)] }
	return fmt.Sprintf("from byte %d on\ngot  %q\nwant %q", parted, excerpt(with), excerpt(without))
}
