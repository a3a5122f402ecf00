package program

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/opentracing-contrib/go-chi/e2e/transparency/internal/draw"
)

func text(n int) string { return strings.Repeat("lorem ipsum ", n/12+1)[:n] }

var errSource = errors.New("source failed")

// failing is a source that fails at its end.
type failing struct{ io.Reader }

func (f failing) Read(p []byte) (int, error) {
	n, err := f.Reader.Read(p)
	if errors.Is(err, io.EOF) {
		err = errSource
	}
	return n, err
}

type panicking struct{}

func (panicking) Read([]byte) (int, error) { panic("source panicked") }

// opaque hides WriteTo.
type opaque struct{ io.Reader }

// write draws one of the ways to write a body.
func (d *drawing) write() step {
	n := draw.One(d.Source, 10, 0, 1, 511, 600, 2047, 3000, 5000, 40000)
	way := draw.One(d.Source, "write", "write string", "copy", "copy, and fail", "read from", "read from, and fail", "copy, and panic")
	return step{fmt.Sprintf("%s %d", way, n), func(x *exchange) {
		var written int64
		var err error
		switch way {
		case "write":
			written, err = as64(x.w.Write([]byte(text(n))))
		case "write string":
			written, err = as64(io.WriteString(x.w, text(n)))
		case "copy":
			written, err = io.Copy(x.w, opaque{strings.NewReader(text(n))})
		case "copy, and fail":
			written, err = io.Copy(x.w, failing{strings.NewReader(text(n))})
		case "copy, and panic":
			written, err = io.Copy(x.w, io.MultiReader(strings.NewReader(text(n)), panicking{}))
		default:
			from, ok := x.w.(io.ReaderFrom)
			if !ok {
				x.line("no ReaderFrom")
				return
			}
			var source io.Reader = opaque{strings.NewReader(text(n))}
			if way == "read from, and fail" {
				source = failing{source}
			}
			written, err = from.ReadFrom(source)
		}
		x.line("%s: %d, %v", way, written, err)
	}}
}

func as64(n int, err error) (int64, error) { return int64(n), err }
