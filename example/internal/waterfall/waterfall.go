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

	"github.com/opentracing-contrib/go-chi/example/internal/traces"
)

// Options say what the terminal can do.
type Options struct {
	Width int  // in columns; 0: 100; less than 80 counts as 80
	Color bool // draw with ANSI colours; false: plain text
}

const (
	defaultWidth = 100
	minWidth     = 80
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
	t := newTable(nodes, max(cmp.Or(o.Width, defaultWidth), minWidth))

	var b strings.Builder
	b.WriteString(heading(trace.ID, nodes[0].span, p) + "\n")
	b.WriteString(t.header(p) + "\n")
	for _, n := range nodes {
		b.WriteString(t.row(n, p) + "\n")
	}
	for _, n := range nodes {
		if reason := firstLine(n.span.Reason); reason != "" {
			b.WriteString(p.paint(red, printable("  ✗ "+n.span.Service+": "+reason)) + "\n")
		}
	}
	return b.String()
}

// firstLine leaves out what follows, such as the stack of a panic.
func firstLine(text string) string {
	line, _, _ := strings.Cut(text, "\n")
	return line
}

// heading is the request as its client saw it.
func heading(traceID string, root traces.Span, p painter) string {
	request := root.Operation
	if u, err := url.Parse(root.URL); err == nil && u.Path != "" {
		request = root.Method + " " + u.EscapedPath()
	}
	parts := []string{p.paint(bold, printable(request))}
	if root.Status != 0 {
		status := strconv.Itoa(root.Status) + " " + http.StatusText(root.Status)
		parts = append(parts, p.paint(statusColor(root), strings.TrimSpace(status)))
	}
	return strings.Join(append(parts, p.paint(dim, "trace "+printable(traceID))), "  ")
}
