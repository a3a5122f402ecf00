package text

import (
	"fmt"
	"regexp"
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
	return invalidPort.ReplaceAllString(out.String(), `invalid port ""$1`)
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

// invalidPort is what [url.Parse] complains about. It is part of a password that
// contains a slash, a question mark or a number sign.
var invalidPort = regexp.MustCompile(`(?s)invalid port .*?( after host|$)`)

const (
	delimiters = " \t\r\n\"`<>"
	afterHost  = `/?#\` + delimiters
)

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
	before := word
	if whole && strings.HasPrefix(word, "//") {
		before = "//"
	} else if found := authority.FindStringIndex(word); found != nil {
		before = word[:found[1]]
	}
	if end := query(before); end >= 0 {
		out.WriteString(word[:end])
		return len(scope)
	}
	out.WriteString(before)
	start := len(before)
	if start == len(word) {
		return start
	}
	web := strings.HasSuffix(before, "http://") || strings.HasSuffix(before, "https://")
	host := start + userInfo(word[start:], scope[start:], web)
	guessed := strings.ContainsAny(scope[start:host], "?#")
	end := host + len(until(scope[host:], afterHost))
	out.WriteString(hostOf(scope[host:end], guessed))
	if guessed || end < len(scope) && (scope[end] == '?' || scope[end] == '#') {
		return len(scope)
	}
	return end
}

// authority is what comes before user info, host and port.
var authority = regexp.MustCompile(`:\\*/\\*/`)

// until returns s up to the first of the bytes.
func until(s, bytes string) string {
	if end := strings.IndexAny(s, bytes); end >= 0 {
		return s[:end]
	}
	return s
}

// query returns the index of the query or the fragment of a relative URL, or -1.
func query(word string) int {
	if strings.HasPrefix(word, "/") || strings.HasPrefix(word, `\`) {
		return strings.IndexAny(word, "?#")
	}
	i := strings.IndexByte(word, '?')
	if i == len(word)-1 { // a question mark at the end of a word
		return -1
	}
	return i
}

// userInfo returns the length of the user info at the start of a URL's rest. It
// ends at the last @ that may belong to it: a password may contain one, or a
// slash.
func userInfo(rest, scope string, web bool) int {
	rest, scope = prefix(rest, Max), prefix(scope, Max)
	if strings.IndexByte(scope, '@') < 0 { // as in most texts
		return 0
	}
	host := until(rest, afterHost)
	switch {
	case strings.Contains(host, "@"):
		rest = until(scope, "?#")
	case !hasPort(host): // but a password
		rest = scope
	case web:
		return 0 // an @ in a path is common
	default:
		rest = until(rest, "?#")
	}
	return strings.LastIndexByte(rest, '@') + 1
}

// hasPort reports whether what follows a colon in a host can be its port.
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
