package chisuite

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path"
	"slices"
	"strconv"
	"strings"
)

// suite is the tests of one of chi's packages.
type suite struct {
	folder  string // in chi's module, and in ours
	name    string // of the package
	imports string
	anchor  string // what it exports, for every file to use it
}

var suites = []suite{
	{".", "chi", "github.com/go-chi/chi/v5", "Router"},
	{"middleware", "middleware", "github.com/go-chi/chi/v5/middleware", "WrapResponseWriter"},
}

// edit replaces a range of a source file.
type edit struct {
	from, to token.Pos
	text     string
}

// rewriting is one source file on its way out of its package.
type rewriting struct {
	suite
	file  *ast.File
	edits []edit
	used  map[string]bool // the names of packages
	tests []string        // those that are kept
}

// rewrite returns src such that it tests the package from outside, with routers
// and servers made by package traced, and the names of the tests left in it.
func (s suite) rewrite(src []byte, skip map[string]string) (rewritten []byte, tests []string, err error) {
	files := token.NewFileSet()
	file, err := parser.ParseFile(files, "", src, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return nil, nil, err
	}
	w := &rewriting{suite: s, file: file, used: map[string]bool{}}
	w.header()
	for _, decl := range file.Decls {
		if f, ok := decl.(*ast.FuncDecl); ok && f.Recv == nil {
			if _, ok := skip[f.Name.Name]; ok {
				w.drop(f)
				continue
			}
			if isTest(f.Name.Name) {
				w.tests = append(w.tests, f.Name.Name)
			}
		}
		ast.Inspect(decl, w.visit)
	}
	w.unusedImports()
	return apply(src, w.edits), w.tests, nil
}

func isTest(function string) bool {
	return strings.HasPrefix(function, "Test") || strings.HasPrefix(function, "Example")
}

// header moves the file into the test package, and sees that it uses what it
// imports there.
func (w *rewriting) header() {
	w.replace(w.file.Name, w.name+"_test\n\n"+
		"import (\n\t. "+strconv.Quote(w.imports)+"\n\t\"chisuite/traced\"\n)")
	end := w.file.FileEnd
	w.edits = append(w.edits, edit{end, end, "\nvar (\n\t_ " + w.anchor + "\n\t_ = traced.NewRouter\n)\n"})
}

func (w *rewriting) drop(f *ast.FuncDecl) {
	from := f.Pos()
	if f.Doc != nil {
		from = f.Doc.Pos()
	}
	w.edits = append(w.edits, edit{from, f.End(), ""})
}

// visit replaces what makes a router or a server.
func (w *rewriting) visit(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.CallExpr:
		if name, ok := n.Fun.(*ast.Ident); ok && makesRouter(name.Name) {
			w.replace(name, "traced."+name.Name)
		}
		if from, ok := n.Fun.(*ast.SelectorExpr); ok && startsServer(from.Sel.Name) {
			h := n.Args[0]
			w.edits = append(w.edits, edit{h.Pos(), h.Pos(), "traced.Around("}, edit{h.End(), h.End(), ")"})
		}
	case *ast.SelectorExpr:
		x, ok := n.X.(*ast.Ident)
		switch {
		case ok && x.Name == "chi" && makesRouter(n.Sel.Name):
			w.replace(x, "traced")
		case ok:
			w.used[x.Name] = true
		}
	}
	return true
}

func makesRouter(function string) bool { return function == "NewRouter" || function == "NewMux" }

func startsServer(function string) bool {
	return function == "NewServer" || function == "NewUnstartedServer" || function == "NewTLSServer"
}

func (w *rewriting) unusedImports() {
	for _, i := range w.file.Imports {
		imported, _ := strconv.Unquote(i.Path.Value)
		name := path.Base(imported)
		if name == "v5" {
			name = "chi"
		}
		if i.Name == nil && !w.used[name] {
			w.edits = append(w.edits, edit{i.Pos(), i.Pos(), "_ "})
		}
	}
}

func (w *rewriting) replace(n ast.Node, text string) {
	w.edits = append(w.edits, edit{n.Pos(), n.End(), text})
}

// apply makes the edits, which do not overlap, in a file that is alone in its
// token.FileSet.
func apply(src []byte, edits []edit) []byte {
	slices.SortStableFunc(edits, func(a, b edit) int { return int(a.from - b.from) })
	var out []byte
	done := token.Pos(1)
	for _, e := range edits {
		out = append(out, src[done-1:e.from-1]...)
		out = append(out, e.text...)
		done = e.to
	}
	return append(out, src[done-1:]...)
}
