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
	{"6", "name, http.route, counted route", "RouteHeaders"},
	{"6", "name, http.route, counted route", "StripSlashes"},
	{"7", "parameters", ""},
	{"7", "name, http.route", "TimeoutHandler that expires"},
	{"9", "client_disconnected", ""},
	{"13", "counted route, number counted", "share only"},
	{"14", "wire, handler's view, server's log, http.status_code, error tag", "close notify"},
	{"14", "handler's view", "push"},
	{"14", "abilities", ""},
	{"15", "pattern seen outside, form seen outside, temporary files", ""},
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
