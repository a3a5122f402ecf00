package compose

import (
	"archive/tar"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"strings"

	"github.com/opentracing-contrib/go-chi/e2e/internal/programs"
)

// makeStandIn makes an image from what is at hand, under the name of one that
// no registry serves. It can do what the demo needs of the real one.
func makeStandIn(ctx context.Context, name string) error {
	switch repository, _, _ := strings.Cut(name, ":"); repository {
	case "golang":
		return makeGo(ctx, name)
	case "gcr.io/distroless/static-debian12":
		return importImage(ctx, name, nil, writeRoot)
	case "jaegertracing/jaeger":
		return makeJaeger(ctx, name)
	}
	return fmt.Errorf("there is no stand-in for %s", name)
}

// makeGo makes an image of the Go toolchain and the modules that the library
// and its example need. It has no shell: the Dockerfile calls for none.
func makeGo(ctx context.Context, name string) error {
	goroot, err := run(exec.CommandContext(ctx, "go", "env", "GOROOT"))
	if err != nil {
		return err
	}
	modules, err := downloadModules(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(modules) }()
	changes := []string{
		"ENV PATH=/usr/local/go/bin",
		"ENV HOME=/root",
		"ENV GOPATH=/go",
		"ENV GOTOOLCHAIN=local",
	}
	return importImage(ctx, name, changes, func(w io.Writer) error {
		if err := writeRoot(w); err != nil {
			return err
		}
		for _, part := range []string{"VERSION", "go.env", "bin", "lib", "pkg", "src"} {
			if err := addTree(w, filepath.Join(goroot, part), path.Join("usr/local/go", part)); err != nil {
				return err
			}
		}
		return addTree(w, filepath.Join(modules, "cache"), "go/pkg/mod/cache")
	})
}

// downloadModules returns a folder with the modules of the repository, as a
// cache of the go command. They come from the usual cache if they are there.
func downloadModules(ctx context.Context) (string, error) {
	repository, err := programs.Repository(ctx)
	if err != nil {
		return "", err
	}
	cache, err := run(exec.CommandContext(ctx, "go", "env", "GOMODCACHE"))
	if err != nil {
		return "", err
	}
	proxy, err := run(exec.CommandContext(ctx, "go", "env", "GOPROXY"))
	if err != nil {
		return "", err
	}
	folder, err := os.MkdirTemp("", "modules")
	if err != nil {
		return "", err
	}
	for _, module := range []string{"", "example/opentelemetry"} {
		cmd := exec.CommandContext(ctx, "go", "mod", "download", "-modcacherw")
		cmd.Dir = filepath.Join(repository, module)
		cmd.Env = append(os.Environ(), "GOMODCACHE="+folder,
			"GOPROXY=file://"+filepath.Join(cache, "cache", "download")+","+proxy)
		if _, err := run(cmd); err != nil {
			return "", errors.Join(err, os.RemoveAll(folder))
		}
	}
	return folder, nil
}

// makeJaeger makes an image of our Jaeger, in the place where the real one has
// it.
func makeJaeger(ctx context.Context, name string) error {
	binary, err := programs.Jaeger(ctx)
	if err != nil {
		return err
	}
	const entry = "cmd/jaeger/jaeger-linux"
	changes := []string{"ENV JAEGER_LISTEN_HOST=0.0.0.0", "USER 10001", `ENTRYPOINT ["/` + entry + `"]`}
	return importImage(ctx, name, changes, func(w io.Writer) error {
		if err := writeRoot(w); err != nil {
			return err
		}
		return addTree(w, binary, entry)
	})
}

// writeRoot writes what every image has: a folder for temporary files.
func writeRoot(w io.Writer) error {
	tw := tar.NewWriter(w)
	header := &tar.Header{Typeflag: tar.TypeDir, Name: "tmp/", Mode: 0o1777}
	if err := tw.WriteHeader(header); err != nil {
		return err
	}
	return tw.Flush()
}

// addTree adds a file, or a folder with all that is in it, to an archive that
// is not closed yet.
func addTree(w io.Writer, root, name string) error {
	tw := tar.NewWriter(w)
	err := filepath.WalkDir(root, func(file string, _ fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		relative, err := filepath.Rel(root, file)
		if err != nil {
			return err
		}
		return addFile(tw, file, path.Join(name, filepath.ToSlash(relative)))
	})
	if err != nil {
		return err
	}
	return tw.Flush()
}

func addFile(tw *tar.Writer, file, name string) error {
	info, err := os.Stat(file)
	if err != nil {
		return err
	}
	header, err := tar.FileInfoHeader(info, "")
	if err != nil {
		return err
	}
	header.Name = name
	if err := tw.WriteHeader(header); err != nil || !info.Mode().IsRegular() {
		return err
	}
	f, err := os.Open(file)
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }()
	_, err = io.Copy(tw, f)
	return err
}
