package response

import (
	"bufio"
	"io"
	"net"
	"net/http"
)

// capabilities is a set of optional interfaces of a writer.
type capabilities uint8

const (
	flushes capabilities = 1 << iota
	hijacks
	readsFrom
	pushes
	notifies
)

// combinations makes the writer with the methods of a set. Each set has its own type of
// one pointer, so making a writer allocates nothing. The name of the type has a letter
// for each capability. The type embeds the type without the last letter, and adds the
// method of that letter.
var combinations = [...]func(rec *Recorder) http.ResponseWriter{
	0:                                        func(rec *Recorder) http.ResponseWriter { return rec },
	flushes:                                  func(rec *Recorder) http.ResponseWriter { return writerF{rec} },
	hijacks:                                  func(rec *Recorder) http.ResponseWriter { return writerH{rec} },
	flushes | hijacks:                        func(rec *Recorder) http.ResponseWriter { return writerFH{writerF{rec}} },
	readsFrom:                                func(rec *Recorder) http.ResponseWriter { return writerR{rec} },
	flushes | readsFrom:                      func(rec *Recorder) http.ResponseWriter { return writerFR{writerF{rec}} },
	hijacks | readsFrom:                      func(rec *Recorder) http.ResponseWriter { return writerHR{writerH{rec}} },
	flushes | hijacks | readsFrom:            func(rec *Recorder) http.ResponseWriter { return writerFHR{writerFH{writerF{rec}}} },
	pushes:                                   func(rec *Recorder) http.ResponseWriter { return writerP{rec} },
	flushes | pushes:                         func(rec *Recorder) http.ResponseWriter { return writerFP{writerF{rec}} },
	hijacks | pushes:                         func(rec *Recorder) http.ResponseWriter { return writerHP{writerH{rec}} },
	flushes | hijacks | pushes:               func(rec *Recorder) http.ResponseWriter { return writerFHP{writerFH{writerF{rec}}} },
	readsFrom | pushes:                       func(rec *Recorder) http.ResponseWriter { return writerRP{writerR{rec}} },
	flushes | readsFrom | pushes:             func(rec *Recorder) http.ResponseWriter { return writerFRP{writerFR{writerF{rec}}} },
	hijacks | readsFrom | pushes:             func(rec *Recorder) http.ResponseWriter { return writerHRP{writerHR{writerH{rec}}} },
	flushes | hijacks | readsFrom | pushes:   func(rec *Recorder) http.ResponseWriter { return writerFHRP{writerFHR{writerFH{writerF{rec}}}} },
	notifies:                                 func(rec *Recorder) http.ResponseWriter { return writerC{rec} },
	flushes | notifies:                       func(rec *Recorder) http.ResponseWriter { return writerFC{writerF{rec}} },
	hijacks | notifies:                       func(rec *Recorder) http.ResponseWriter { return writerHC{writerH{rec}} },
	flushes | hijacks | notifies:             func(rec *Recorder) http.ResponseWriter { return writerFHC{writerFH{writerF{rec}}} },
	readsFrom | notifies:                     func(rec *Recorder) http.ResponseWriter { return writerRC{writerR{rec}} },
	flushes | readsFrom | notifies:           func(rec *Recorder) http.ResponseWriter { return writerFRC{writerFR{writerF{rec}}} },
	hijacks | readsFrom | notifies:           func(rec *Recorder) http.ResponseWriter { return writerHRC{writerHR{writerH{rec}}} },
	flushes | hijacks | readsFrom | notifies: func(rec *Recorder) http.ResponseWriter { return writerFHRC{writerFHR{writerFH{writerF{rec}}}} },
	pushes | notifies:                        func(rec *Recorder) http.ResponseWriter { return writerPC{writerP{rec}} },
	flushes | pushes | notifies:              func(rec *Recorder) http.ResponseWriter { return writerFPC{writerFP{writerF{rec}}} },
	hijacks | pushes | notifies:              func(rec *Recorder) http.ResponseWriter { return writerHPC{writerHP{writerH{rec}}} },
	flushes | hijacks | pushes | notifies:    func(rec *Recorder) http.ResponseWriter { return writerFHPC{writerFHP{writerFH{writerF{rec}}}} },
	readsFrom | pushes | notifies:            func(rec *Recorder) http.ResponseWriter { return writerRPC{writerRP{writerR{rec}}} },
	flushes | readsFrom | pushes | notifies:  func(rec *Recorder) http.ResponseWriter { return writerFRPC{writerFRP{writerFR{writerF{rec}}}} },
	hijacks | readsFrom | pushes | notifies:  func(rec *Recorder) http.ResponseWriter { return writerHRPC{writerHRP{writerHR{writerH{rec}}}} },
	flushes | hijacks | readsFrom | pushes | notifies: func(rec *Recorder) http.ResponseWriter {
		return writerFHRPC{writerFHRP{writerFHR{writerFH{writerF{rec}}}}}
	},
}

type (
	writerF     struct{ *Recorder }
	writerH     struct{ *Recorder }
	writerFH    struct{ writerF }
	writerR     struct{ *Recorder }
	writerFR    struct{ writerF }
	writerHR    struct{ writerH }
	writerFHR   struct{ writerFH }
	writerP     struct{ *Recorder }
	writerFP    struct{ writerF }
	writerHP    struct{ writerH }
	writerFHP   struct{ writerFH }
	writerRP    struct{ writerR }
	writerFRP   struct{ writerFR }
	writerHRP   struct{ writerHR }
	writerFHRP  struct{ writerFHR }
	writerC     struct{ *Recorder }
	writerFC    struct{ writerF }
	writerHC    struct{ writerH }
	writerFHC   struct{ writerFH }
	writerRC    struct{ writerR }
	writerFRC   struct{ writerFR }
	writerHRC   struct{ writerHR }
	writerFHRC  struct{ writerFHR }
	writerPC    struct{ writerP }
	writerFPC   struct{ writerFP }
	writerHPC   struct{ writerHP }
	writerFHPC  struct{ writerFHP }
	writerRPC   struct{ writerRP }
	writerFRPC  struct{ writerFRP }
	writerHRPC  struct{ writerHRP }
	writerFHRPC struct{ writerFHRP }
)

func (w writerF) Flush()            { w.flush() }
func (w writerF) FlushError() error { return w.flushError() }

func (w writerH) Hijack() (net.Conn, *bufio.ReadWriter, error)  { return w.hijack() }
func (w writerFH) Hijack() (net.Conn, *bufio.ReadWriter, error) { return w.hijack() }

func (w writerR) ReadFrom(src io.Reader) (int64, error)   { return w.readFrom(src) }
func (w writerFR) ReadFrom(src io.Reader) (int64, error)  { return w.readFrom(src) }
func (w writerHR) ReadFrom(src io.Reader) (int64, error)  { return w.readFrom(src) }
func (w writerFHR) ReadFrom(src io.Reader) (int64, error) { return w.readFrom(src) }

func (w writerP) Push(url string, o *http.PushOptions) error    { return w.push(url, o) }
func (w writerFP) Push(url string, o *http.PushOptions) error   { return w.push(url, o) }
func (w writerHP) Push(url string, o *http.PushOptions) error   { return w.push(url, o) }
func (w writerFHP) Push(url string, o *http.PushOptions) error  { return w.push(url, o) }
func (w writerRP) Push(url string, o *http.PushOptions) error   { return w.push(url, o) }
func (w writerFRP) Push(url string, o *http.PushOptions) error  { return w.push(url, o) }
func (w writerHRP) Push(url string, o *http.PushOptions) error  { return w.push(url, o) }
func (w writerFHRP) Push(url string, o *http.PushOptions) error { return w.push(url, o) }

func (w writerC) CloseNotify() <-chan bool     { return w.closeNotify() }
func (w writerFC) CloseNotify() <-chan bool    { return w.closeNotify() }
func (w writerHC) CloseNotify() <-chan bool    { return w.closeNotify() }
func (w writerFHC) CloseNotify() <-chan bool   { return w.closeNotify() }
func (w writerRC) CloseNotify() <-chan bool    { return w.closeNotify() }
func (w writerFRC) CloseNotify() <-chan bool   { return w.closeNotify() }
func (w writerHRC) CloseNotify() <-chan bool   { return w.closeNotify() }
func (w writerFHRC) CloseNotify() <-chan bool  { return w.closeNotify() }
func (w writerPC) CloseNotify() <-chan bool    { return w.closeNotify() }
func (w writerFPC) CloseNotify() <-chan bool   { return w.closeNotify() }
func (w writerHPC) CloseNotify() <-chan bool   { return w.closeNotify() }
func (w writerFHPC) CloseNotify() <-chan bool  { return w.closeNotify() }
func (w writerRPC) CloseNotify() <-chan bool   { return w.closeNotify() }
func (w writerFRPC) CloseNotify() <-chan bool  { return w.closeNotify() }
func (w writerHRPC) CloseNotify() <-chan bool  { return w.closeNotify() }
func (w writerFHRPC) CloseNotify() <-chan bool { return w.closeNotify() }
