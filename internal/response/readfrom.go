package response

import (
	"io"
	"net/http"
	"syscall"
)

// readFrom sets no status after an empty body, as net/http sends none.
func (rec *Recorder) readFrom(r io.Reader) (n int64, err error) {
	to, ok := rec.beneath.(io.ReaderFrom)
	if !ok { // Tee or Discard have wrapped it
		return io.Copy(struct{ io.Writer }{rec}, r)
	}
	var counted *countedReader
	if !isForKernel(r) {
		counted = &countedReader{Reader: r}
		r = counted
	}
	returned := false
	defer func() {
		if !returned && counted != nil { // r panics
			n = counted.n
		}
		if n > 0 {
			rec.setStatus(http.StatusOK)
			rec.size += n
		}
	}()
	n, err = to.ReadFrom(r)
	returned = true
	return n, err
}

// isForKernel reports whether net/http has to get r itself: the kernel may copy r, or r
// is an [io.WriterTo].
func isForKernel(r io.Reader) bool {
	if limited, ok := r.(*io.LimitedReader); ok {
		r = limited.R
	} else if _, ok := r.(io.WriterTo); ok {
		return true
	}
	_, ok := r.(syscall.Conn)
	return ok
}

// countedReader counts the bytes that were read.
type countedReader struct {
	io.Reader
	n int64
}

func (r *countedReader) Read(b []byte) (int, error) {
	n, err := r.Reader.Read(b)
	r.n += int64(n)
	return n, err
}
