// Package waterfall draws a finished trace: a tree of its spans, and for each
// span a bar that shows when it ran. Render draws text, Rows is for others that
// draw.
package waterfall

import (
	"fmt"
	"slices"
	"strings"
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

	branch string // the lines that lead to it from its parent
}

// Rows returns the spans in the order they are drawn: each after its parent,
// siblings by their start.
func Rows(trace traces.Trace) []Row {
	if len(trace.Spans) == 0 {
		return nil
	}
	spans := slices.Clone(trace.Spans)
	slices.SortStableFunc(spans, func(a, b traces.Span) int { return a.Start.Compare(b.Start) })
	d := drawing{start: spans[0].Start, children: make(map[string][]traces.Span)}
	known := make(map[string]bool)
	for _, s := range spans {
		known[s.ID] = true
		d.duration = max(d.duration, s.Start.Add(s.Duration).Sub(d.start))
	}
	for _, s := range spans {
		parent := s.Parent
		if !known[parent] {
			parent = "" // another process has it
		}
		d.children[parent] = append(d.children[parent], s)
	}
	for _, root := range d.children[""] {
		d.add(root, 0, "", "")
	}
	return d.rows
}

type drawing struct {
	start    time.Time
	duration time.Duration
	children map[string][]traces.Span // by the parent's id
	rows     []Row
}

// add adds a row for the span and for those below it, whose branches begin with
// indent.
func (d *drawing) add(s traces.Span, depth int, branch, indent string) {
	reason, _, _ := strings.Cut(s.Reason, "\n") // without a panic's stack
	d.rows = append(d.rows, Row{
		Depth:     depth,
		Service:   s.Service,
		Operation: s.Operation,
		Status:    s.Status,
		Failed:    s.Failed,
		Reason:    reason,
		Duration:  human(s.Duration),
		From:      d.share(s.Start),
		To:        d.share(s.Start.Add(s.Duration)),
		Tags:      s.Tags,
		Logs:      s.Logs,
		branch:    branch,
	})
	children := d.children[s.ID]
	for i, child := range children {
		if i < len(children)-1 {
			d.add(child, depth+1, indent+"├─ ", indent+"│  ")
		} else {
			d.add(child, depth+1, indent+"└─ ", indent+"   ")
		}
	}
}

func (d *drawing) share(t time.Time) float64 {
	return float64(t.Sub(d.start)) / float64(max(d.duration, 1))
}

// human writes a duration with three digits.
func human(d time.Duration) string {
	switch {
	case d < time.Millisecond:
		return fmt.Sprintf("%d µs", d.Microseconds())
	case d < time.Second:
		return threeDigits(d.Seconds()*1000) + " ms"
	default:
		return threeDigits(d.Seconds()) + " s"
	}
}

func threeDigits(v float64) string {
	switch {
	case v < 10:
		return fmt.Sprintf("%.2f", v)
	case v < 100:
		return fmt.Sprintf("%.1f", v)
	default:
		return fmt.Sprintf("%.0f", v)
	}
}
