package response

import (
	"bufio"
	"net"
	"net/http"
)

// Unwrap is for [http.ResponseController]. Where the writer beneath implements
// Unwrap itself, one further down may flush or hijack, and would do so past the
// Recorder. So it is given a stand-in for the writer beneath.
func (rec *Recorder) Unwrap() http.ResponseWriter {
	under, ok := rec.beneath.(unwrapper)
	switch {
	case !ok:
		return rec.beneath
	case leadsToHijacker(under):
		return hijackStandIn{standIn{rec}}
	}
	return standIn{rec}
}

type unwrapper interface{ Unwrap() http.ResponseWriter }

// maxDepth bounds how many writers are unwrapped: one may unwrap to itself.
const maxDepth = 32

func leadsToHijacker(u unwrapper) bool {
	for range maxDepth {
		w := u.Unwrap()
		if _, ok := w.(http.Hijacker); ok {
			return true
		}
		next, ok := w.(unwrapper)
		if !ok {
			break
		}
		u = next
	}
	return false
}

// A stand-in shows the Recorder what [http.ResponseController] does beneath it.
type (
	standIn       struct{ *Recorder }
	hijackStandIn struct{ standIn }
)

func (s standIn) Unwrap() http.ResponseWriter { return s.beneath }

func (s standIn) FlushError() error { return s.flushError() }

func (s hijackStandIn) Hijack() (net.Conn, *bufio.ReadWriter, error) { return s.hijack() }
