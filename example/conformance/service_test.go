package main

import (
	"net/http"
	"regexp"
	"strings"
	"testing"
)

// The caller's ids in all requests.
const (
	traceID  = "12345678901234567890123456789012"
	parentID = "1234567890123456"
	valid    = "00-" + traceID + "-" + parentID + "-01"
)

var traceparent = regexp.MustCompile(`^00-([0-9a-f]{32})-([0-9a-f]{16})-(0[0-3])$`)

// sent is what a call of the service had in its header.
type sent struct{ traceID, spanID, flags, state string }

// parse fails the test unless there is one traceparent, with ids of its own.
func parse(t *testing.T, header http.Header) sent {
	t.Helper()
	if n := len(header["Traceparent"]); n != 1 {
		t.Fatalf("got %d traceparents, want one", n)
	}
	fields := traceparent.FindStringSubmatch(header.Get("Traceparent"))
	if fields == nil || strings.Trim(fields[1], "0") == "" || strings.Trim(fields[2], "0") == "" || fields[2] == parentID {
		t.Fatalf("got traceparent %q", header.Get("Traceparent"))
	}
	return sent{fields[1], fields[2], fields[3], strings.Join(header["Tracestate"], ",")}
}

func TestTraceparent(t *testing.T) {
	tests := []struct {
		name      string
		lines     []string
		wantTrace bool   // goes on
		wantFlags string // empty: 01
	}{
		{"none", nil, false, ""},
		{"sampled", []string{"traceparent: " + valid}, true, "01"},
		{"not sampled", []string{"traceparent: 00-" + traceID + "-" + parentID + "-00"}, true, "00"},
		{"random", []string{"traceparent: 00-" + traceID + "-" + parentID + "-03"}, true, "03"},
		{"random, not sampled", []string{"traceparent: 00-" + traceID + "-" + parentID + "-02"}, true, "02"},
		{"reserved flags", []string{"traceparent: 00-" + traceID + "-" + parentID + "-ff"}, true, "03"},
		{"upper-case name", []string{"TRACEPARENT: " + valid}, true, ""},
		{"mixed-case name", []string{"TrAcEpArEnT: " + valid}, true, ""},
		{"white space", []string{"traceparent: \t " + valid + " \t"}, true, ""},
		{"other name", []string{"trace-parent: " + valid}, false, ""},
		{"twice", []string{"traceparent: " + valid, "traceparent: " + valid}, false, ""},
		{"higher version", []string{"traceparent: cc" + valid[2:]}, true, ""},
		{"higher version with more", []string{"traceparent: cc" + valid[2:] + "-what-the-future-brings"}, true, ""},
		{"higher version with more, not set off", []string{"traceparent: cc" + valid[2:] + ".what"}, false, ""},
		{"version 00 with more", []string{"traceparent: " + valid + "-what"}, false, ""},
		{"version 00 with a dot", []string{"traceparent: " + valid + "."}, false, ""},
		{"version ff", []string{"traceparent: ff" + valid[2:]}, false, ""},
		{"version not hexadecimal", []string{"traceparent: .0" + valid[2:]}, false, ""},
		{"version too long", []string{"traceparent: 0" + valid}, false, ""},
		{"version too short", []string{"traceparent: " + valid[1:]}, false, ""},
		{"trace id zero", []string{"traceparent: 00-" + strings.Repeat("0", 32) + "-" + parentID + "-01"}, false, ""},
		{"trace id not hexadecimal", []string{"traceparent: 00-." + traceID[1:] + "-" + parentID + "-01"}, false, ""},
		{"trace id in upper case", []string{"traceparent: 00-ABCDEF" + traceID[6:] + "-" + parentID + "-01"}, false, ""},
		{"trace id too long", []string{"traceparent: 00-" + traceID + "3-" + parentID + "-01"}, false, ""},
		{"trace id too short", []string{"traceparent: 00-" + traceID[1:] + "-" + parentID + "-01"}, false, ""},
		{"parent id zero", []string{"traceparent: 00-" + traceID + "-" + strings.Repeat("0", 16) + "-01"}, false, ""},
		{"parent id not hexadecimal", []string{"traceparent: 00-" + traceID + "-" + parentID[1:] + ".-01"}, false, ""},
		{"parent id too long", []string{"traceparent: 00-" + traceID + "-" + parentID + "7-01"}, false, ""},
		{"parent id too short", []string{"traceparent: 00-" + traceID + "-" + parentID[1:] + "-01"}, false, ""},
		{"flags not hexadecimal", []string{"traceparent: " + valid[:53] + "0."}, false, ""},
		{"flags too long", []string{"traceparent: " + valid[:53] + "001"}, false, ""},
		{"flags too short", []string{"traceparent: " + valid[:53] + "1"}, false, ""},
	}
	h := newHarness(t)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := parse(t, h.ask(t, 1, tt.lines...)[0])
			if goesOn := got.traceID == traceID; goesOn != tt.wantTrace {
				t.Errorf("got trace %s, want the caller's: %t", got.traceID, tt.wantTrace)
			}
			want := tt.wantFlags
			if want == "" {
				want = "01"
			}
			if got.flags != want {
				t.Errorf("got flags %s, want %s", got.flags, want)
			}
		})
	}
}

func TestTracestate(t *testing.T) {
	member := strings.Repeat("k", 256) + "=" + strings.Repeat("v", 256)
	full := strings.TrimSuffix(strings.Repeat("a=1,", 32), ",")
	tests := []struct {
		name  string
		lines []string
		want  string
	}{
		{"one line", []string{"tracestate: foo=1,bar=2"}, "foo=1,bar=2"},
		{"several lines", []string{"tracestate: foo=1,bar=2", "tracestate: rojo=1", "tracestate: baz=3"}, "foo=1,bar=2,rojo=1,baz=3"},
		{"empty line", []string{"tracestate:"}, ""},
		{"empty line among others", []string{"tracestate: foo=1", "tracestate:", "tracestate: bar=2"}, "foo=1,bar=2"},
		{"mixed-case name", []string{"TrAcEsTaTe: foo=1"}, "foo=1"},
		{"other name", []string{"trace-state: foo=1"}, ""},
		{"white space", []string{"tracestate: \t foo=1 \t , \tbar=2, baz=3 \t"}, "foo=1,bar=2,baz=3"},
		{"a key twice", []string{"tracestate: foo=1,foo=2"}, "foo=1,foo=2"},
		{"all that a key may have", []string{"tracestate: 0az_-*/@x@=1"}, "0az_-*/@x@=1"},
		{"all that a value may have", []string{"tracestate: foo= !\"#$%&'()*+-./09:;<>?@AZ[\\]^_`az{|}~"}, "foo= !\"#$%&'()*+-./09:;<>?@AZ[\\]^_`az{|}~"},
		{"longest key and value", []string{"tracestate: " + member}, member},
		{"key too long", []string{"tracestate: k" + member}, ""},
		{"value too long", []string{"tracestate: " + member + "v"}, ""},
		{"most members", []string{"tracestate: " + full}, full},
		{"a member too many", []string{"tracestate: " + full + ",b=1"}, ""},
		{"key with a space", []string{"tracestate: foo =1"}, ""},
		{"key in upper case", []string{"tracestate: FOO=1"}, ""},
		{"key with an at sign first", []string{"tracestate: @foo=1,bar=2"}, ""},
		{"value with an equals sign", []string{"tracestate: foo=bar=baz"}, ""},
		{"no value", []string{"tracestate: foo=,bar=3"}, ""},
	}
	h := newHarness(t)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := parse(t, h.ask(t, 1, append(tt.lines, "traceparent: "+valid)...)[0])
			if got.traceID != traceID {
				t.Errorf("got trace %s, want the caller's", got.traceID)
			}
			if got.state != tt.want {
				t.Errorf("got %q, want %q", got.state, tt.want)
			}
		})
	}
	t.Run("without a traceparent", func(t *testing.T) {
		if got := parse(t, h.ask(t, 1, "tracestate: foo=1")[0]); got.state != "" {
			t.Errorf("got %q, want it dropped with the trace", got.state)
		}
	})
}

// Each call is a span of its own, in the one trace of the request.
func TestSeveralCalls(t *testing.T) {
	h := newHarness(t)
	for name, lines := range map[string][]string{"caller's trace": {"traceparent: " + valid}, "new trace": nil} {
		t.Run(name, func(t *testing.T) {
			spans := map[string]bool{}
			traces := map[string]bool{}
			for _, header := range h.ask(t, 3, lines...) {
				got := parse(t, header)
				spans[got.spanID], traces[got.traceID] = true, true
			}
			if len(spans) != 3 || len(traces) != 1 || traces[traceID] != (lines != nil) {
				t.Errorf("got spans %v of traces %v, want three of one", spans, traces)
			}
		})
	}
}

func TestMistakes(t *testing.T) {
	h := newHarness(t)
	gone := newHarness(t)
	gone.called.Close()
	tests := []struct{ name, body, want string }{
		{"no list", `{"url": 1}`, "400 Bad Request"},
		{"no URL", `[{"url": "::"}]`, "502 Bad Gateway"},
		{"nobody there", `[{"url": "` + gone.called.URL + `", "arguments": []}]`, "502 Bad Gateway"},
		{"nothing to do", `[]`, "200 OK"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := h.post(t, tt.body); !strings.HasPrefix(got, "HTTP/1.1 "+tt.want+"\r\n") {
				t.Errorf("got\n%s\nwant %s", got, tt.want)
			}
		})
	}
}
