package chisuite

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/opentracing-contrib/go-chi/e2e/internal/gocmd"
)

const (
	chiModule = "github.com/go-chi/chi/v5"
	ourModule = "github.com/opentracing-contrib/go-chi"
)

// module is the temporary one that chi's tests are run in.
type module struct {
	folder string
	tests  map[string][]string // that are left, by the name of the suite
}

// findChi returns that version of chi, downloaded if need be; an empty version is
// the one in go.mod.
func findChi(ctx context.Context, version string) (gocmd.Module, error) {
	if version == "" {
		var err error
		if version, err = gocmd.Run(ctx, ".", "list", "-m", "-f", "{{.Version}}", chiModule); err != nil {
			return gocmd.Module{}, err
		}
	}
	return gocmd.Download(ctx, chiModule+"@"+version)
}

// newModule writes chi's tests, without those to skip, to a new folder.
func newModule(ctx context.Context, folder string, from gocmd.Module, skip map[string]string) (*module, error) {
	m := &module{folder: folder, tests: map[string][]string{}}
	if err := m.require(ctx, from); err != nil {
		return nil, err
	}
	if err := os.CopyFS(folder, os.DirFS("testdata")); err != nil {
		return nil, err
	}
	// Certificates, which the tests look for beside their packages.
	if err := os.CopyFS(filepath.Join(folder, "suites", "testdata"), os.DirFS(filepath.Join(from.Dir, "testdata"))); err != nil {
		return nil, err
	}
	for _, s := range suites {
		if err := m.add(s, from, skip); err != nil {
			return nil, err
		}
	}
	return m, nil
}

// require makes a go.mod out of our own, so that everything has the version that
// it has there, but for chi.
func (m *module) require(ctx context.Context, from gocmd.Module) error {
	root, err := gocmd.Run(ctx, ".", "list", "-m", "-f", "{{.Dir}}", ourModule)
	if err != nil {
		return err
	}
	for _, name := range []string{"go.mod", "go.sum"} {
		content, err := os.ReadFile(filepath.Join(root, name))
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(m.folder, name), content, 0o600); err != nil {
			return err
		}
	}
	_, err = gocmd.Run(ctx, m.folder, "mod", "edit", "-module=chisuite",
		"-require="+ourModule+"@v0.0.0", "-replace="+ourModule+"="+root,
		"-replace="+chiModule+"="+chiModule+"@"+from.Version)
	return err
}

// add writes the tests of one of chi's packages.
func (m *module) add(s suite, from gocmd.Module, skip map[string]string) error {
	found, err := filepath.Glob(filepath.Join(from.Dir, s.folder, "*_test.go"))
	if err != nil {
		return err
	}
	for _, name := range found {
		src, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		rewritten, tests, err := s.rewrite(src, skip)
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		if err := m.write(s, filepath.Base(name), rewritten); err != nil {
			return err
		}
		m.tests[s.name] = append(m.tests[s.name], tests...)
	}
	constants, err := stringConstants(filepath.Join(from.Dir, s.folder))
	if err != nil {
		return err
	}
	return m.write(s, "main_test.go", fmt.Appendf(nil, mainTest, s.name, constants))
}

const mainTest = `package %s_test

import (
	"testing"

	"chisuite/traced"
)

func TestMain(m *testing.M) { traced.Main(m) }

%s`

func (m *module) write(s suite, name string, content []byte) error {
	folder := filepath.Join(m.folder, "suites", s.name)
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(folder, name), content, 0o600)
}
