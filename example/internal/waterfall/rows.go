package waterfall

import (
	"time"

	"github.com/opentracing-contrib/go-chi/example/internal/traces"
)

// Row is a span as a line of the drawing.
type Row struct {
	Depth     int    `json:"depth"` // 0: its parent is not in the trace
	Service   string `json:"service"`
	Operation string `json:"operation"`
	Status    int    `json:"status"` // 0: there was none
	Failed    bool   `json:"failed"`
	Reason    string `json:"reason"` // why it failed, if the span knows, in one line
	Duration  string `json:"duration"`

	// When it ran, as shares of the trace's duration.
	From float64 `json:"from"`
	To   float64 `json:"to"`

	Tags []traces.Field   `json:"tags"`
	Logs [][]traces.Field `json:"logs"`
}

// Rows returns what Render draws, for someone else to draw.
func Rows(trace traces.Trace) []Row {
	nodes := tree(trace.Spans)
	start, duration := extent(nodes)
	share := func(t time.Time) float64 {
		return float64(t.Sub(start)) / float64(max(duration, 1))
	}
	rows := make([]Row, len(nodes))
	for i, n := range nodes {
		s := n.span
		rows[i] = Row{
			Depth:     n.depth,
			Service:   s.Service,
			Operation: s.Operation,
			Status:    s.Status,
			Failed:    s.Failed,
			Reason:    firstLine(s.Reason),
			Duration:  human(s.Duration),
			From:      share(s.Start),
			To:        share(s.Start.Add(s.Duration)),
			Tags:      s.Tags,
			Logs:      s.Logs,
		}
	}
	return rows
}
