package propagation

import (
	"crypto/tls"
	"net/http/httptrace"
	"strings"

	"github.com/opentracing/opentracing-go"
	"github.com/opentracing/opentracing-go/log"

	"github.com/opentracing-contrib/go-chi/internal/span"
	"github.com/opentracing-contrib/go-chi/internal/text"
)

// clientTrace returns a client trace that logs on the span. Its hooks run on
// the base's goroutines, some of them after the end of the call. There is no
// Got1xxResponse: net/http leaves it to whoever has one to bound their number.
func clientTrace(s *span.Span) *httptrace.ClientTrace {
	events := events{s}
	return &httptrace.ClientTrace{
		GetConn: func(address string) {
			events.log("connection.get", nil, value("address", address))
		},
		GotConn: func(info httptrace.GotConnInfo) {
			events.log("connection.got", nil, log.Bool("reused", info.Reused), log.Bool("was_idle", info.WasIdle))
		},
		DNSStart: func(info httptrace.DNSStartInfo) {
			events.log("dns.start", nil, value("host", info.Host))
		},
		DNSDone: func(info httptrace.DNSDoneInfo) {
			events.log("dns.done", info.Err, value("addresses", joinAddresses(info)))
		},
		ConnectStart: func(network, address string) {
			events.log("connect.start", nil, value("network", network), value("address", address))
		},
		ConnectDone: func(network, address string, err error) {
			events.log("connect.done", err, value("network", network), value("address", address))
		},
		TLSHandshakeStart: func() {
			events.log("tls.start", nil)
		},
		TLSHandshakeDone: func(state tls.ConnectionState, err error) {
			events.log("tls.done", err,
				value("version", tls.VersionName(state.Version)),
				value("protocol", state.NegotiatedProtocol))
		},
		WroteHeaders: func() {
			events.log("request.headers_written", nil)
		},
		WroteRequest: func(info httptrace.WroteRequestInfo) {
			events.log("request.written", info.Err)
		},
		Wait100Continue: func() {
			events.log("continue.wait", nil)
		},
		Got100Continue: func() {
			events.log("continue.got", nil)
		},
		GotFirstResponseByte: func() {
			events.log("response.first_byte", nil)
		},
	}
}

// events logs what a client trace reports, until the span ends.
type events struct{ span *span.Span }

// log logs one event. An err does not set the error tag: a connection that fails
// is often followed by one that does not.
func (e events) log(name string, err error, details ...log.Field) {
	fields := append([]log.Field{log.Event(name)}, details...)
	if err != nil {
		fields = append(fields, log.String("error.object", text.Error(err)))
	}
	e.span.Update(func(span opentracing.Span) { span.LogFields(fields...) })
}

func value(key, s string) log.Field { return log.String(key, text.Cut(s)) }

func joinAddresses(info httptrace.DNSDoneInfo) string {
	addresses := make([]string, len(info.Addrs))
	for i, address := range info.Addrs {
		addresses[i] = address.String()
	}
	return strings.Join(addresses, ",")
}
