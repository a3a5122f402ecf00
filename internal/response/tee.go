package response

import (
	"io"
	"net/http"
)

// Tee implements [middleware.WrapResponseWriter]: it writes the body to w, too.
func (rec *Recorder) Tee(w io.Writer) { rec.divert().tee = w }

// Discard implements [middleware.WrapResponseWriter]: from here on nothing
// reaches the client.
func (rec *Recorder) Discard() { rec.divert().discards = true }

// divert puts a diversion between the Recorder and the writer beneath. Hardly
// any request has one, so a Recorder has no fields for it.
func (rec *Recorder) divert() *diversion {
	d, ok := rec.beneath.(*diversion)
	if !ok {
		d = &diversion{ResponseWriter: rec.beneath}
		d.Pusher, _ = rec.beneath.(http.Pusher)
		d.closeNotifier, _ = rec.beneath.(closeNotifier)
		rec.beneath = d
	}
	return d
}

// diversion is a writer that copies the body to a tee, or keeps the response
// from the client. Whether it may be asked to push and to notify was decided by
// what the writer in it can do.
type diversion struct {
	http.ResponseWriter
	http.Pusher
	closeNotifier
	tee      io.Writer
	discards bool
}

func (d *diversion) Unwrap() http.ResponseWriter { return d.ResponseWriter }

func (d *diversion) WriteHeader(status int) {
	if !d.discards {
		d.ResponseWriter.WriteHeader(status)
	}
}

func (d *diversion) Write(b []byte) (n int, err error) {
	if d.discards {
		if d.tee == nil {
			return len(b), nil
		}
		return d.tee.Write(b)
	}
	n, err = d.ResponseWriter.Write(b)
	if d.tee != nil {
		if _, teeErr := d.tee.Write(b[:n]); err == nil {
			err = teeErr
		}
	}
	return n, err
}

func (d *diversion) ReadFrom(r io.Reader) (int64, error) {
	return io.Copy(struct{ io.Writer }{d}, r)
}

func (d *diversion) Flush() { _ = d.FlushError() }

func (d *diversion) FlushError() error {
	if d.discards {
		return nil
	}
	return http.NewResponseController(d.ResponseWriter).Flush()
}
