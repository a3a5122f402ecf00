package chisuite

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"strings"
)

// stringConstants returns a copy of the declarations of unexported string
// constants in a package, for tests that expect such a text in a response.
func stringConstants(folder string) (decls string, err error) {
	names, err := filepath.Glob(filepath.Join(folder, "*.go"))
	if err != nil {
		return "", err
	}
	var copied strings.Builder
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
		if err != nil {
			return "", err
		}
		for _, decl := range file.Decls {
			if d, ok := decl.(*ast.GenDecl); ok && d.Tok == token.CONST {
				copyStrings(&copied, d)
			}
		}
	}
	return copied.String(), nil
}

func copyStrings(to *strings.Builder, constants *ast.GenDecl) {
	for _, spec := range constants.Specs {
		s := spec.(*ast.ValueSpec)
		if len(s.Names) != 1 || len(s.Values) != 1 || s.Names[0].IsExported() {
			continue
		}
		if value, ok := s.Values[0].(*ast.BasicLit); ok && value.Kind == token.STRING {
			fmt.Fprintf(to, "const %s = %s\n", s.Names[0].Name, value.Value)
		}
	}
}
