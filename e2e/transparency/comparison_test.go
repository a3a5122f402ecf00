package transparency

import (
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"

	"github.com/opentracing-contrib/go-chi/e2e/transparency/internal/program"
	"github.com/opentracing-contrib/go-chi/e2e/transparency/internal/server"
)

// played is what came of a program.
type played struct {
	answers []server.Answer
	notes   []program.Notes
	inner   []program.Notes // of the request that was served in memory, if any
	keeps   []bool          // a kept context keeps its request
	spans   [][]*span
	counts  []map[string]int // by route
	logged  string
}

// compare plays a program bare, watched and traced.
func compare(p *program.Program) (faults []fault) {
	if p.Ambiguous() {
		return nil
	}
	bare, err := play(p, program.Bare, p.Requests, nil)
	if err != nil {
		return nil // chi does not build it
	}
	defer func() {
		if v := recover(); v != nil {
			faults = append(faults, faultf("panic in the comparison", "%v", v))
		}
	}()
	watched, err := play(p, program.Watched, p.Requests, nil)
	if err != nil {
		return []fault{faultf("watched build", "%v", err)}
	}
	unstopped := watched
	if slices.ContainsFunc(p.Requests, func(r program.Request) bool { return r.Stop != "" }) {
		var all []program.Request
		for _, r := range p.Requests {
			all = append(all, r.Go())
		}
		if unstopped, err = play(p, program.Watched, all, nil); err != nil {
			return []fault{faultf("watched build", "%v", err)}
		}
	}
	ours, err := newInstruments(p)
	if err != nil {
		return []fault{faultf("set-up", "%v", err)}
	}
	leftWithout := removeFiles(bare.notes)
	removeFiles(watched.notes)
	removeFiles(unstopped.notes)
	traced, err := play(p, program.Traced, p.Requests, ours)
	if err != nil {
		return []fault{faultf("traced build", "%v", err)}
	}
	for i := range p.Requests {
		found := compareAnswers(bare.answers[i], traced.answers[i])
		found = append(found, compareNotes(bare.notes[i], traced.notes[i])...)
		found = append(found, compareNotes(bare.inner[i], traced.inner[i])...)
		if traced.keeps[i] && !bare.keeps[i] {
			found = append(found, faultf("kept context", "it keeps the request's body"))
		}
		o := oracle{p, p.Requests[i], watched.notes[i], unstopped.notes[i], traced.notes[i], traced.answers[i]}
		spans, below := o.own(traced.spans[i])
		found = append(found, o.checkSpans(spans)...)
		if watched.inner[i].Served {
			in := o.inner(watched.inner[i], traced.inner[i])
			found = append(found, in.checkInner(below, spans)...)
		} else if len(below) > 0 {
			found = append(found, faultf("number of spans", "%d too many", len(below)))
		}
		if !watched.inner[i].Served {
			found = append(found, o.checkCounts(traced.counts[i])...)
		}
		for _, f := range found {
			f.text = fmt.Sprintf("request %d: %s", i, f.text)
			faults = append(faults, f)
		}
	}
	if bare.logged != traced.logged {
		faults = append(faults, faultf("server's log", "got\n%s\nwant\n%s", traced.logged, bare.logged))
	}
	if left := removeFiles(traced.notes); left > leftWithout {
		faults = append(faults, faultf("temporary files", "%d are left, without us %d", left, leftWithout))
	}
	return faults
}

// play builds a program and asks it. The error is that it does not build.
func play(p *program.Program, kind program.Kind, requests []program.Request, ours *instruments) (got played, err error) {
	var built *program.Build
	func() {
		defer func() {
			if v := recover(); v != nil {
				err = fmt.Errorf("%v", v)
			}
		}()
		if ours == nil {
			built = p.Build(kind, nil)
		} else {
			built = p.Build(kind, ours.Ours)
		}
	}()
	if err != nil {
		return got, err
	}
	s := server.New(built.Handler, p.HTTP2)
	defer s.Close()
	for i, r := range requests {
		id := fmt.Sprint(i)
		header := r.Lines(id)
		if r.Parent {
			header = append(header, parentHeader...)
		}
		got.answers = append(got.answers, s.Exchange(server.Message{
			Method: r.Method, Target: r.Target, Host: r.Host, Header: header, Body: r.Body, Marker: program.Marker,
		}))
		built.Wait()
		built.Later()
		got.notes = append(got.notes, built.Notes(id))
		got.inner = append(got.inner, built.Notes(program.InnerID(id)))
		got.keeps = append(got.keeps, built.Keeps())
		if ours != nil {
			got.spans = append(got.spans, ours.spans())
			got.counts = append(got.counts, ours.counts())
		}
	}
	s.Close()
	if !p.HTTP2 { // which logs panics when the client has its answer already
		got.logged = s.Logged()
	}
	return got, nil
}

// removeFiles removes the temporary files that nobody else did, and returns how
// many these were.
func removeFiles(all []program.Notes) (left int) {
	for _, notes := range all {
		for _, name := range notes.Files {
			if os.Remove(name) == nil {
				left++
			}
		}
	}
	return left
}

func compareAnswers(bare, traced server.Answer) (faults []fault) {
	if bare.Transcript != traced.Transcript {
		faults = append(faults, faultf("wire", "%s", difference(traced.Transcript, bare.Transcript)))
	}
	return faults
}

func compareNotes(bare, traced program.Notes) (faults []fault) {
	// Which of its errors HTTP/2 has for what is more than was announced depends
	// on when the client resets the stream.
	got, want := strings.Join(traced.Lines, "\n"), strings.Join(bare.Lines, "\n")
	if got != want && (!strings.Contains(got, "http2: ") || !strings.Contains(want, "http2: ")) {
		faults = append(faults, faultf("handler's view", "got\n%s\nwant\n%s", got, want))
	}
	if !maps.Equal(bare.Abilities, traced.Abilities) {
		faults = append(faults, faultf("abilities", "got %v, want %v", traced.Abilities, bare.Abilities))
	}
	for id, want := range bare.Spied {
		if got := traced.Spied[id]; got != want {
			faults = append(faults, faultf("request seen outside", "%s got\n%s\nwant\n%s", id, got, want))
		}
	}
	return faults
}
