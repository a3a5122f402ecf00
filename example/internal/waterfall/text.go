package waterfall

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/opentracing-contrib/go-chi/example/internal/traces"
)

// The widths of the columns. A bar gets what is left of lineWidth.
const (
	lineWidth      = 80
	serviceWidth   = 7
	operationWidth = 30 // at least, and at most maxOperation
	maxOperation   = 40
	statusWidth    = 6
	durationWidth  = 7
)

// Render draws a trace as text: the request that began it, a line for each span,
// and the reasons of those that failed. With color it has ANSI colours.
func Render(trace traces.Trace, color bool) string {
	rows := Rows(trace)
	if len(rows) == 0 {
		return ""
	}
	p := painter(color)
	width := operationWidth
	for _, r := range rows {
		width = min(max(width, utf8.RuneCountInString(r.branch+r.Operation)), maxOperation)
	}
	barWidth := lineWidth - serviceWidth - width - statusWidth - durationWidth - len("  "+"  "+" "+"  ")

	var b strings.Builder
	b.WriteString(p.paint(bold, printable(request(rows[0]))) + p.paint(dim, "  trace "+printable(trace.ID)) + "\n")
	b.WriteString(p.paint(dim, fmt.Sprintf("%s  %s  %s %*s",
		fit("SERVICE", serviceWidth), fit("OPERATION", width), fit("STATUS", statusWidth), durationWidth, "TIME")) + "\n")
	var services []string
	for _, r := range rows {
		if !slices.Contains(services, r.Service) {
			services = append(services, r.Service)
		}
		color := serviceColors[slices.Index(services, r.Service)%len(serviceColors)]
		barColor := color
		if r.Failed {
			barColor = red
		}
		fmt.Fprintf(&b, "%s  %s  %s %*s  %s\n",
			p.paint(color, fit(r.Service, serviceWidth)),
			fit(r.branch+r.Operation, width),
			p.paint(statusColor(r), fit(status(r), statusWidth)),
			durationWidth, r.Duration,
			p.paint(barColor, bar(r, barWidth)))
	}
	var reasons []string
	for _, r := range rows {
		reason := "✗ " + r.Service + ": " + r.Reason
		if r.Reason != "" && !slices.Contains(reasons, reason) { // A request often fails for the reason of a span below.
			reasons = append(reasons, reason)
			b.WriteString(p.paint(red, printable(reason)) + "\n")
		}
	}
	return b.String()
}

// request is the request as its client saw it: its path rather than its route.
func request(root Row) string {
	text := root.Operation
	tags := make(map[string]string)
	for _, tag := range root.Tags {
		tags[tag.Key] = tag.Value
	}
	if u, err := url.Parse(tags["http.url"]); err == nil && u.Path != "" {
		text = tags["http.method"] + " " + u.EscapedPath()
	}
	if root.Status != 0 {
		text += fmt.Sprintf("  %d %s", root.Status, http.StatusText(root.Status))
	}
	return text
}

func status(r Row) string {
	var text string
	if r.Status != 0 {
		text = fmt.Sprint(r.Status)
	}
	if r.Failed {
		text = strings.TrimSpace(text + " ✗")
	}
	return text
}

// bar draws when the span ran. A cell has two halves, and a bar has at least one.
func bar(r Row, width int) string {
	halves := float64(2 * width)
	from := min(int(r.From*halves+0.5), 2*width-1)
	to := max(int(r.To*halves+0.5), from+1)
	var b strings.Builder
	b.WriteString(strings.Repeat(" ", from/2))
	if from%2 == 1 {
		b.WriteString("╺")
		from++
	}
	b.WriteString(strings.Repeat("━", max(to-from, 0)/2))
	if to > from && to%2 == 1 {
		b.WriteString("╸")
	}
	return b.String()
}

// fit makes text exactly width columns wide.
func fit(text string, width int) string {
	text = printable(text)
	if r := []rune(text); len(r) > width {
		text = string(r[:width-1]) + "…"
	}
	return fmt.Sprintf("%-*s", width, text)
}

// printable replaces what a terminal would act on: names and paths come from
// outside.
func printable(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) {
			return r
		}
		return '·'
	}, text)
}

// Codes of ANSI's "select graphic rendition".
const (
	bold   = "1"
	dim    = "2"
	red    = "31"
	green  = "32"
	yellow = "33"
)

var serviceColors = []string{"36", "35", "34", "32"} // cyan, magenta, blue, green

func statusColor(r Row) string {
	switch {
	case r.Failed || r.Status >= 500:
		return red
	case r.Status >= 400:
		return yellow
	default:
		return green
	}
}

// painter colours text, or leaves it as it is if false.
type painter bool

func (p painter) paint(code, text string) string {
	if !p || text == "" {
		return text
	}
	return "\x1b[" + code + "m" + text + "\x1b[0m"
}
