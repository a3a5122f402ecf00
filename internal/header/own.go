package header

import (
	"net/http"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/opentracing/opentracing-go"
)

// kind is what a tracer does with a header that belongs to no family, such as
// those of Jaeger's HeadersConfig.
type kind uint8

const (
	kindUnknown kind = iota // nobody has asked yet
	kindForeign             // no baggage; it may be ids
	kindIDs
	kindItem // of baggage
	kindList // of baggage: "key=value, key=value"
)

// maxNames bounds the memory of the names that are a tracer's, and of those that
// are not: a client can send any number.
const maxNames = 64

// names remembers what a tracer does with headers that belong to no family. The
// zero value is ready for use, by several goroutines at once.
type names struct {
	setting sync.Mutex
	known   atomic.Pointer[knownNames]
}

// knownNames never change.
type knownNames struct {
	kinds  map[string]kind
	hasOwn bool // some are the tracer's
}

func (n *names) load() knownNames {
	if known := n.known.Load(); known != nil {
		return *known
	}
	return knownNames{}
}

func (n *names) get(name string) kind { return n.load().kinds[canonicalName(name)] }

// set remembers a name, unless there are too many. One that is the tracer's does
// not become foreign again, and has a place when there are too many foreign ones.
func (n *names) set(name string, k kind) {
	n.setting.Lock()
	defer n.setting.Unlock()
	name = canonicalName(name)
	limit := 2 * maxNames
	if k == kindForeign {
		limit = maxNames
	}
	known := n.load()
	if before := known.kinds[name]; before >= k || before == kindUnknown && len(known.kinds) >= limit {
		return
	}
	next := knownNames{map[string]kind{strings.Clone(name): k}, known.hasOwn || k != kindForeign}
	for name, before := range known.kinds {
		next.kinds[name] = max(before, next.kinds[name])
	}
	n.known.Store(&next)
}

// isOther reports whether a header belongs to no family and may be of a tracer.
func isOther(name string) bool { return Of(name) == 0 && !isWellKnown(canonicalName(name)) }

// Learn remembers the headers of no family that a tracer wrote. It returns the
// families of all, with Own among them if a tracer has ever written such a header.
func (e *Extractor) Learn(w *Writer) Family {
	families := w.Families()
	if families&Own != 0 {
		for name, values := range w.Header {
			k := kindIDs
			if carriesItem(w.context, name, values) {
				k = kindItem
			}
			if isOther(name) && e.names.get(name) < k {
				e.names.set(name, k)
			}
		}
	}
	if e.names.load().hasOwn {
		families |= Own
	}
	return families
}

// kindOf returns what the tracer does with a header of no family. It asks the
// tracer to extract a context from nothing else.
func (e *Extractor) kindOf(tracer opentracing.Tracer, name string, values []string) kind {
	k := e.names.get(name)
	if k == kindUnknown {
		k = e.ask(tracer, name)
		if _, noop := tracer.(opentracing.NoopTracer); !noop {
			e.names.set(name, k)
		}
	}
	if k == kindForeign && e.reads(tracer, name, values) && !e.reads(tracer, nobodys, values) {
		k = kindIDs
		e.names.set(name, k)
	}
	return k
}

// probe is a value that is an item of baggage, and a list of one item. nobodys is
// a name that no tracer reads, unless it reads any.
const (
	nobodys    = "Chitrace-Probe"
	probeKey   = "chitrace"
	probeValue = "probe"
	probe      = probeKey + "=" + probeValue
)

// ask returns whether the tracer reads baggage from a header of that name.
func (e *Extractor) ask(tracer opentracing.Tracer, name string) (k kind) {
	k = kindForeign
	defer func() { _ = recover() }()
	sc := e.extract(tracer, &Reader{header: http.Header{name: {probe}}})
	if sc == nil {
		return k
	}
	sc.ForeachBaggageItem(func(key, value string) bool {
		switch {
		case key == probeKey && value == probeValue:
			k = kindList
		case value == probe:
			k = kindItem
		}
		return k == kindForeign
	})
	return k
}

// reads reports whether the tracer finds a context in that header.
func (e *Extractor) reads(tracer opentracing.Tracer, name string, values []string) bool {
	defer func() { _ = recover() }()
	return e.extract(tracer, &Reader{header: http.Header{name: values}}) != nil
}
