package text

import (
	"net/url"
	"runtime"
	"strings"
	"testing"
	"unsafe"
)

// A value does not keep the memory of a request.
func TestCut(t *testing.T) {
	full := strings.Repeat("x", Max)
	for _, tt := range []struct{ name, in, want string }{
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
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := Cut(tt.in)
			if got != tt.want {
				t.Errorf("got %d bytes %.40q, want %d bytes %.40q", len(got), got, len(tt.want), tt.want)
			}
			if got != "" && unsafe.StringData(got) == unsafe.StringData(tt.in) {
				t.Error("the value shares its memory")
			}
		})
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

func TestURL(t *testing.T) {
	long := strings.Repeat("x", 10*Max)
	for _, tt := range []struct {
		name, scheme, host string
		url                url.URL
		want               string
	}{
		{"user info in the host", "http", "u:pw@example.com", url.URL{Path: "/u"}, "http://example.com/u"},
		{"to be escaped", "http", "example.com", url.URL{Path: "/a b/c~d/é"}, "http://example.com/a%20b/c~d/%C3%A9"},
		{"long path", "http", "a", url.URL{Path: "/" + long}, "http://a/" + long[:Max-len("http://a/")]},
		{"long host", "http", long, url.URL{Path: "/u"}, "http://" + long[:Max-len("http://")]},
		{"invalid bytes in the host", "http", "a\xffb", url.URL{Path: "/u"}, "http://a\uFFFDb/u"},
	} {
		if got := URL(tt.scheme, tt.host, &tt.url); got != tt.want {
			t.Errorf("%s: got %d bytes %.60q, want %d bytes %.60q", tt.name, len(got), got, len(tt.want), tt.want)
		}
	}
}

// The function that panicked comes first, whatever called Stack.
func TestStackBeginsAtThePanic(t *testing.T) {
	var nobody *struct{ field int }
	for name, culprit := range map[string]func(){
		"panic":         func() { panic("oops") },
		"nil pointer":   func() { nobody.field++ },
		"exit":          func() { runtime.Goexit() },
		"panic again":   func() { defer func() { panic(recover()) }(); panic("oops") },
		"deep in calls": func() { recurse(1000) },
	} {
		t.Run(name, func(t *testing.T) {
			stacks := make(chan string)
			go func() {
				defer func() {
					stack := Stack()
					_ = recover()
					stacks <- stack
				}()
				culprit()
			}()
			stack := <-stacks
			lines := strings.Split(stack, "\n")
			if !strings.HasPrefix(lines[0], "goroutine ") || !strings.Contains(lines[1], "Panic.func") && !strings.Contains(lines[1], "recurse") {
				t.Errorf("got\n%.300s", stack)
			}
			if len(stack) > MaxStack {
				t.Errorf("got %d bytes, want at most %d", len(stack), MaxStack)
			}
		})
	}
}

func recurse(n int) {
	if n == 0 {
		panic("oops")
	}
	recurse(n - 1)
}

func TestStackWithoutPanic(t *testing.T) {
	if got := Stack(); !strings.Contains(got, "TestStackWithoutPanic") {
		t.Errorf("got\n%s", got)
	}
}
