package fleet

import (
	"slices"
	"testing"
	"time"

	"github.com/opentracing-contrib/go-chi/e2e/internal/process"
	"github.com/opentracing-contrib/go-chi/e2e/internal/programs"
)

// fleet is the whole of it: two machines with services and an agent each,
// collectors behind a balancer, a broker, readers of its topic, one storage,
// and a query.
type fleet struct {
	broker     *broker // nil: the collectors write to the storage
	storage    *role
	query      *role
	collectors []*role
	readers    []*role // ingesters or tail samplers
	agents     []*role
	env        []string // of every role
}

const quoteDelay = 700 * time.Millisecond

// startFleet starts two readers of the topic of that kind, and all else.
func startFleet(tb testing.TB, reader string, env ...string) *fleet {
	tb.Helper()
	f := &fleet{broker: startBroker(tb)}
	f.startStorage(tb)
	env = slices.Concat(env, f.broker.env(), f.storageEnv())
	for range 2 {
		f.collectors = append(f.collectors, startRole(tb, "collector", env...))
		f.readers = append(f.readers, startRole(tb, reader, env...))
	}
	f.broker.joined(tb, "jaeger-"+reader, len(f.readers))
	f.startAgents(tb)
	return f
}

// startDirect starts a fleet whose collectors write to the storage.
func startDirect(tb testing.TB) *fleet {
	tb.Helper()
	f := new(fleet)
	f.startStorage(tb)
	for range 2 {
		f.collectors = append(f.collectors, startRole(tb, "collector-direct", f.storageEnv()...))
	}
	f.startAgents(tb)
	return f
}

func (f *fleet) startStorage(tb testing.TB) {
	tb.Helper()
	f.storage = startRole(tb, "storage", append(slices.Clip(f.env), "BADGER_DIR="+tb.TempDir())...)
	f.query = startRole(tb, "query", f.storageEnv()...)
}

func (f *fleet) storageEnv() []string {
	return append(slices.Clip(f.env), "STORAGE="+f.storage.addrs["STORAGE_ADDR"])
}

func (f *fleet) startAgents(tb testing.TB) {
	tb.Helper()
	balancer := startBalancer(tb, addrs(f.collectors, "OTLP_GRPC_ADDR")...)
	for range 2 {
		f.agents = append(f.agents, startRole(tb, "agent", append(slices.Clip(f.env), "COLLECTOR="+balancer.addr)...))
	}
}

// services are the two of the example, one beside each agent.
type services struct {
	orders, prices *process.Process
	url            string // of the orders service
}

// startServices starts them, and has them sample everything. A quote takes
// quoteDelay.
func (f *fleet) startServices(tb testing.TB) services {
	tb.Helper()
	var s services
	env := []string{"JAEGER_SAMPLER_TYPE=const", "JAEGER_SAMPLER_PARAM=1"}
	prices, url := programs.StartService(tb, downstreamBinary, append(byHTTP(f.agents[1]), env...),
		"-quote-delay", quoteDelay.String())
	s.prices = prices
	s.orders, s.url = programs.StartService(tb, apiBinary, append(byHTTP(f.agents[0]), env...),
		"-downstream", url)
	return s
}

// roles are all processes that a fleet consists of, in the order of the spans'
// way.
func (f *fleet) roles() []*role {
	return slices.Concat(f.agents, f.collectors, f.readers, []*role{f.storage, f.query})
}

// byHTTP returns the variables that have jaeger-client-go send its spans to that
// role.
func byHTTP(r *role) []string {
	return []string{"JAEGER_ENDPOINT=http://" + r.addrs["THRIFT_HTTP_ADDR"] + "/api/traces"}
}

func addrs(roles []*role, variable string) []string {
	var list []string
	for _, r := range roles {
		list = append(list, r.addrs[variable])
	}
	return list
}
