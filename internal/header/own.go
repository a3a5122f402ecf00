package header

import (
	"net/http"
	"strings"

	"github.com/opentracing/opentracing-go"
)

// kind is a tracer's use of a header that belongs to no family, such as the headers of
// Jaeger's HeadersConfig.
type kind uint8

const (
	kindUnknown kind = iota // the tracer has not been asked yet
	kindForeign             // no baggage; it may hold ids
	kindIDs
	kindItem // of baggage
	kindList // of baggage: "key=value, key=value"
)

// maxNames limits the remembered names of a tracer, and those of others: a client can
// send any number of names.
const maxNames = 64

// known returns the kinds of the headers that the tracer was asked about, by canonical
// name. The map never changes.
func (e *Extractor) known() map[string]kind {
	if kinds := e.kinds.Load(); kinds != nil {
		return *kinds
	}
	return nil
}

// remember keeps the kind of a header, unless there are too many. One that is the tracer's
// does not become foreign again, and has a place when there are too many foreign ones.
func (e *Extractor) remember(name string, k kind) {
	name = http.CanonicalHeaderKey(name)
	if e.known()[name] >= k {
		return
	}
	e.setting.Lock()
	defer e.setting.Unlock()
	limit := maxNames
	if k != kindForeign {
		limit += maxNames
	}
	known := e.known()
	if known[name] == kindUnknown && len(known) >= limit {
		return
	}
	kinds := map[string]kind{strings.Clone(name): k}
	for name, k := range known {
		kinds[name] = max(k, kinds[name])
	}
	e.kinds.Store(&kinds)
}

// learn remembers the headers without a family that a tracer wrote. It returns Own if a
// tracer has ever written such a header, or else 0.
func (e *Extractor) learn(w *Writer) Family {
	if w.families&Own != 0 {
		for _, line := range w.lines {
			switch {
			case !isOther(line.Name):
			case carriesItem(w.context, line):
				e.remember(line.Name, kindItem)
			default:
				e.remember(line.Name, kindIDs)
			}
		}
	}
	for _, k := range e.known() {
		if k != kindForeign {
			return Own
		}
	}
	return 0
}

// Reads reports whether the tracer reads a header without a family.
func (e *Extractor) Reads(tracer opentracing.Tracer, name string, values []string) bool {
	return e.kindOf(tracer, name, values) != kindForeign
}

// kindOf returns the kind of a header without a family. It lets the tracer extract a
// context from that header alone.
func (e *Extractor) kindOf(tracer opentracing.Tracer, name string, values []string) kind {
	k := e.known()[http.CanonicalHeaderKey(name)]
	if k == kindUnknown {
		if k = e.try(tracer, name, probe); k == kindIDs {
			k = kindForeign // until values are ids
		}
		if _, noop := tracer.(opentracing.NoopTracer); !noop {
			e.remember(name, k)
		}
	}
	if k == kindForeign && e.try(tracer, name, values...) != kindForeign && e.try(tracer, nobodys, values...) == kindForeign {
		k = kindIDs
		e.remember(name, k)
	}
	return k
}

// probe is a value that is an item of baggage, and also a list of one item. nobodys is a
// name that only a tracer that reads every header reads.
const (
	nobodys    = "Chitrace-Probe"
	probeKey   = "chitrace"
	probeValue = "probe"
	probe      = probeKey + "=" + probeValue
)

// try returns the kind of a header by the context that the tracer extracts from it: of
// baggage if that has the probe.
func (e *Extractor) try(tracer opentracing.Tracer, name string, values ...string) (k kind) {
	k = kindForeign
	defer func() { _ = recover() }()
	sc := e.extract(tracer, &Reader{header: http.Header{name: values}})
	if sc == nil {
		return k
	}
	k = kindIDs
	sc.ForeachBaggageItem(func(key, value string) bool {
		switch {
		case key == probeKey && value == probeValue:
			k = kindList
		case value == probe:
			k = kindItem
		}
		return k == kindIDs
	})
	return k
}
