package header

import (
	"net/url"
	"slices"
	"strings"
)

const (
	jaegerDebugID = "Jaeger-Debug-Id"
	jaegerBaggage = "Jaeger-Baggage"
)

// MaxDebugID is the length of the longest debug id that is read. Jaeger shows
// no more of a tag.
const MaxDebugID = 256

// isHarmless reports whether nothing needs to be left out for its length or its
// form.
func (r *Reader) isHarmless() bool {
	total := 0
	for name, values := range r.header {
		if isWellKnown(name) {
			continue
		}
		if strings.EqualFold(name, jaegerBaggage) || strings.EqualFold(name, jaegerDebugID) {
			return false
		}
		if total += sizeOfAll(name, values); total > Budget {
			return false
		}
	}
	return true
}

// each calls yield for every header that a tracer may read, until that returns
// an error. Ids are handed out at once; baggage, and what may be the baggage of
// some tracer, when its size is known.
func (r *Reader) each(yield func(name string, values []string) error) error {
	var totals [unknown + 1]int
	for name, values := range r.header {
		switch k := kindOf(name); k {
		case nothing:
		case ids:
			if values = short(name, values); len(values) == 0 {
				continue
			}
			if err := yield(name, values); err != nil {
				return err
			}
		default:
			totals[k] += sizeOfAll(name, values)
		}
	}
	for k := baggage; k <= unknown; k++ {
		if totals[k] == 0 {
			continue
		}
		if err := r.eachOf(k, totals[k], yield); err != nil {
			return err
		}
	}
	return nil
}

// eachOf calls yield for the headers of a kind, which have total bytes.
func (r *Reader) eachOf(k kind, total int, yield func(name string, values []string) error) error {
	var l limit
	if total > Budget {
		l = newLimit(Budget, func(count func(name, value string)) {
			for name, values := range r.header {
				if kindOf(name) == k {
					eachValue(name, values, count)
				}
			}
		})
	}
	for name, values := range r.header {
		if kindOf(name) != k {
			continue
		}
		if total > Budget {
			values = l.apply(name, values)
		}
		if strings.EqualFold(name, jaegerBaggage) {
			values = wellFormed(values)
		}
		if len(values) == 0 {
			continue
		}
		if err := yield(name, values); err != nil {
			return err
		}
	}
	return nil
}

func eachValue(name string, values []string, f func(name, value string)) {
	for _, value := range values {
		f(name, value)
	}
}

// short returns the values that are not too long for ids.
func short(name string, values []string) []string {
	longest := Budget
	if strings.EqualFold(name, jaegerDebugID) {
		longest = MaxDebugID
	}
	isLong := func(value string) bool { return len(value) > longest }
	if !slices.ContainsFunc(values, isLong) {
		return values
	}
	return slices.DeleteFunc(slices.Clone(values), isLong)
}

// wellFormed returns what jaeger-client-go can parse of jaeger-baggage, a list
// "key=value, key=value" that may be query-escaped as a whole.
func wellFormed(lines []string) []string {
	var kept []string
	for _, line := range lines {
		list, err := url.QueryUnescape(line)
		if err != nil {
			continue
		}
		pairs := strings.Split(list, ",")
		all := len(pairs)
		pairs = slices.DeleteFunc(pairs, func(pair string) bool { return strings.Count(pair, "=") != 1 })
		switch len(pairs) {
		case 0:
		case all:
			kept = append(kept, line)
		default:
			kept = append(kept, url.QueryEscape(strings.Join(pairs, ",")))
		}
	}
	return kept
}
