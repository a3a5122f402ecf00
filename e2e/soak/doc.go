// Package soak keeps a service and a client busy with everything that goes wrong,
// on all cores, and then looks for what is left over: spans that did not finish,
// or did twice, requests that were not counted, goroutines, memory.
//
// By default it is over in seconds. The long run is
//
//	go test ./soak -v -requests 2000000
package soak
