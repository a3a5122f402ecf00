package response

import (
	"bufio"
	"net"
	"net/http"
)

// Unwrap is for [http.ResponseController]. Where the writer beneath implements
// Unwrap itself, one further down may flush or hijack, and would do so past the
// Recorder. So Unwrap returns a writer that records both.
func (rec *Recorder) Unwrap() http.ResponseWriter {
	if _, ok := rec.beneath.(unwrapper); !ok {
		return rec.beneath
	}
	if leadsToHijacker(rec.beneath) {
		return hijackable{controlled{rec}}
	}
	return controlled{rec}
}

type unwrapper interface{ Unwrap() http.ResponseWriter }

// maxDepth bounds how many writers are unwrapped: one may unwrap to itself.
const maxDepth = 32

func leadsToHijacker(w http.ResponseWriter) bool {
	for range maxDepth {
		if _, ok := w.(http.Hijacker); ok {
			return true
		}
		u, ok := w.(unwrapper)
		if !ok {
			break
		}
		w = u.Unwrap()
	}
	return false
}

// These stand for the writer beneath and record what [http.ResponseController]
// does with it.
type (
	controlled struct{ *Recorder }
	hijackable struct{ controlled }
)

// wrapped hides that of the Recorder: these can do other things than what Wrap
// returned.
func (controlled) wrapped() {} //nolint:unused // it is there to be of another type

func (w controlled) Unwrap() http.ResponseWriter { return w.beneath }

func (w controlled) FlushError() error { return w.flushError() }

func (w hijackable) Hijack() (net.Conn, *bufio.ReadWriter, error) { return w.hijack() }
