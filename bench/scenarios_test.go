package bench

// scenario is one answer to the question who decided on sampling, and how.
type scenario struct {
	name    string
	parent  bool // there is a span context to continue: its decision counts
	sampled bool // what was decided
	sent    bool // the spans are encoded and sent, at once, rather than dropped
}

// scenarios are the four that a request can be in.
var scenarios = []scenario{
	{name: "unsampled"},
	{name: "sampled", sampled: true},
	{name: "parent-unsampled", parent: true},
	{name: "parent-sampled", parent: true, sampled: true},
}

// sending is the scenario of BenchmarkSent.
var sending = scenario{name: "sampled", sampled: true, sent: true}

// samplesRoots says what a tracer of this scenario does with a new trace. Where
// there is a parent that is the opposite of the parent's decision, so that a
// library that loses its parent does not pass for one that keeps it.
func (s scenario) samplesRoots() bool { return s.sampled != s.parent }
