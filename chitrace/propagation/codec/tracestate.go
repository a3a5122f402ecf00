package codec

import (
	"strings"

	"github.com/opentracing-contrib/go-chi/internal/header"
)

const (
	maxStateMembers = 32
	maxStateLength  = 256 // of a key, and of a value
)

// parseTracestate combines the lines of the header, without white space around
// the members and without empty ones. It returns an empty string if any member is
// malformed, or a limit is passed. It does not look for keys that are there
// twice: their owners know what they mean.
func parseTracestate(lines header.Lines) string {
	var members []string
	for _, line := range lines {
		if line.Name != "tracestate" {
			continue
		}
		for _, member := range strings.Split(line.Value, ",") {
			member = trim(member)
			if member == "" {
				continue
			}
			if len(members) == maxStateMembers || !isStateMember(member) {
				return ""
			}
			members = append(members, member)
		}
	}
	return strings.Join(members, ",")
}

// isStateMember follows level 2, where an at sign in a key is like any other character.
// Spaces at the start of a value belong to it. Those at the end have been trimmed.
func isStateMember(s string) bool {
	key, value, _ := strings.Cut(s, "=")
	const others = "_-*/@"
	isNotInKey := func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < '0' || r > '9') && !strings.ContainsRune(others, r)
	}
	isNotInValue := func(r rune) bool { return r < ' ' || r > '~' || r == '=' }
	return key != "" && len(key) <= maxStateLength && strings.IndexByte(others, key[0]) < 0 && !strings.ContainsFunc(key, isNotInKey) &&
		value != "" && len(value) <= maxStateLength && !strings.ContainsFunc(value, isNotInValue)
}
