package text

import (
	"fmt"
	"regexp"
	"strings"
)

// Error returns the text of an error, or of another value of a panic, within the limits
// of a value. URLs in it are shown without user info, query and fragment. It calls the
// Error method of v, so the caller must not hold a lock. A panic of that method is
// recovered.
func Error(v any) string {
	return Cut(withoutSecrets(prefix(fmt.Sprint(v), 32*Max)))
}

const delimiters = " \t\r\n\"`<>"

// withoutSecrets returns s without the user info, queries and fragments of the URLs in
// it, relative ones included. If a password may contain a character that ends the host of
// a URL, it hides the whole URL. It stops when the result has the length of a value.
func withoutSecrets(s string) string {
	var out strings.Builder
	closing := -1 // the end of a quoted string
	for i := 0; i < len(s) && out.Len() < Max; {
		word := until(s[i:], delimiters)
		if word == "" {
			if s[i] == '"' && i > closing {
				closing = closingQuote(s, i)
			}
			out.WriteByte(s[i])
			i++
			continue
		}
		i += len(word)
		// Errors quote their URLs, so a space may belong to one.
		quoted := s[i:max(i, closing)]
		hasAt := strings.Contains(prefix(quoted, Max), "@")
		if isCut := redact(&out, word, hasAt); isCut || hasAt && strings.Contains(word, "//") {
			i += len(quoted)
		}
	}
	return invalidPort.ReplaceAllString(prefix(out.String(), Max), `invalid port ""$1`)
}

// invalidPort is what [url.Parse] complains about. It is part of a password that
// contains a slash, a question mark or a number sign.
var invalidPort = regexp.MustCompile(`(?s)invalid port .*?( after host|$)`)

// closingQuote returns the index of the quote that ends the quoted string at s[i], or
// the length of s if there is none.
func closingQuote(s string, i int) int {
	for i++; i < len(s) && s[i] != '"'; i++ {
		if s[i] == '\\' {
			i++
		}
	}
	return min(i, len(s))
}

// until returns s up to the first of the bytes.
func until(s, bytes string) string {
	if end := strings.IndexAny(s, bytes); end >= 0 {
		return s[:end]
	}
	return s
}

// redact appends a word without secrets. It reports whether the word is cut at one, which
// may go on behind it. hasAt reports whether an @ follows, to which a user info may go on.
func redact(out *strings.Builder, word string, hasAt bool) (isCut bool) {
	for range 4 { // JSON in a quoted string in another
		word = strings.ReplaceAll(word, `\/`, "/")
	}
	afterAt := len(word) - strings.LastIndexByte(word, '@')
	for out.Len() < Max {
		before, rest, isURL := strings.Cut(word, "//")
		if end := query(before); end >= 0 {
			out.WriteString(before[:end])
			return true
		}
		out.WriteString(before)
		if !isURL {
			return false
		}
		out.WriteString("//")
		host := until(rest, "/?#")
		word = rest[len(host):]
		userInfo := strings.LastIndexByte(host, '@') + 1
		isWeb := strings.HasSuffix(before, "http:") || strings.HasSuffix(before, "https:")
		if !hasPort(host[userInfo:]) || hasAt && userInfo > 0 || len(word) >= afterAt && (userInfo > 0 || !isWeb) {
			return true // A path of the web may contain an @.
		}
		out.WriteString(host[userInfo:])
		if !strings.HasPrefix(word, "/") {
			return word != ""
		}
	}
	return true
}

// query returns the index of the query or the fragment of a relative URL, or -1. A
// question mark at the end of a word is neither.
func query(word string) int {
	if strings.HasPrefix(word, "/") {
		return strings.IndexAny(word, "?#")
	}
	if i := strings.IndexByte(word, '?'); i < len(word)-1 {
		return i
	}
	return -1
}

// hasPort reports whether what follows a colon in a host can be its port.
func hasPort(host string) bool {
	_, port, _ := strings.Cut(strings.TrimRight(host, ":,.;)'"), ":")
	return strings.HasPrefix(host, "[") || strings.Trim(port, "0123456789") == ""
}
