// Package header knows the headers that tracers keep a context in: whose they
// are, which of them carry baggage, and how much of it may come in and go out.
// A [Reader] is the carrier of incoming requests, a [Writer] of outgoing ones.
package header
