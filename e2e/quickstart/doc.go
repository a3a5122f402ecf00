// Package quickstart does what the README's quick start says, in a module of its
// own outside of the repository.
package quickstart
