// Package waterfall draws a finished trace: a tree of its spans, and for each
// span a bar that shows when it ran. Render draws text; who draws something else
// gets the Rows.
package waterfall

import (
	"cmp"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/opentracing-contrib/go-chi/example/internal/traces"
)

// Options say what the terminal can do.
type Options struct {
	Width int  // in columns; 0: 100; below 80 there are no bars, below 50 no services
	Color bool // draw with ANSI colours; false: plain text
}

const (
	defaultWidth  = 100
	barsWidth     = 80
	servicesWidth = 50
)

// Render draws a trace: the request that began it; a line for each span with
// its service, operation, status, duration and bar; the reasons of the failed.
// A trace without spans is the empty string.
func Render(trace traces.Trace, o Options) string {
	nodes := tree(trace.Spans)
	if len(nodes) == 0 {
		return ""
	}
	p := painter(o.Color)
	width := cmp.Or(o.Width, defaultWidth)
	t := newTable(nodes, width)

	var b strings.Builder
	b.WriteString(heading(trace.ID, nodes[0].span, width, p) + "\n")
	b.WriteString(t.header(p) + "\n")
	for _, n := range nodes {
		b.WriteString(t.row(n, p) + "\n")
	}
	for _, n := range nodes {
		if reason := firstLine(n.span.Reason); reason != "" {
			b.WriteString(p.paint(red, clip("  ✗ "+n.span.Service+": "+reason, width)) + "\n")
		}
	}
	return b.String()
}

// firstLine leaves out what follows, such as the stack of a panic.
func firstLine(text string) string {
	line, _, _ := strings.Cut(text, "\n")
	return line
}

// heading is the request as its client saw it, in as many lines as it takes.
func heading(traceID string, root traces.Span, width int, p painter) string {
	request := root.Operation
	if u, err := url.Parse(root.URL); err == nil && u.Path != "" {
		request = root.Method + " " + u.EscapedPath()
	}
	parts := []string{clip(request, width)}
	colors := []string{bold}
	if root.Status != 0 {
		status := strings.TrimSpace(strconv.Itoa(root.Status) + " " + http.StatusText(root.Status))
		parts, colors = append(parts, clip(status, width)), append(colors, statusColor(root))
	}
	parts, colors = append(parts, clip("trace "+traceID, width)), append(colors, dim)
	between := gap
	if utf8.RuneCountInString(strings.Join(parts, gap)) > width {
		between = "\n"
	}
	for i := range parts {
		parts[i] = p.paint(colors[i], parts[i])
	}
	return strings.Join(parts, between)
}
