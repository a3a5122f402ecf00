package transparency

import (
	"net/http"
	"strings"

	"github.com/opentracing-contrib/go-chi/e2e/transparency/internal/draw"
)

// The values that headers are put together from: those that the test files of
// OpenTelemetry's propagators are made of, valid and not.
var (
	traceIDs = []string{
		"80f198ee56343ba864fe8b2a57d3eff7", "64fe8b2a57d3eff7", "000000000000000064fe8b2a57d3eff7", "7b",
		"00000000000000000000000000000000", "0000000000000000", "80F198EE56343BA864FE8B2A57D3EFF7", "64FE8B2A57D3EFF7",
		"80f198ee56343ba864fe8b2a57d3eff", "80f198ee56343ba864fe8b2a57d3eff78", "64fe8b2a57d3eff", "4fe8b2a57d3eff7ab",
		"xyz198ee56343ba864fe8b2a57d3eff7", "zd000000000000000000000000000000", "",
	}
	spanIDs = []string{
		"e457b5a2e4d86bd1", "05e3ac9a4f6e3b90", "7b", "0000000000000000", "E457B5A2E4D86BD1",
		"e457b5a2e4d86bd", "e457b5a2e4d86bd1a", "xyz7b5a2e4d86bd1", "",
	}
	b3Decisions      = []string{"1", "0", "true", "false", "d", "True", "TRUE", "10", "x", ""}
	jaegerFlags      = []string{"1", "0", "3", "2", "8", "9", "b", "B", "01", "fff", "-1", "g", "10001", ""}
	traceFlags       = []string{"01", "00", "02", "03", "09", "ff", "0A", "1", "011", "qw", ""}
	traceVersions    = []string{"00", "01", "cc", "fe", "ff", "0", "000", "0x", "FE", "XX", ""}
	traceparentTails = []string{"", "-", "-extra", "-xyzxsf09", ".extra", "extra"}
	tracestates      = []string{
		"", "foo=1,bar=2", "foo=1", "foo=1, bar=2,", "foo@bar@baz=1", "foo=", "=1", "foo=1,,bar=2", "FOO=1", "foo=1,foo=2", "foo=\t1",
	}
)

// vector draws the headers of a format, and then spoils them a little.
func vector(s *draw.Source, format string) http.Header {
	h := make(http.Header)
	set := func(name, value string) {
		if s.Chance(85) {
			h.Set(name, strings.Trim(value, " \t"))
		}
	}
	switch format {
	case "Jaeger":
		set("Uber-Trace-Id", mutate(s, strings.Join([]string{
			of(s, traceIDs), of(s, spanIDs), of(s, spanIDs), of(s, jaegerFlags),
		}, ":")))
	case "W3C":
		set("Traceparent", mutate(s, strings.Join([]string{
			of(s, traceVersions), of(s, traceIDs), of(s, spanIDs), of(s, traceFlags),
		}, "-")+of(s, traceparentTails)))
		if state := of(s, tracestates); state != "" {
			set("Tracestate", mutate(s, state))
		}
	case "B3":
		set("X-B3-Traceid", mutate(s, of(s, traceIDs)))
		set("X-B3-Spanid", mutate(s, of(s, spanIDs)))
		if s.Chance(70) {
			set("X-B3-Sampled", mutate(s, of(s, b3Decisions)))
		}
		if s.Chance(40) {
			set("X-B3-Parentspanid", mutate(s, of(s, spanIDs)))
		}
		if s.Chance(40) {
			set("X-B3-Flags", draw.One(s, "1", "0", "2", ""))
		}
		if s.Chance(20) {
			set("B3", single(s))
		}
	case "B3Single":
		set("B3", single(s))
	}
	return h
}

func single(s *draw.Source) string {
	parts := []string{of(s, traceIDs), of(s, spanIDs), of(s, b3Decisions), of(s, spanIDs), "x"}
	return mutate(s, strings.Join(parts[:draw.One(s, 3, 2, 4, 1, 5)], "-"))
}

// of returns one of many, and half of the time the first.
func of(s *draw.Source, values []string) string {
	if s.Chance(50) {
		return values[s.Below(len(values))]
	}
	return values[0]
}

// mutate changes a character or two.
func mutate(s *draw.Source, value string) string {
	if !s.Chance(25) {
		return value
	}
	s.UpTo(2, func() {
		at, what := s.Below(len(value)+1), draw.One(s, "0", "a", "F", "-", ":", "%3A", " ", "\xff", "g", ",")
		rest := value[at:]
		if rest != "" && s.Chance(70) {
			rest = rest[1:]
		}
		value = value[:at] + what + rest
	})
	return value
}
