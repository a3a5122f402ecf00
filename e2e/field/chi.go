package field

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
)

const (
	newMux     = "func NewMux() *Mux {"
	hookedMux  = "func newMux() *Mux {"
	hookSource = `package chi

// OnNewMux is called with every router that NewMux and NewRouter make.
var OnNewMux func(*Mux)

// NewMux returns a newly initialized Mux object that implements the Router
// interface.
func NewMux() *Mux {
	mx := newMux()
	if OnNewMux != nil {
		OnNewMux(mx)
	}
	return mx
}
`
)

// patchChi copies chi to a folder, with OnNewMux added. chi cannot import this
// library, which imports chi.
func patchChi(folder, from string) error {
	if err := os.CopyFS(folder, os.DirFS(from)); err != nil {
		return err
	}
	mux := filepath.Join(folder, "mux.go")
	src, err := os.ReadFile(mux)
	if err != nil {
		return err
	}
	if bytes.Count(src, []byte(newMux)) != 1 {
		return fmt.Errorf("%s has no %q", mux, newMux)
	}
	src = bytes.Replace(src, []byte(newMux), []byte(hookedMux), 1)
	if err := os.WriteFile(mux, src, 0o600); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(folder, "hook.go"), []byte(hookSource), 0o600)
}
