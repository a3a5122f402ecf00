// Package transparency compares services with our middlewares and without: over
// HTTP/1.0, HTTP/1.1, HTTP/2 and h2c, what goes over the wire has to be the same.
// For HTTP/1 that is every byte; for HTTP/2 statuses, headers, bodies and trailers.
//
// Most of what is compared is drawn: services, clients, gateways, headers and log
// records. A fault is shown with its seed, and shrunk as far as it goes:
//
//	go test ./transparency -run TestPrograms -seed 17 -programs 1 -v
//
// repeats it; -attack sets how long each kind is drawn.
package transparency
