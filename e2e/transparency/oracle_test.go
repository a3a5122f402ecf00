package transparency

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/opentracing-contrib/go-chi/e2e/transparency/internal/program"
	"github.com/opentracing-contrib/go-chi/e2e/transparency/internal/server"
)

// oracle knows what the span and the metrics of a request have to be.
type oracle struct {
	p         *program.Program
	request   program.Request
	watched   program.Notes // with watchers in our places
	unstopped program.Notes // where no middleware answered
	traced    program.Notes
	answer    server.Answer
}

// method returns the method as names have it: as the outermost of our places that
// do the same got it.
func (o *oracle) method(does func(program.Pass) bool) string {
	m := o.request.Method
	if i := slices.IndexFunc(o.watched.Passed, does); i >= 0 {
		m = o.watched.Passed[i].Method
	}
	switch m {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch,
		http.MethodDelete, http.MethodConnect, http.MethodOptions, http.MethodTrace:
		return m
	}
	return "OTHER"
}

// patterns returns the routes that the request may belong to; ok is false where
// that cannot be told.
func (o *oracle) patterns(sight program.Sight) (patterns []string, ok bool) {
	switch w, u := o.watched, o.unstopped; {
	case sight == program.Blind:
		return []string{""}, true
	case sight == program.Unsure: // what such a router does with its routes is its own affair
		return nil, false
	case w.Answered && !w.Stopped, w.Stopped && u.Answered:
		return nil, false
	case w.Late && (w.HiddenAt != nil || w.Rerouted(o.request.Stop) || o.request.Method == http.MethodHead): // not told before
		return nil, false
	case w.Stopped && strings.Contains(o.p.Type, "batches"): // each of which has a route
		return nil, false
	case (o.p.Type != "chi.Mux" || o.losesContext()) && strings.Contains(o.p.String(), "in memory, with the route"): // of whichever piece
		return nil, false
	case w.Stopped && (len(o.request.Target) > 4096 || strings.Contains(o.p.String(), "StripPrefix")): // no look-up, or not of the copy's path
		return nil, false
	case w.Stopped && slices.Contains(w.Crossed, "reroute"): // the path is looked up as received
		return nil, false
	case w.Stopped && (u.Rerouted(o.request.Stop) || o.request.Method == http.MethodHead): // which GetHead might serve
		return nil, false
	case w.Stopped && u.HiddenAt != nil && len(u.Ended) == 1:
		patterns = append([]string{u.Ended[0], w.StoppedAt}, u.HiddenAt...)
	case w.Stopped && u.Found && len(u.Ended) == 1:
		patterns = u.Ended
		if strings.HasSuffix(u.Ended[0], "//*") { // chi finds nothing below a mount's own path
			patterns = append(slices.Clone(patterns), w.StoppedAt)
		}
	case w.Stopped && len(u.Ended) == 1:
		patterns = []string{u.Ended[0], w.StoppedAt}
	case len(w.Ended) == 1:
		patterns = w.Ended
	default:
		return nil, false
	}
	return patterns, true
}

func traces(p program.Pass) bool { return p.Trace }

func (o *oracle) name(pattern string) string {
	m := o.method(traces)
	if pattern == "" || m == "OTHER" {
		return "HTTP " + m
	}
	return m + " " + pattern
}

// seen returns how many spans there may be, how many of them there need not be, and
// how much they can know.
func (o *oracle) seen() (spans, unsure int, sight program.Sight) {
	for _, pass := range o.watched.Passed {
		if !pass.Trace {
			continue
		}
		sight = max(sight, pass.Sight)
		if !pass.Nested || o.isBatch() { // whose parts may be requests of their own
			spans++
		}
		if pass.Unsure || pass.Nested && o.isBatch() {
			unsure++
		}
	}
	return spans, unsure, sight
}

// isBatch reports whether the root router serves the request in several pieces.
func (o *oracle) isBatch() bool {
	return strings.Contains(o.p.Type, "falls back") ||
		strings.Contains(o.p.Type, "batches") && strings.Contains(o.request.String(), "X-Batch")
}

func (o *oracle) checkSpans(spans []*span) (faults []fault) {
	want, unsure, sight := o.seen()
	for _, s := range spans {
		faults = append(faults, checkValues(s)...)
	}
	if shown := o.p.String(); strings.Contains(shown, "a clone") &&
		(strings.Contains(shown, "does nothing else") || strings.Contains(shown, "keeps flushes") || strings.Contains(shown, "TimeoutHandler")) {
		return faults // a clone for a writer that hides ours may be a request of its own
	}
	if len(spans) > want || len(spans) < want-unsure {
		return append(faults, faultf("number of spans", "got %d, want %d", len(spans), want))
	}
	if want != 1 {
		return faults
	}
	s := spans[0]
	faults = append(faults, o.checkName(s, sight)...)
	faults = append(faults, o.checkStatus(s)...)
	faults = append(faults, o.checkParams(s, sight)...)
	if wantParent := o.request.Parent && o.p.Public != "nil" && o.p.Public != "everybody"; wantParent != (s.ParentID == 9) {
		faults = append(faults, faultf("parent", "got %d, want one: %t", s.ParentID, wantParent))
	}
	if gone := s.Tag("http.client_disconnected") != nil; gone && (o.answer.Whole || !o.answer.Left && !o.traced.Gone) {
		faults = append(faults, faultf("client_disconnected", "but it had all"))
	} else if !gone && o.answer.Left && o.traced.Gone && !o.watched.Late {
		faults = append(faults, faultf("client_disconnected", "missing"))
	}
	return faults
}

// own parts the spans of the request itself from those of one that it served in
// memory.
func (o *oracle) own(all []*span) (own, below []*span) {
	for _, s := range all {
		if id, _ := s.Tag("http.request.header.x-request").(string); strings.HasSuffix(id, program.InnerID("")) {
			below = append(below, s)
		} else {
			own = append(own, s)
		}
	}
	return own, below
}

// inner returns the oracle for the request that the one of o has served in memory.
func (o *oracle) inner(watched, traced program.Notes) *oracle {
	return &oracle{
		p: o.p, request: program.Request{Method: http.MethodGet}, watched: watched, unstopped: watched, traced: traced,
		answer: server.Answer{Whole: true},
	}
}

// checkInner checks the spans of a request in memory, which is one of its own: a
// child of the span in its context, or a root.
func (o *oracle) checkInner(spans, outer []*span) (faults []fault) {
	want, unsure, sight := o.seen()
	if len(spans) > want || len(spans) < want-unsure {
		return []fault{faultf("number of spans in memory", "got %d, want %d", len(spans), want)}
	}
	for _, s := range spans {
		faults = append(faults, checkValues(s)...)
		parent := 0
		if o.traced.InSpan && len(outer) == 1 {
			parent = outer[0].SpanContext.SpanID
		}
		if want == 1 && len(outer) <= 1 && s.ParentID != parent && !o.losesContext() && (s.ParentID != 0 || !o.mayBeLate()) {
			faults = append(faults, faultf("parent in memory", "got %d, want %d", s.ParentID, parent))
		}
		if want == 1 && !o.watched.SharesRoute {
			faults = append(faults, o.checkName(s, sight)...)
		}
	}
	return faults
}

// losesContext reports whether a middleware may replace the context before ours sees it.
func (o *oracle) losesContext() bool { return strings.Contains(o.p.String(), "a new context") }

// mayBeLate reports whether the span around a request in memory may have ended before.
func (o *oracle) mayBeLate() bool {
	return strings.Contains(o.p.String(), "TimeoutHandler that expires")
}

func (o *oracle) checkName(s *span, sight program.Sight) []fault {
	patterns, ok := o.patterns(sight)
	var names []string
	for _, p := range patterns {
		names = append(names, o.name(p))
	}
	if o.traced.Named != "" {
		names = append(names, o.traced.Named)
	}
	if ok && !slices.Contains(names, s.OperationName) {
		return []fault{faultf("name", "got %q, want one of %q", s.OperationName, names)}
	}
	route, _ := s.Tag("http.route").(string)
	if ok && !slices.Contains(patterns, route) {
		return []fault{faultf("http.route", "got %q, want one of %q", route, patterns)}
	}
	if s.OperationName == "" || !strings.HasPrefix(s.OperationName, o.method(traces)+" /") && s.OperationName != "HTTP "+o.method(traces) && s.OperationName != o.traced.Named {
		return []fault{faultf("name", "got %q", s.OperationName)}
	}
	return nil
}

// checkStatus compares the tag with the wire, where nothing in between can tell
// the client something else.
func (o *oracle) checkStatus(s *span) (faults []fault) {
	status, _ := s.Tag("http.status_code").(uint16)
	pieces := strings.Contains(o.p.Type, "router that") && slices.ContainsFunc(o.watched.Passed, func(p program.Pass) bool {
		return p.Trace && !p.Nested && p.Sight == program.Sees
	})
	shown := o.p.String()
	// A TimeoutHandler drops what a panic follows, and takes a 1xx for the final
	// status. chi's Logger takes an invalid status for it.
	buffered := strings.Contains(shown, "TimeoutHandler") && (o.traced.Panicked || strings.Contains(shown, "status 1")) ||
		strings.Contains(shown, "Logger") && (strings.Contains(shown, "status 0") || strings.Contains(shown, "status -1"))
	if o.answer.Status != 0 && int(status) != o.answer.Status && !o.watched.Late && !o.traced.Hijacked && !pieces && !buffered {
		faults = append(faults, faultf("http.status_code", "got %d, on the wire %d", status, o.answer.Status))
	}
	isError := s.Tag("error") == true
	if status >= 500 && !isError {
		faults = append(faults, faultf("error tag", "missing with %d", status))
	}
	if isError && status < 500 && !o.traced.Errored && !o.traced.Panicked {
		faults = append(faults, faultf("error tag", "there with %d", status))
	}
	return faults
}

func (o *oracle) checkParams(s *span, sight program.Sight) (faults []fault) {
	if sight != program.Sees || o.watched.Stopped || o.watched.Late || !o.watched.Found || len(o.watched.Ended) != 1 {
		return nil
	}
	for key, want := range o.watched.Params {
		if !slices.Contains(program.Asked, key) {
			continue
		}
		got, ok := s.Tag("http.route.param." + key).(string)
		if !ok || utf8.ValidString(want) && len(want) <= 2048 && got != want {
			faults = append(faults, faultf("parameters", "%s: got %q, want %q", key, got, want))
		}
	}
	return faults
}

// checkValues holds all that a span says to the limits.
func checkValues(s *span) (faults []fault) {
	check := func(where string, v any, limit int) {
		text, ok := v.(string)
		switch {
		case !ok:
		case !utf8.ValidString(text):
			faults = append(faults, faultf("UTF-8", "%s: %.60q", where, text))
		case len(text) > limit:
			faults = append(faults, faultf("length", "%s: %d bytes", where, len(text)))
		}
	}
	if n := len(s.Logs()); n > 65 { // and a stack
		faults = append(faults, faultf("number of logs", "%d", n))
	}
	check("name", s.OperationName, 2048)
	for key, v := range s.Tags() {
		check(key, v, 2048)
	}
	for _, record := range s.Logs() {
		for _, field := range record.Fields {
			limit := 2048
			if field.Key == "stack" {
				limit = 16 << 10
			}
			check(field.Key, field.ValueString, limit)
		}
	}
	return faults
}

// checkCounts compares the metrics with the places that count.
func (o *oracle) checkCounts(counts map[string]int) (faults []fault) {
	left, total := make(map[string]int), 0
	for key, n := range counts {
		if key == inFlight {
			faults = append(faults, faultf("in flight", "%d", n))
			continue
		}
		left[key], total = n, total+n
	}
	want, unsure := 0, 0
	for _, pass := range o.watched.Passed {
		if !pass.Count {
			continue
		}
		want++
		patterns, ok := o.patterns(pass.Sight)
		if !ok || len(patterns) > 1 {
			unsure++
			continue
		}
		key := o.method(func(p program.Pass) bool { return p == pass }) + " " + patterns[0]
		if patterns[0] == "" || o.answer.Status == http.StatusMethodNotAllowed {
			key = strings.TrimSuffix(key, patterns[0]) + "unmatched"
		}
		if left[key] == 0 {
			faults = append(faults, faultf("counted route", "got %v, want %q", counts, key))
		}
		left[key]--
	}
	if total != want {
		faults = append(faults, faultf("number counted", "got %d, want %d: %v", total, want, fmt.Sprint(counts)))
	}
	return faults
}
