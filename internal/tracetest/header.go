package tracetest

import (
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
)

// WantHeader compares headers.
func WantHeader(tb testing.TB, got, want http.Header) {
	tb.Helper()
	if !maps.EqualFunc(got, want, slices.Equal) {
		tb.Errorf("got %.300v\nwant %.300v", got, want)
	}
}

// ForeachLine calls f with the headers in s, one "name: value" a line: the way to give
// a fuzz target several headers in one string. Each tilde at the start of a line
// doubles the value, so that a short string passes the limits.
func ForeachLine(s string, f func(name, value string)) {
	for _, line := range strings.Split(s, "\n") {
		name, value, _ := strings.Cut(line, ": ")
		tildes := len(name) - len(strings.TrimLeft(name, "~"))
		f(name[tildes:], strings.Repeat(value, 1<<min(tildes, 14)))
	}
}
