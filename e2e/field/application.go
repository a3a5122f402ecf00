package field

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/opentracing-contrib/go-chi/e2e/internal/gocmd"
)

const (
	chiModule = "github.com/go-chi/chi/v5"
	ourModule = "github.com/opentracing-contrib/go-chi"
)

// applications are those that are tried, the smallest first.
var applications = []string{
	"github.com/zitadel/oidc/v3@v3.51.17",       // an OpenID provider
	"github.com/slok/sloth@v0.16.0",             // service level objectives, with a web interface
	"github.com/smallstep/certificates@v0.30.2", // a certificate authority
}

// copyOf copies an application to a folder: a module with its version, or another
// folder.
func copyOf(ctx context.Context, application, folder string) error {
	from := application
	if strings.Contains(application, "@") {
		module, err := gocmd.Download(ctx, application)
		if err != nil {
			return err
		}
		from = module.Dir
	}
	return os.CopyFS(folder, os.DirFS(from))
}

// instrument makes the application in a folder use this library, and a chi that
// puts it on every router. It returns the version of chi. The chi is written to
// another folder.
func instrument(ctx context.Context, folder, patched string) (chi string, err error) {
	root, err := gocmd.Run(ctx, ".", "list", "-m", "-f", "{{.Dir}}", ourModule)
	if err != nil {
		return "", err
	}
	if err := addSums(folder, root); err != nil {
		return "", err
	}
	if _, err := gocmd.Run(ctx, folder, "mod", "edit",
		"-require="+ourModule+"@v0.0.0", "-replace="+ourModule+"="+root); err != nil {
		return "", err
	}
	chi, err = gocmd.Run(ctx, folder, "list", "-mod=mod", "-m", "-f", "{{.Version}}", chiModule)
	if err != nil {
		return "", err
	}
	module, err := gocmd.Download(ctx, chiModule+"@"+chi)
	if err != nil {
		return "", err
	}
	if err := patchChi(patched, module.Dir); err != nil {
		return "", err
	}
	if _, err := gocmd.Run(ctx, folder, "mod", "edit", "-replace="+chiModule+"="+patched); err != nil {
		return "", err
	}
	return chi, link(ctx, folder)
}

// addSums adds the checksums that we know to those that the application has.
func addSums(folder, root string) error {
	ours, err := os.ReadFile(filepath.Join(root, "go.sum"))
	if err != nil {
		return err
	}
	sums, err := os.OpenFile(filepath.Join(folder, "go.sum"), os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = sums.Write(ours)
	if closeErr := sums.Close(); err == nil {
		err = closeErr
	}
	return err
}

// link adds package traced to the application, and an import of it beside each
// import of chi.
func link(ctx context.Context, folder string) error {
	module, err := gocmd.Run(ctx, folder, "list", "-m")
	if err != nil {
		return err
	}
	all, err := packages(ctx, folder)
	if err != nil {
		return err
	}
	for _, p := range all {
		file, name := p.beside()
		if file == "" {
			continue
		}
		src := fmt.Sprintf("package %s\n\nimport _ %q\n", name, module+"/chitraced")
		if err := os.WriteFile(file, []byte(src), 0o600); err != nil {
			return err
		}
	}
	return os.CopyFS(filepath.Join(folder, "chitraced"), os.DirFS("testdata/traced"))
}
