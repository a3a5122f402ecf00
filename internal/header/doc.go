// Package header has the headers of span contexts: their families, which of them carry
// baggage, and the limits of incoming and outgoing baggage. A [Reader] is the carrier of
// incoming requests, a [Writer] that of outgoing ones.
package header
