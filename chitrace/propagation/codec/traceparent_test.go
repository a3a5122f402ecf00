package codec_test

import (
	"strings"
	"testing"

	"github.com/opentracing/opentracing-go"

	"github.com/opentracing-contrib/go-chi/chitrace/propagation/codec"
)

const (
	exampleTraceID     = "4bf92f3577b34da6a3ce929d0e0e4736"
	exampleParentID    = "00f067aa0ba902b7"
	exampleTraceparent = "00-" + exampleTraceID + "-" + exampleParentID + "-01"
)

func TestTraceparent(t *testing.T) {
	const (
		id     = "12345678901234567890123456789012"
		parent = "1234567890123456"
		ids    = "-" + id + "-" + parent
	)
	tests := []struct {
		name  string
		lines []string
		want  string // what goes out for the same context; empty: corrupt
	}{
		{"specification: not sampled", []string{"00" + ids + "-00"}, "00" + ids + "-00"},
		{"random alone", []string{"00" + ids + "-02"}, "00" + ids + "-02"},
		{"random and sampled", []string{"00" + ids + "-03"}, "00" + ids + "-03"},
		{"reserved flags are cleared", []string{"00" + ids + "-ff"}, "00" + ids + "-03"},
		{"a trace id of 64 bits", []string{"00-0000000000000000a3ce929d0e0e4736-" + parent + "-01"}, "00-0000000000000000a3ce929d0e0e4736-" + parent + "-01"},

		{"trace id too long", []string{"00-" + id + "0-" + parent + "-01"}, ""},
		{"trace id too short", []string{"00-" + id[1:] + "-" + parent + "-01"}, ""},
		{"trace id no number", []string{"00-" + id[1:] + "g-" + parent + "-01"}, ""},
		{"trace id in upper case", []string{"00-" + id[1:] + "A-" + parent + "-01"}, ""},
		{"trace id zero", []string{"00-" + strings.Repeat("0", 32) + "-" + parent + "-01"}, ""},
		{"parent id no number", []string{"00-" + id + "-/" + parent[1:] + "-01"}, ""},
		{"parent id in upper case", []string{"00-" + id + "-" + parent[1:] + "F-01"}, ""},
		{"parent id zero", []string{"00-" + id + "-0000000000000000-01"}, ""},
		{"duplicated", []string{"00" + ids + "-01", exampleTraceparent}, ""},

		{"version 00 with a trailing dash", []string{"00" + ids + "-01-"}, ""},
		{"version 00 with more fields", []string{"00" + ids + "-01-what-the-future-will-be-like"}, ""},
		{"version 01", []string{"01" + ids + "-01"}, "00" + ids + "-01"},
		{"version cc with more fields", []string{"cc" + ids + "-01-what-the-future-will-be-like"}, "00" + ids + "-01"},
		{"version cc with a trailing dot", []string{"cc" + ids + "-01.what-the-future-will-be-like"}, ""},
		{"version ff", []string{"ff" + ids + "-01"}, ""},
		{"version in upper case", []string{"CC" + ids + "-01"}, ""},
		{"version ending in an illegal character", []string{"0." + ids + "-01"}, ""},
		{"version too short", []string{"0" + ids + "-01"}, ""},

		{"flags start illegally", []string{"00" + ids + "-.0"}, ""},
		{"flags in upper case", []string{"00" + ids + "-0A"}, ""},
		{"flags missing", []string{"00" + ids}, ""},

		{"white space around", []string{"\t 00" + ids + "-01 \t"}, "00" + ids + "-01"},
		{"a line break after", []string{"00" + ids + "-01\n"}, ""},
		{"another first separator", []string{"00_" + id + "-" + parent + "-01"}, ""},
		{"empty", []string{""}, ""},
		{"very long", []string{strings.Repeat("00", 1<<16)}, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			carrier := opentracing.HTTPHeadersCarrier{"Traceparent": tt.lines}
			if tt.want == "" {
				sc, err := codec.W3C().Extract(carrier)
				wantExtracted(t, sc, err, "", errCorrupted)
				return
			}
			sc := extract(t, codec.W3C(), carrier)
			if sc.ParentID() != 0 {
				t.Errorf("parent %v: the format has none", sc.ParentID())
			}
			if got := inject(t, codec.W3C(), sc).Get("traceparent"); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}
