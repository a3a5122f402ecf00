package propagation

import (
	"crypto/tls"
	"net/http/httptrace"
	"strings"
	"sync/atomic"

	"github.com/opentracing/opentracing-go/log"

	"github.com/opentracing-contrib/go-chi/internal/span"
	"github.com/opentracing-contrib/go-chi/internal/text"
)

// clientTrace returns a client trace that logs on the span until the span ends. Its hooks
// run on the base's goroutines, some of them after the end of the call. It has no
// Got1xxResponse: with that hook net/http does not limit the number of 1xx responses.
func clientTrace(s *span.Span) *httptrace.ClientTrace {
	// An err does not set the error tag: after a failed connection another one often
	// succeeds.
	event := func(name string, err error, details ...log.Field) {
		fields := append([]log.Field{log.Event(name)}, details...)
		if err != nil {
			fields = append(fields, log.String("error.object", text.Error(err)))
		}
		s.Log(fields...)
	}
	bare := func(name string) func() {
		return func() { event(name, nil) }
	}
	var continued atomic.Bool
	return &httptrace.ClientTrace{
		GetConn: func(address string) { event("connection.get", nil, value("address", address)) },
		GotConn: func(info httptrace.GotConnInfo) {
			event("connection.got", nil, log.Bool("reused", info.Reused), log.Bool("was_idle", info.WasIdle))
		},
		DNSStart: func(info httptrace.DNSStartInfo) { event("dns.start", nil, value("host", info.Host)) },
		DNSDone: func(info httptrace.DNSDoneInfo) {
			addresses := make([]string, len(info.Addrs))
			for i, address := range info.Addrs {
				addresses[i] = address.String()
			}
			event("dns.done", info.Err, value("addresses", strings.Join(addresses, ",")))
		},
		ConnectStart: func(network, address string) {
			event("connect.start", nil, value("network", network), value("address", address))
		},
		ConnectDone: func(network, address string, err error) {
			event("connect.done", err, value("network", network), value("address", address))
		},
		TLSHandshakeStart: bare("tls.start"),
		TLSHandshakeDone: func(state tls.ConnectionState, err error) {
			event("tls.done", err, value("version", tls.VersionName(state.Version)), value("protocol", state.NegotiatedProtocol))
		},
		WroteHeaders:    bare("request.headers_written"),
		WroteRequest:    func(info httptrace.WroteRequestInfo) { event("request.written", info.Err) },
		Wait100Continue: bare("continue.wait"),
		Got100Continue: func() {
			if !continued.Swap(true) { // an HTTP/2 peer may send any number
				event("continue.got", nil)
			}
		},
		GotFirstResponseByte: bare("response.first_byte"),
	}
}

func value(key, s string) log.Field { return log.String(key, text.Cut(s)) }
