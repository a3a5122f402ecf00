package transparency

import "strings"

// defects are faults that are being mended, with the item of the issue that
// describes them.
var defects = []struct {
	item  string
	kinds string // "" for all
	in    string // what such a program has; "" for any
}{
	{"1", "", "router that"},
	{"2", "", "Find panics"},
	{"3", "handler's view", "print context"},
	{"4", "leak", ""},
	{"5", "parent", "WithPublicEndpoint(nil)"},
	{"6", "name, http.route, counted route", "RouteHeaders"},
	{"6", "name, http.route, counted route", "StripSlashes"},
	{"7", "parameters", ""},
	{"7", "name, http.route", "TimeoutHandler that expires"},
	{"9", "client_disconnected", ""},
	{"10", "UTF-8", ""},
	{"10", "length", ""},
	{"11", "", "ReplaceAttr drops"},
	{"11", "invalid JSON, text with a span", "ReplaceAttr"},
	{"12", "tags of another tracer, WithTags beats ours", ""},
	{"13", "counted route, number counted", "share only"},
	{"14", "wire, handler's view, server's log, http.status_code, error tag", "close notify"},
	{"14", "handler's view", "push"},
	{"14", "abilities", ""},
	{"15", "pattern seen outside, form seen outside, temporary files", ""},
	{"16", "http.status_code", "flush"},
	{"16", "http.status_code", "and fail"},
	{"beyond: an empty B3 header", "headers read by B3, headers read by B3Single", ": \n"},
}

// knownDefect returns the item of the issue that a fault belongs to.
func knownDefect(f fault, shown string) (item string) {
	for _, d := range defects {
		if (d.kinds == "" || strings.Contains(", "+d.kinds+",", ", "+f.kind+",")) && strings.Contains(shown, d.in) {
			return d.item
		}
	}
	return ""
}
