// Package interop tests that services on OpenTracing and on OpenTelemetry make
// one trace of a request between them, and that a service which moves from one
// to the other leaves the traces as they are. docs/opentelemetry.md is the way
// to do it; its code is from here.
package interop
