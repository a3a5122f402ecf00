package propagation

import (
	"crypto/tls"
	"fmt"
	"net/http/httptrace"
	"strings"

	"github.com/opentracing/opentracing-go"
	"github.com/opentracing/opentracing-go/log"
)

// clientTrace returns a client trace that logs on the span. Its hooks run on
// the base's goroutines, some of them after the end of the call. There is no
// Got1xxResponse: net/http leaves it to whoever has one to bound their number.
func (s *openSpan) clientTrace() *httptrace.ClientTrace {
	return &httptrace.ClientTrace{
		GetConn: func(address string) {
			s.event("connection.get", nil, log.String("address", address))
		},
		GotConn: func(info httptrace.GotConnInfo) {
			s.event("connection.got", nil, log.Bool("reused", info.Reused), log.Bool("was_idle", info.WasIdle))
		},
		DNSStart: func(info httptrace.DNSStartInfo) {
			s.event("dns.start", nil, log.String("host", info.Host))
		},
		DNSDone: func(info httptrace.DNSDoneInfo) {
			s.event("dns.done", info.Err, log.String("addresses", joinAddresses(info)))
		},
		ConnectStart: func(network, address string) {
			s.event("connect.start", nil, log.String("network", network), log.String("address", address))
		},
		ConnectDone: func(network, address string, err error) {
			s.event("connect.done", err, log.String("network", network), log.String("address", address))
		},
		TLSHandshakeStart: func() {
			s.event("tls.start", nil)
		},
		TLSHandshakeDone: func(state tls.ConnectionState, err error) {
			s.event("tls.done", err,
				log.String("version", tls.VersionName(state.Version)),
				log.String("protocol", state.NegotiatedProtocol))
		},
		WroteHeaders: func() {
			s.event("request.headers_written", nil)
		},
		WroteRequest: func(info httptrace.WroteRequestInfo) {
			s.event("request.written", info.Err)
		},
		Wait100Continue: func() {
			s.event("continue.wait", nil)
		},
		Got100Continue: func() {
			s.event("continue.got", nil)
		},
		GotFirstResponseByte: func() {
			s.event("response.first_byte", nil)
		},
	}
}

// event logs one event. An err does not set the error tag: a connection that
// fails is often followed by one that does not.
func (s *openSpan) event(name string, err error, details ...log.Field) {
	fields := append([]log.Field{log.Event(name)}, details...)
	if err != nil {
		fields = append(fields, log.String("error.object", fmt.Sprint(err)))
	}
	s.update(func(span opentracing.Span) { span.LogFields(fields...) })
}

func joinAddresses(info httptrace.DNSDoneInfo) string {
	addresses := make([]string, len(info.Addrs))
	for i, address := range info.Addrs {
		addresses[i] = address.String()
	}
	return strings.Join(addresses, ",")
}
