// Package chisuite runs chi's own tests with our middlewares in place: on every
// router that a test makes, and around every server that it starts.
//
// The tests are taken from the module cache when they are run, rewritten to stand
// outside of chi's packages, and run in a module of their own. What they need of
// chi's insides keeps some from that: they are named in skipped, with the reason.
//
// CHI_VERSION selects another version of chi than the one in go.mod:
//
//	CHI_VERSION=v5.3.0 go test ./chisuite
package chisuite
