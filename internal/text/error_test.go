package text

import (
	"errors"
	"fmt"
	"net/url"
	"strings"
	"testing"
)

// loop is an error whose tree has no end.
type loop struct{}

func (loop) Error() string { return "loop" }
func (loop) Unwrap() error { return loop{} }

// broken is an error that panics, however it is asked.
type broken struct{}

func (broken) Error() string { panic("Error panics") }
func (broken) Unwrap() error { panic("Unwrap panics") }

func TestErrorHidesSecrets(t *testing.T) {
	refused := errors.New("connection refused")
	get := func(u string) error { return &url.Error{Op: "Get", URL: u, Err: refused} }
	const odd = `https://a.example/p?q="a b" SECRET` // does not end where a URL in a text does
	const shown = `Get "https://a.example/p": connection refused`
	tests := []struct {
		name string
		err  any
		want string
	}{
		{"no URL", refused, "connection refused"},
		{"nothing to hide", get("https://a.example/p"), shown},
		{"query", get("https://a.example/p?access_token=SECRET"), shown},
		{"fragment", get("https://a.example/p#SECRET"), shown},
		{"user info", get("https://u:SECRET@a.example/p"), shown},
		{"query with a space and quotes", get(odd), shown},
		{"at sign in the path", get("https://a.example/p@q"), `Get "https://a.example/p@q": connection refused`},
		{"no path", get("https://a.example?SECRET"), `Get "https://a.example": connection refused`},
		{"relative", get("/p?SECRET"), `Get "/p": connection refused`},
		{"wrapped", fmt.Errorf("cannot pay: %w", get(odd)), "cannot pay: " + shown},
		{"as text", errors.New("cannot pay: " + get("https://a.example/p?SECRET").Error()), "cannot pay: " + shown},
		{"one in another", &url.Error{Op: "Post", URL: "https://b.example/?SECRET", Err: get(odd)}, `Post "https://b.example/": ` + shown},
		{"joined", errors.Join(get(odd), get("/b?SECRET")), shown + "\n" + `Get "/b": connection refused`},
		{"one begins like another", errors.Join(get("https://a.example/p?a"), get("https://a.example/p?a&b=SECRET")), shown + "\n" + shown},
		{"proxy's password", errors.New("proxyconnect to http://u:SEC@RET@proxy:3128: refused"), "proxyconnect to http://proxy:3128: refused"},
		{"two URLs in a text", errors.New("http://a/?SECRET and http://b/#SECRET"), "http://a/ and http://b/"},
		{"no end", loop{}, "loop"},
		{"Error panics", broken{}, "%!v(PANIC=Error method: Error panics)"},
		{"text", "see http://a/?SECRET", "see http://a/"},
		{"number", 42, "42"},
		{"nil", nil, "<nil>"},
		{"invalid bytes in a URL", "http://u\xff:SECRET@a/?SECRET", "http://a/"},
		{"invalid UTF-8", errors.New("a\xffb"), "a\uFFFDb"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := Error(tt.err); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestErrorIsBounded(t *testing.T) {
	huge := strings.Repeat("x", 1<<20)
	for _, got := range []string{Error(errors.New(huge)), Error(huge), Error(&url.Error{Op: "Get", URL: "http://a/" + huge, Err: loop{}})} {
		if len(got) > Max {
			t.Errorf("got %d bytes, want at most %d", len(got), Max)
		}
	}
}
