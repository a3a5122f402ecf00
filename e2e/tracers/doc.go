// Package tracers runs one suite of behaviours with every OpenTracing tracer of
// some standing, and with tracers that fail in every way there is: no request may
// suffer from one.
package tracers
