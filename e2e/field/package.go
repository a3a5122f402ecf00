package field

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"github.com/opentracing-contrib/go-chi/e2e/internal/gocmd"
)

// pkg is a package as go list shows it.
type pkg struct {
	Dir, Name                          string
	Imports, TestImports, XTestImports []string
}

// packages returns those of a module.
func packages(ctx context.Context, folder string) (all []pkg, err error) {
	list, err := gocmd.Run(ctx, folder, "list", "-mod=mod", "-json=Dir,Name,Imports,TestImports,XTestImports", "./...")
	if err != nil {
		return nil, err
	}
	for decoder := json.NewDecoder(strings.NewReader(list)); ; {
		var p pkg
		if err := decoder.Decode(&p); errors.Is(err, io.EOF) {
			return all, nil
		} else if err != nil {
			return nil, err
		}
		all = append(all, p)
	}
}

// beside returns a file that can be added to the package for every test of it that
// may make a router to import something, and the name of the package that it is
// in; nothing where no file of the package imports chi.
func (p pkg) beside() (file, name string) {
	switch {
	case slices.Contains(p.Imports, chiModule):
		file, name = "chitraced.go", p.Name
	case slices.Contains(p.TestImports, chiModule):
		file, name = "chitraced_test.go", p.Name
	case slices.Contains(p.XTestImports, chiModule):
		file, name = "chitraced_test.go", p.Name+"_test"
	default:
		return "", ""
	}
	return filepath.Join(p.Dir, file), name
}
