package bench

// Scenario is one answer to the question who decided on sampling, and how.
type Scenario struct {
	Name    string
	Parent  bool // the caller sent a span context: its decision counts
	Sampled bool // what was decided
}

// Scenarios are the four that a request can be in.
var Scenarios = []Scenario{
	{Name: "unsampled"},
	{Name: "sampled", Sampled: true},
	{Name: "parent-unsampled", Parent: true},
	{Name: "parent-sampled", Parent: true, Sampled: true},
}

// SamplesRoots says what a tracer of this scenario does with a new trace. Where
// there is a parent that is the opposite of the parent's decision, so that a
// library that loses its parent does not pass for one that keeps it.
func (s Scenario) SamplesRoots() bool { return s.Sampled != s.Parent }
