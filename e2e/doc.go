// Package e2e tests the library and both services of the example against a real
// Jaeger. It is a module of its own, so that what it needs stays out of the
// library's go.mod; Jaeger itself is built from another, e2e/jaeger.
package e2e
