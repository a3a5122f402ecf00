package demo

import (
	"io"
	"os"

	"github.com/opentracing-contrib/go-chi/example/internal/waterfall"
)

// terminal returns how to draw on w: in colour and as wide as it is if w is a
// terminal, otherwise in plain text of a fixed width. NO_COLOR, if set and not
// empty, and TERM=dumb take the colours away (https://no-color.org).
func terminal(w io.Writer) waterfall.Options {
	file, ok := w.(*os.File)
	if !ok {
		return waterfall.Options{}
	}
	info, err := file.Stat()
	if err != nil || info.Mode()&os.ModeCharDevice == 0 {
		return waterfall.Options{}
	}
	return waterfall.Options{
		Width: columns(file),
		Color: os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb",
	}
}
