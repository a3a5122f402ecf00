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
	if _, ok := rec.beneath.(unwrapper); !ok {
		return rec.beneath
	}
	if leadsToHijacker(rec.beneath) {
		return hijackStandIn{standIn{rec}}
	}
	return standIn{rec}
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

// A stand-in shows the Recorder what [http.ResponseController] does beneath it.
type (
	standIn       struct{ *Recorder }
	hijackStandIn struct{ standIn }
)

func (s standIn) Unwrap() http.ResponseWriter { return s.beneath }

func (s standIn) FlushError() error { return s.flushError() }

func (s hijackStandIn) Hijack() (net.Conn, *bufio.ReadWriter, error) { return s.hijack() }
