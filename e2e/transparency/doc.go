// Package transparency compares services with our middlewares and without: over
// HTTP/1.0, HTTP/1.1, HTTP/2 and h2c, what goes over the wire has to be the same.
// For HTTP/1 that is every byte; for HTTP/2 statuses, headers, bodies and trailers.
package transparency
