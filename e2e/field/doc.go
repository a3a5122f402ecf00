// Package field runs the tests of other people's applications with our
// middlewares in place, and without, and compares them test by test.
//
// An application is copied out of the module cache and required to use this
// library and a copy of chi, of the version that it uses, whose NewMux puts both
// middlewares on every router. Not a line of the application itself changes. Tests
// that fail or flake without us do not count.
//
// The smallest application runs by default, and all of them with
//
//	go test -v -timeout 2h ./field -all
//
// or any other, from the module proxy or a folder, absolute or seen from here:
//
//	go test -v -timeout 2h ./field -application github.com/slok/sloth@v0.16.0
//	go test -v -timeout 2h ./field -application ../../sloth
package field
