// Command conformance is a service for the validation suite of W3C Trace
// Context, see README.md. The suite posts it lists of calls to make, and looks
// at the headers of those calls.
//
// It calls whatever it is told to: keep it on this machine.
package main

import (
	"context"
	"flag"
	"log"
	"net"
	"net/http"
	"time"
)

func main() {
	addr := flag.String("addr", "127.0.0.1:5000", "`address` to listen on; the suite's own is 127.0.0.1:7777")
	flag.Parse()

	listener, err := new(net.ListenConfig).Listen(context.Background(), "tcp", *addr)
	if err != nil {
		log.Fatal(err)
	}
	server := &http.Server{
		Handler:           newHandler(newTracer()),
		ReadHeaderTimeout: 5 * time.Second,
	}
	log.Printf("listening, the suite wants: http://%s/test", listener.Addr())
	log.Fatal(server.Serve(listener))
}
