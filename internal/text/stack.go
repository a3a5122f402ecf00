package text

import (
	"runtime"
	"strings"
)

// Stack returns the stack of the calling goroutine. During a panic or a
// [runtime.Goexit] it begins with the function that panicked or exited. If it is longer
// than MaxStack, the outermost frames are cut.
func Stack() string {
	buf := make([]byte, MaxStack+4<<10) // with room for the frames that are left out
	header, frames, _ := strings.Cut(string(buf[:runtime.Stack(buf, false)]), "\n")
	return cut(header+"\n"+fromPanic(frames), MaxStack)
}

// fromPanic returns the frames below the innermost call of panic or
// runtime.Goexit, or all of them if there is no such call. A frame has two lines,
// the second of which is indented.
func fromPanic(frames string) string {
	found := false
	for rest := frames; rest != ""; {
		call, after, _ := strings.Cut(rest, "\n")
		switch {
		case strings.HasPrefix(call, "panic("), strings.HasPrefix(call, "runtime.Goexit("):
			found = true
		case found && !strings.HasPrefix(call, "runtime."): // such as runtime.sigpanic
			return rest
		}
		_, rest, _ = strings.Cut(after, "\n")
	}
	return frames
}
