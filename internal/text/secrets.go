package text

import (
	"fmt"
	"strings"
)

// withoutSecrets returns s without the user info, queries and fragments of the URLs in
// it. It also finds relative URLs, and URLs with / escaped as \/. If it cannot tell a
// password from a port, a path or a fragment, it keeps only the part after the last @.
// It stops when the result has the length of a value.
func withoutSecrets(s string) string {
	var out strings.Builder
	for s != "" && out.Len() < Max {
		start := strings.IndexByte(s, '"')
		if start < 0 {
			start = len(s)
		}
		end := closingQuote(s[start:])
		if end == 0 {
			redact(&out, s, false)
			break
		}
		redact(&out, s[:start], false)
		// Errors quote their URLs, so a space belongs to one.
		out.WriteByte('"')
		redact(&out, s[start+1:start+end], true)
		out.WriteByte('"')
		s = s[start+end+1:]
	}
	return withoutPort(out.String())
}

// closingQuote returns the index of the quote that ends the quoted string at the
// start of s, or 0 if there is none.
func closingQuote(s string) int {
	for i := 1; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case '"':
			return i
		}
	}
	return 0
}

// withoutPort hides the port that [url.Parse] complains about. It is part of a
// password that contains a slash, a question mark or a number sign.
func withoutPort(s string) string {
	const before, after = "invalid port ", " after host"
	from := strings.Index(s, before)
	if from < 0 {
		return s
	}
	from += len(before)
	rest := s[from:]
	to := strings.Index(rest, after)
	if to < 0 {
		to = len(rest)
	}
	return s[:from] + `""` + withoutPort(rest[to:])
}

const delimiters = " \t\r\n\"`<>"

// redact appends s without secrets. The secret end of a URL, such as its query, reaches
// to the end of s in a quoted string, otherwise to the end of the word.
func redact(out *strings.Builder, s string, quoted bool) {
	for s != "" && out.Len() < Max {
		end := strings.IndexAny(s, delimiters)
		if end == 0 {
			out.WriteByte(s[0])
			s = s[1:]
			continue
		}
		if end < 0 {
			end = len(s)
		}
		scope := end
		if quoted {
			scope = len(s)
		}
		done := 0
		for done < end && out.Len() < Max {
			done += redactWord(out, s[done:end], s[done:scope], done == 0)
		}
		s = s[done:]
	}
}

// redactWord appends the start of a word without secrets, up to its query or the end of
// a host. It returns the length of the part that it has read. scope begins with the
// word and ends at the end of a URL in it.
func redactWord(out *strings.Builder, word, scope string, whole bool) int {
	word = prefix(word, Max) // no more is shown
	start := authority(word)
	if whole && strings.HasPrefix(word, "//") {
		start = len("//")
	}
	before := word
	if start >= 0 {
		before = word[:start]
	}
	if end := query(before); end >= 0 {
		out.WriteString(word[:end])
		return len(scope)
	}
	out.WriteString(before)
	if start < 0 {
		return len(word)
	}
	host := start + userInfo(word[start:], scope[start:], isWeb(before))
	guessed := strings.ContainsAny(scope[start:host], "?#")
	end := host + authorityLen(scope[host:])
	out.WriteString(hostOf(scope[host:end], guessed))
	if guessed || end < len(scope) && (scope[end] == '?' || scope[end] == '#') {
		return len(scope)
	}
	return end
}

// authority returns the index after the :// of a URL, or -1.
func authority(word string) int {
	for from := 0; ; {
		colon := strings.IndexByte(word[from:], ':')
		if colon < 0 {
			return -1
		}
		from += colon + 1
		rest := strings.TrimLeft(word[from:], `\`)
		if !strings.HasPrefix(rest, "/") {
			continue
		}
		rest = strings.TrimLeft(rest[1:], `\`)
		if strings.HasPrefix(rest, "/") {
			return len(word) - len(rest) + 1
		}
	}
}

// authorityLen returns the length of user info, host and port at the start of s.
func authorityLen(s string) int {
	if end := strings.IndexAny(s, `/?#\`+delimiters); end >= 0 {
		return end
	}
	return len(s)
}

// query returns the index of the query or the fragment of a relative URL, or -1.
func query(word string) int {
	path := word != "" && (word[0] == '/' || word[0] == '\\')
	i := strings.IndexByte(word, '?')
	if i == len(word)-1 && !path { // a question mark at the end of a word
		i = -1
	}
	if path {
		i = strings.IndexAny(word, "?#")
	}
	return i
}

func isWeb(scheme string) bool {
	return strings.HasSuffix(scheme, "http://") || strings.HasSuffix(scheme, "https://")
}

// userInfo returns the length of the user info at the start of rest, the part of a URL
// after ://. It ends at the last @ that may belong to it, since a password may contain
// an @ or a slash.
func userInfo(rest, scope string, web bool) int {
	rest, scope = prefix(rest, Max), prefix(scope, Max)
	host := rest[:authorityLen(rest)]
	switch {
	case strings.Contains(host, "@"):
		rest = beforeQuery(scope)
	case !hasPort(host): // the colon precedes a password
		rest = scope
	case web:
		return 0 // an @ in a path is common
	default:
		rest = beforeQuery(rest)
	}
	return strings.LastIndexByte(rest, '@') + 1
}

func beforeQuery(s string) string {
	if end := strings.IndexAny(s, "?#"); end >= 0 {
		return s[:end]
	}
	return s
}

// hasPort reports whether the part after a colon in a host can be a port.
func hasPort(host string) bool {
	_, port, _ := strings.Cut(strings.TrimRight(host, ":,.;)'"), ":")
	return strings.HasPrefix(host, "[") || strings.Trim(port, "0123456789") == ""
}

// hostOf returns a host without an invalid port. If the host is guessed, it returns only
// the start that can be a host.
func hostOf(host string, guessed bool) string {
	if !hasPort(host) {
		host, _, _ = strings.Cut(host, ":")
	}
	if guessed {
		host = host[:len(host)-len(strings.TrimLeft(host, hostBytes))]
	}
	return host
}

const hostBytes = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.:[]-_"

// Error returns the text of an error, or of another value of a panic, within the limits
// of a value. URLs in it are shown without user info, query and fragment. It calls the
// Error method of v, so the caller must not hold a lock. A panic of that method is
// recovered.
func Error(v any) string {
	return Cut(withoutSecrets(prefix(fmt.Sprint(v), 32*Max)))
}
