package transparency

import (
	"fmt"
	"unicode/utf8"

	"github.com/opentracing/opentracing-go/mocktracer"
	"github.com/prometheus/client_golang/prometheus"
	jaegermetrics "github.com/uber/jaeger-lib/metrics"
	jaegerprometheus "github.com/uber/jaeger-lib/metrics/prometheus"

	"github.com/opentracing-contrib/go-chi/e2e/transparency/internal/program"
)

type span = mocktracer.MockSpan

// parentHeader is the header of a span with these ids.
var parentHeader = []string{"Mockpfx-Ids-Traceid: 7", "Mockpfx-Ids-Spanid: 9", "Mockpfx-Ids-Sampled: true"}

// instruments are our middlewares, and what they tell.
type instruments struct {
	*program.Ours
	tracer   *mocktracer.MockTracer
	registry *prometheus.Registry
	before   map[string]int
}

// newInstruments makes them as the program says, unless that is a mistake that
// they tell by a panic.
func newInstruments(p *program.Program) (made *instruments, err error) {
	made = &instruments{tracer: mocktracer.New(), registry: prometheus.NewRegistry()}
	factory := func() jaegermetrics.Factory {
		return jaegerprometheus.New(jaegerprometheus.WithRegisterer(made.registry))
	}
	if p.Shared != "all" {
		func() {
			defer func() { _ = recover() }()
			made.Ours = p.NewOurs(made.tracer, factory(), factory())
		}()
		if made.Ours != nil {
			return made, nil
		}
		made.registry = prometheus.NewRegistry()
	}
	defer func() {
		if v := recover(); v != nil {
			err = fmt.Errorf("%v", v)
		}
	}()
	made.Ours = p.NewOurs(made.tracer, factory())
	return made, nil
}

// spans returns those that were finished since the last call.
func (i *instruments) spans() []*span {
	defer i.tracer.Reset()
	return i.tracer.FinishedSpans()
}

// counts returns what was counted since the last call, by method and route, and
// what is in flight.
func (i *instruments) counts() map[string]int {
	now, since := i.gather(), make(map[string]int)
	for key, n := range now {
		if n -= i.before[key]; n != 0 {
			since[key] = n
		}
	}
	i.before = now
	delete(i.before, inFlight)
	return since
}

const inFlight = "in flight"

func (i *instruments) gather() map[string]int {
	values := make(map[string]int)
	families, err := i.registry.Gather()
	if err != nil {
		values[err.Error()] = 1
	}
	for _, family := range families {
		for _, m := range family.GetMetric() {
			switch family.GetName() {
			case "http_server_requests", "http_server_requests_total":
				labels := make(map[string]string)
				for _, pair := range m.GetLabel() {
					labels[pair.GetName()] = pair.GetValue()
					if !utf8.ValidString(pair.GetValue()) {
						values["invalid label"]++
					}
				}
				values[labels["method"]+" "+labels["route"]] += int(m.GetCounter().GetValue())
			case "http_server_requests_in_flight":
				values[inFlight] = int(m.GetGauge().GetValue())
			}
		}
	}
	return values
}
