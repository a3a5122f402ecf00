package waterfall

import (
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/opentracing-contrib/go-chi/example/internal/traces"
)

const (
	margin = "  "
	gap    = "  "

	statusWidth   = len("STATUS")
	durationWidth = len("DURATION")

	minBarWidth       = 20
	minOperationWidth = 38 // Most need no more, so most traces align.
)

// table has the widths of the columns, what the bars measure, and the services
// in the order of their first span, which gives each its colour.
type table struct {
	serviceWidth, operationWidth, barWidth int

	start    time.Time
	duration time.Duration
	services map[string]int
}

func newTable(nodes []node, width int) table {
	t := table{
		serviceWidth:   len("SERVICE"),
		operationWidth: minOperationWidth,
		services:       make(map[string]int),
	}
	t.start, t.duration = extent(nodes)
	for _, n := range nodes {
		s := n.span
		t.serviceWidth = max(t.serviceWidth, utf8.RuneCountInString(s.Service))
		t.operationWidth = max(t.operationWidth, utf8.RuneCountInString(n.branch+s.Operation))
		if _, ok := t.services[s.Service]; !ok {
			t.services[s.Service] = len(t.services)
		}
	}

	room := width - len(margin) - statusWidth - durationWidth - 2*len(gap)
	switch {
	case width >= barsWidth:
		// The names take what they need, as long as there is room for a bar.
		room -= 2 * len(gap)
		t.serviceWidth = min(t.serviceWidth, room/4)
		t.operationWidth = min(t.operationWidth, room-t.serviceWidth-minBarWidth)
		t.barWidth = room - t.serviceWidth - t.operationWidth
	case width >= servicesWidth:
		room -= len(gap)
		t.serviceWidth = min(t.serviceWidth, room/3)
		t.operationWidth = min(t.operationWidth, room-t.serviceWidth)
	default:
		t.serviceWidth = 0
		t.operationWidth = max(min(t.operationWidth, room), len("OPERATION"))
	}
	return t
}

func (t table) header(p painter) string {
	return p.paint(dim, t.line(
		fit("SERVICE", t.serviceWidth),
		fit("OPERATION", t.operationWidth),
		"STATUS",
		"DURATION",
		"",
	))
}

func (t table) row(n node, p painter) string {
	s := n.span
	color := serviceColor(t.services[s.Service])
	operation := fit(n.branch+s.Operation, t.operationWidth)
	if name, ok := strings.CutPrefix(operation, n.branch); ok {
		operation = p.paint(dim, n.branch) + name
	}
	barColor := color
	if s.Failed {
		barColor = red
	}
	return t.line(
		p.paint(color, fit(s.Service, t.serviceWidth)),
		operation,
		p.paint(statusColor(s), fit(status(s), statusWidth)),
		fmt.Sprintf("%*s", durationWidth, human(s.Duration)),
		p.paint(barColor, t.bar(s)),
	)
}

// line joins the cells of the columns that there is room for.
func (t table) line(service, operation, status, duration, bar string) string {
	cells := []string{operation, status, duration}
	if t.serviceWidth > 0 {
		cells = append([]string{service}, cells...)
	}
	if t.barWidth > 0 && bar != "" {
		cells = append(cells, bar)
	}
	return margin + strings.Join(cells, gap)
}

func status(s traces.Span) string {
	var text string
	if s.Status != 0 {
		text = strconv.Itoa(s.Status)
	}
	if s.Failed {
		text = strings.TrimSpace(text + " ✗")
	}
	return text
}
