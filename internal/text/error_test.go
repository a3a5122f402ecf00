package text

import (
	"errors"
	"fmt"
	"net/url"
	"strings"
	"testing"
	"unicode/utf8"
)

// broken is an error that panics.
type broken struct{}

func (broken) Error() string { panic("Error panics") }

func parseError(s string) error {
	_, err := url.Parse(s)
	return err
}

func TestErrorHidesSecrets(t *testing.T) {
	refused := errors.New("connection refused")
	get := func(u string) error { return &url.Error{Op: "Get", URL: u, Err: refused} }
	const odd = `https://a.example/p?q="a b" SECRET` // does not end where a URL in a text does
	const shown = `Get "https://a.example/p": connection refused`
	for _, tt := range []struct {
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
		{"one in another", &url.Error{Op: "Post", URL: "https://b.example/?SECRET", Err: get(odd)}, `Post "https://b.example/": ` + shown},
		{"joined", errors.Join(get(odd), get("/b?SECRET")), shown + "\n" + `Get "/b": connection refused`},
		{"proxy's password", errors.New("proxyconnect to http://u:SEC@RET@proxy:3128: refused"), "proxyconnect to http://proxy:3128: refused"},
		{"two URLs in a text", errors.New("http://a/?SECRET and http://b/#SECRET"), "http://a/ and http://b/"},
		{"relative in a text", `cannot get "/a" and /pay?token=SECRET of "ada"`, `cannot get "/a" and /pay of "ada"`},
		{"relative without a slash", errors.New(`cannot get "pay?token=SECRET x"`), `cannot get "pay"`},
		{"apostrophe", "see https://a/p?name=O'Brien&token=SECRET now", "see https://a/p now"},
		{"escaped slashes", `{"u":"https:\/\/u:SECRET@a\/p?token=SECRET","n":1}`, `{"u":"https://a/p","n":1}`},
		{"two in a word", "http://a/,http://u:SECRET@b/", "http://a/,http://b/"},
		{"slash in a password", parseError("postgres://u:SEC/RET@db/x"), `parse "postgres://": invalid port "" after host`},
		{"space in a password", parseError("postgres://u:SEC RET@db/x"), `parse "postgres://": net/url: invalid userinfo`},
		{"at sign and space in a password", parseError("postgres://u:S@EC RET@db/x"), `parse "postgres://": net/url: invalid userinfo`},
		{"at sign and quote in a password", parseError(`postgres://u:S@EC"RET@db/x`), `parse "postgres://": net/url: invalid userinfo`},
		{"space in a user name", parseError("postgres://u SEC:RET@db/x"), `parse "postgres://u": net/url: invalid userinfo`},
		{"at sign and slash in a password", "http://u:S@EC/RET@a/p", "http://"},
		{"slash behind a number", "postgres://u:12/SECRET@db/x", "postgres://"},
		{"password without a host", "http://u:SECRET", "http://"},
		{"port", "dial http://a:80: refused, http://[::1]:80/x", "dial http://a:80: refused, http://[::1]:80/x"},
		{
			"location", fmt.Errorf("failed to parse Location header %q: %w", "/cb?code=SECRET x%zz", parseError("/cb?code=SECRET x%zz\x7f")),
			`failed to parse Location header "/cb": parse "/cb": net/url: invalid control character in URL`,
		},
		{"questions", `why? "what, no?" C# #7`, `why? "what, no?" C# #7`},
		{"Error panics", broken{}, "%!v(PANIC=Error method: Error panics)"},
		{"number", 42, "42"},
		{"nil", nil, "<nil>"},
		{"invalid bytes in a URL", "http://u\xff:SECRET@a/?SECRET", "http://a/"},
		{"invalid UTF-8", errors.New("a\xffb"), "a\uFFFDb"},
	} {
		if got := Error(tt.err); got != tt.want {
			t.Errorf("%s: got %q, want %q", tt.name, got, tt.want)
		}
	}
}

// chosen are the parts of texts that a caller may choose.
var chosen = []string{"x", "\xff", "://", "a://b:c ", "a://b,", "a://b:c", `"`, `\"`, `"a?`, "?", "@", ":", `:\`, "invalid port ", "/", "a b?c "}

func TestErrorIsBounded(t *testing.T) {
	for _, part := range chosen {
		huge := strings.Repeat(part, 60<<10/len(part))
		for name, v := range map[string]any{
			"an error": errors.New(huge),
			"a URL":    &url.Error{Op: "Get", URL: "http://a/" + huge, Err: errors.New("refused")},
			"quoted":   `"` + huge,
		} {
			if got := Error(v); len(got) > Max {
				t.Errorf("%s of %q: got %d bytes, want at most %d", name, part, len(got), Max)
			}
		}
	}
}

// A text of 60 KB costs no more than its copy and the part that is shown.
func BenchmarkError(b *testing.B) {
	for _, part := range chosen {
		huge := errors.New(strings.Repeat(part, 60<<10/len(part)))
		b.Run(part, func(b *testing.B) {
			for b.Loop() {
				Error(huge)
			}
		})
	}
}

// The error of url.Parse for a database shows no password, whatever is in it.
func FuzzPassword(f *testing.F) {
	for _, between := range []string{"#", "/", "?@", `"`, "%zz", ":", " ", "@/", "\n", `\`, "[", "1/", "é"} {
		f.Add(between, "postgres")
		f.Add(between, "http")
	}
	f.Fuzz(func(t *testing.T, between, scheme string) {
		_, err := url.Parse(scheme + "://user:SEC" + between + "RET@db/name")
		if err == nil || strings.ContainsAny(scheme, `?#:/@\"<>%`+"` \n\r\t") {
			return
		}
		if got := Error(err); strings.Contains(got, "SEC") || strings.Contains(got, "RET") {
			t.Errorf("%v is shown as %s", err, got)
		}
	})
}

// Whatever the text is, the result is a value. What needs not be hidden stays.
func FuzzError(f *testing.F) {
	for _, s := range []string{`"a?b" c`, "http://u:p@h/?x", `{"u":"https:\/\/a"}`, "//a", "invalid port x", "\xff?"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got := Error(s)
		if len(got) > Max || !utf8.ValidString(got) {
			t.Errorf("%d bytes, valid: %t", len(got), utf8.ValidString(got))
		}
		if plain := !strings.ContainsAny(s, "?#:/@") && !strings.Contains(s, "invalid port "); plain && got != Cut(s) {
			t.Errorf("%q is shown as %q", s, got)
		}
	})
}
