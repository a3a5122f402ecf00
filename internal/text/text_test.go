package text

import (
	"strings"
	"testing"
	"unicode/utf8"
	"unsafe"
)

func TestCut(t *testing.T) {
	full := strings.Repeat("x", Max)
	tests := []struct{ name, in, want string }{
		{"empty", "", ""},
		{"short", "short", "short"},
		{"as long as may be", full, full},
		{"too long", full + "y", full},
		{"cut before a rune", full[1:] + "é", full[1:]},
		{"cut before a long rune", full[3:] + "\U0001F600", full[3:]},
		{"invalid byte", "a\xffb", "a\uFFFDb"},
		{"many invalid bytes in a row", "a\xff\xfe\xfdb", "a\uFFFDb"},
		{"half a rune at the end", "a\xc3", "a\uFFFD"},
		{"invalid bytes that grow", strings.Repeat("\xffa", Max/2), strings.Repeat("\uFFFDa", Max/4)},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := Cut(tt.in); got != tt.want {
				t.Errorf("got %d bytes %.40q, want %d bytes %.40q", len(got), got, len(tt.want), tt.want)
			}
		})
	}
}

// What a request is part of is not kept alive by a value.
func TestCutHasMemoryOfItsOwn(t *testing.T) {
	request := "GET " + strings.Repeat("x", 3*Max)
	for _, part := range []string{request[:3], request} {
		if got := Cut(part); unsafe.StringData(got) == unsafe.StringData(part) {
			t.Errorf("the value of %d bytes shares memory with the request", len(part))
		}
	}
}

func TestNameIsItselfWithinTheLimits(t *testing.T) {
	name := strings.Repeat("GET /users", 3)
	if got := Name(name); unsafe.StringData(got) != unsafe.StringData(name) {
		t.Error("a good name was copied")
	}
	if got := Name("GET \xff"); got != "GET \uFFFD" {
		t.Errorf("got %q", got)
	}
	if got := Name(strings.Repeat("x", Max+1)); len(got) != Max {
		t.Errorf("got %d bytes, want %d", len(got), Max)
	}
}

func FuzzCut(f *testing.F) {
	f.Add("", 0)
	f.Add("a\xff", Max)
	f.Add("\U0001F600", 700)
	f.Fuzz(func(t *testing.T, s string, n int) {
		s = strings.Repeat(s, max(0, min(n, 3*Max/(len(s)+1))))
		got := Cut(s)
		if len(got) > Max || !utf8.ValidString(got) {
			t.Errorf("%d bytes, valid: %t", len(got), utf8.ValidString(got))
		}
		if len(s) <= Max && utf8.ValidString(s) && got != s {
			t.Errorf("got %q, want %q as it is", got, s)
		}
	})
}
