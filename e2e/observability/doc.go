// Package observability runs a real Prometheus, with the files in deploy,
// against the example services and a real Jaeger.
package observability
