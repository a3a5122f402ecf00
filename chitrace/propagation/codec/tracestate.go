package codec

import (
	"strings"

	"github.com/opentracing-contrib/go-chi/internal/header"
)

// The limits of tracestate's members.
const (
	maxStateMembers = 32
	maxStateKey     = 256
	maxStateValue   = 256
)

// parseTracestate combines the lines of the header, without white space around
// the members and without empty ones. It returns an empty string if any member is
// malformed, or a limit is passed. It does not look for keys that are there
// twice: their owners know what they mean.
func parseTracestate(lines header.Lines) string {
	size := 0
	var members []string
	for _, line := range lines {
		if line.Name != "tracestate" {
			continue
		}
		if size += len(line.Value) + len(","); size > header.Budget {
			return ""
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

func isStateMember(s string) bool {
	key, value, _ := strings.Cut(s, "=")
	return isStateKey(key) && isStateValue(value)
}

// isStateKey follows level 2, where an at sign is like any other character.
func isStateKey(s string) bool {
	const others = "_-*/@"
	isInvalid := func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < '0' || r > '9') && !strings.ContainsRune(others, r)
	}
	return s != "" && len(s) <= maxStateKey && strings.IndexByte(others, s[0]) < 0 && !strings.ContainsFunc(s, isInvalid)
}

// isStateValue allows spaces at the start, where they belong to the value. Those
// at the end have been trimmed.
func isStateValue(s string) bool {
	isInvalid := func(r rune) bool { return r < ' ' || r > '~' || r == '=' }
	return s != "" && len(s) <= maxStateValue && !strings.ContainsFunc(s, isInvalid)
}
