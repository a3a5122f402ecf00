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
func parseTracestate(lines []string) string {
	size := 0
	var members []string
	for _, line := range lines {
		if size += len(line) + len(","); size > header.Budget {
			return ""
		}
		for member := range strings.SplitSeq(line, ",") {
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
	key, value, ok := strings.Cut(s, "=")
	return ok && isStateKey(key) && isStateValue(value)
}

// isStateKey follows level 2, where an at sign is like any other character.
func isStateKey(s string) bool {
	if s == "" || len(s) > maxStateKey || !isLowerAlnum(s[0]) {
		return false
	}
	for i := 1; i < len(s); i++ {
		if !isLowerAlnum(s[i]) && strings.IndexByte("_-*/@", s[i]) < 0 {
			return false
		}
	}
	return true
}

// isStateValue allows spaces at the start, where they belong to the value. Those
// at the end have been trimmed.
func isStateValue(s string) bool {
	for i := range len(s) {
		if b := s[i]; b < ' ' || '~' < b || b == '=' {
			return false
		}
	}
	return s != "" && len(s) <= maxStateValue
}

func isLowerAlnum(b byte) bool {
	return 'a' <= b && b <= 'z' || '0' <= b && b <= '9'
}
