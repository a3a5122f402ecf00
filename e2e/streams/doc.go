// Package streams tests what docs/streams.md says of requests that last: a
// WebSocket, by a library that many use, server-sent events, and a download that
// is broken off.
package streams
