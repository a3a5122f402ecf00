package interop

import (
	"bytes"
	"crypto/tls"
	"log"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/opentracing/opentracing-go/mocktracer"

	"github.com/opentracing-contrib/go-chi/chitrace"
	"github.com/opentracing-contrib/go-chi/chitrace/propagation"
)

func TestCodeThatWantsATransport(t *testing.T) {
	configure := func(t *http.Transport) { t.MaxIdleConns = 7 }
	clients := map[string]func(inner *http.Transport) *http.Client{
		"configured first": func(transport *http.Transport) *http.Client {
			configure(transport)
			client := &http.Client{Transport: propagation.NewTransport(transport)}

			return client
		},
		"insists on its own": func(inner *http.Transport) *http.Client {
			outer := inner.Clone()
			outer.TLSNextProto = map[string]func(string, *tls.Conn) http.RoundTripper{} // no HTTP/2 of its own
			for _, scheme := range []string{"http", "https"} {
				outer.RegisterProtocol(scheme, propagation.NewTransport(inner))
			}
			client := &http.Client{Transport: outer}

			configure(client.Transport.(*http.Transport))
			return client
		},
	}
	for name, newClient := range clients {
		for _, startServer := range []func(*httptest.Server){(*httptest.Server).Start, (*httptest.Server).StartTLS} {
			t.Run(name, func(t *testing.T) {
				complaints := captureLog(t)
				var protocol int
				service := httptest.NewUnstartedServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
					protocol = r.ProtoMajor
				}))
				service.EnableHTTP2 = true
				startServer(service)
				defer service.Close()
				want := 1
				if service.TLS != nil {
					want = 2
				}
				client := newClient(service.Client().Transport.(*http.Transport))

				tracer := mocktracer.New()
				handler := chitrace.Middleware(tracer)(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
					callFrom(t, r, client, service.URL)
				}))
				check(t, serve(t, tracer, handler, "/"), "HTTP GET by net/http")
				if protocol != want {
					t.Errorf("the call went by HTTP/%d, want HTTP/%d", protocol, want)
				}
				if complaints.Len() > 0 {
					t.Error(complaints)
				}
			})
		}
	}
}

// captureLog returns what goes to the standard logger during the test.
func captureLog(t *testing.T) *bytes.Buffer {
	t.Helper()
	before, logged := log.Writer(), &bytes.Buffer{}
	log.SetOutput(logged)
	t.Cleanup(func() { log.SetOutput(before) })
	return logged
}
