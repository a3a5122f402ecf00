package waterfall

import (
	"fmt"
	"strings"
	"time"
	"unicode"

	"github.com/opentracing-contrib/go-chi/example/internal/traces"
)

// Codes of ANSI's "select graphic rendition".
const (
	bold    = "1"
	dim     = "2"
	red     = "31"
	green   = "32"
	yellow  = "33"
	blue    = "34"
	magenta = "35"
	cyan    = "36"
)

// painter colours text, or leaves it as it is if false.
type painter bool

func (p painter) paint(code, text string) string {
	if !p || text == "" {
		return text
	}
	return "\x1b[" + code + "m" + text + "\x1b[0m"
}

func serviceColor(index int) string {
	colors := []string{cyan, magenta, blue, green}
	return colors[index%len(colors)]
}

func statusColor(s traces.Span) string {
	switch {
	case s.Failed || s.Status >= 500:
		return red
	case s.Status >= 400:
		return yellow
	default:
		return green
	}
}

// fit makes text exactly width columns wide.
func fit(text string, width int) string {
	return fmt.Sprintf("%-*s", width, clip(text, width))
}

// clip makes text at most width columns wide.
func clip(text string, width int) string {
	text = printable(text)
	if r := []rune(text); len(r) > width {
		return string(r[:max(width-1, 0)]) + "…"
	}
	return text
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

// human writes a duration with three digits, as a person reads it.
func human(d time.Duration) string {
	if d < time.Millisecond {
		return fmt.Sprintf("%d µs", d.Microseconds())
	}
	value, unit := float64(d)/float64(time.Second), "s"
	if d < time.Second {
		value, unit = 1000*value, "ms"
	}
	decimals := 0
	switch {
	case value < 10:
		decimals = 2
	case value < 100:
		decimals = 1
	}
	return fmt.Sprintf("%.*f %s", decimals, value, unit)
}
