package codec_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/opentracing/opentracing-go"

	"github.com/opentracing-contrib/go-chi/chitrace/propagation/codec"
)

func members(from, to int) string {
	var all []string
	for i := from; i <= to; i++ {
		all = append(all, fmt.Sprintf("bar%02d=%02d", i, i))
	}
	return strings.Join(all, ",")
}

func TestTracestate(t *testing.T) {
	const keyCharacters = "abcdefghijklmnopqrstuvwxyz0123456789_-*/"
	var valueCharacters strings.Builder
	for b := byte(' '); b <= '~'; b++ {
		if b != ',' && b != '=' {
			valueCharacters.WriteByte(b)
		}
	}
	z := strings.Repeat
	// Beside traceparent, 70 bytes on the wire, and with its own name.
	longest := z("k="+z("v", 256)+",", 31)
	longest += "k=" + z("v", 8192-70-len("tracestate: \r\n")-len(longest)-len("k="))

	tests := []struct {
		name  string
		lines []string
		want  string // empty: dropped
	}{
		{"missing", nil, ""},
		{"empty members", []string{"foo=1,,,bar=2,"}, "foo=1,bar=2"},
		{"commas alone", []string{",, ,\t,"}, ""},
		{"several headers", []string{"foo=1,bar=2", "rojo=1,congo=2", "baz=3"}, "foo=1,bar=2,rojo=1,congo=2,baz=3"},
		{"a key twice", []string{"foo=1,foo=2"}, "foo=1,foo=2"},

		{"all characters", []string{keyCharacters + "=" + valueCharacters.String()}, keyCharacters + "=" + valueCharacters.String()},
		{"all characters with a vendor", []string{keyCharacters + "@a-z0-9_-*/=" + valueCharacters.String()}, keyCharacters + "@a-z0-9_-*/=" + valueCharacters.String()},
		{"spaces around members", []string{"foo=1 \t , \t bar=2, \t baz=3"}, "foo=1,bar=2,baz=3"},
		{"spaces within a value", []string{"foo=1  2"}, "foo=1  2"},

		{"key in upper case", []string{"FOO=1"}, ""},
		{"key with a dot", []string{"foo.bar=1"}, ""},
		{"key starting with a digit", []string{"1foo=1"}, "1foo=1"},
		{"key starting with an underscore", []string{"_foo=1"}, ""},
		{"key starting with an at sign", []string{"@foo=1,bar=2"}, ""},
		{"key with two at signs", []string{"foo@@bar=1,bar=2"}, "foo@@bar=1,bar=2"},
		{"key of 257", []string{"foo=1", z("z", 257) + "=1"}, ""},

		{"value with an equals sign", []string{"foo=bar=baz"}, ""},
		{"no equals sign", []string{"foo,bar=3"}, ""},
		{"value with a tab", []string{"foo=a\tb"}, ""},
		{"value beyond ASCII", []string{"foo=ö"}, ""},
		{"value of 257", []string{"foo=" + z("v", 257)}, ""},

		{"32 members", []string{members(1, 10), members(11, 20), members(21, 30), members(31, 32)}, members(1, 32)},
		{"33 members", []string{members(1, 10), members(11, 20), members(21, 30), members(31, 33)}, ""},
		{"the longest that goes on", []string{longest}, longest},
		{"the longest in many headers", strings.Split(longest, ","), longest},
		{"longer", []string{longest + "v"}, ""},
		{"many empty headers", make([]string, 1<<16), ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			carrier := headers("traceparent", exampleTraceparent)
			carrier["Tracestate"] = tt.lines
			out := inject(t, codec.W3C(), extract(t, codec.W3C(), carrier))
			if got := out.Get("tracestate"); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
			if _, set := out["Tracestate"]; set && tt.want == "" {
				t.Error("sent an empty header")
			}
			if got := out.Get("traceparent"); got != exampleTraceparent {
				t.Errorf("traceparent: got %q", got)
			}
		})
	}
}

// The caller's state belongs to the caller's trace: without one it is nothing.
func TestTracestateAlone(t *testing.T) {
	for _, carrier := range []opentracing.HTTPHeadersCarrier{
		headers("tracestate", "foo=1", "traceparent", "malformed"),
		headers("tracestate", "foo=1"),
		headers("tracestate", "foo=1", "baggage", "a=1"),
	} {
		sc, _ := codec.W3C().Extract(carrier)
		if out := inject(t, codec.W3C(), sc); len(out) > 0 {
			t.Errorf("got %v of %v", out, carrier)
		}
	}
}
