package waterfall

import (
	"time"

	"github.com/opentracing-contrib/go-chi/example/internal/traces"
)

// Chart is what Render draws, for a page to draw.
type Chart struct {
	Duration string `json:"duration"`
	Rows     []Row  `json:"rows"`
}

// Row is a span of a Chart.
type Row struct {
	Depth     int    `json:"depth"` // 0: it has no parent here
	Service   string `json:"service"`
	Operation string `json:"operation"`
	Status    int    `json:"status"` // 0: there was none
	Failed    bool   `json:"failed"`
	Reason    string `json:"reason"` // why it failed, in one line; often unknown
	Duration  string `json:"duration"`

	// When it ran, as shares of the trace's duration.
	From float64 `json:"from"`
	To   float64 `json:"to"`
}

// NewChart returns the chart of a trace.
func NewChart(trace traces.Trace) Chart {
	nodes := tree(trace.Spans)
	start, duration := extent(nodes)
	share := func(t time.Time) float64 {
		return float64(t.Sub(start)) / float64(max(duration, 1))
	}
	chart := Chart{Duration: human(duration), Rows: make([]Row, len(nodes))}
	for i, n := range nodes {
		s := n.span
		chart.Rows[i] = Row{
			Depth: n.depth, Service: s.Service, Operation: s.Operation,
			Status: s.Status, Failed: s.Failed, Reason: firstLine(s.Reason),
			Duration: human(s.Duration),
			From:     share(s.Start), To: share(s.Start.Add(s.Duration)),
		}
	}
	return chart
}
