// Package gocmd runs the go command: on modules of other people, with their tests.
package gocmd

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os/exec"
	"strings"
)

// Run runs the go command in a folder and returns what it prints, without the
// white space around it. The error holds both of its outputs.
func Run(ctx context.Context, folder string, args ...string) (string, error) {
	cmd := exec.CommandContext(ctx, "go", args...)
	cmd.Dir = folder
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); err != nil {
		return "", fmt.Errorf("go %s: %w\n%s%s", strings.Join(args, " "), err, &stdout, &stderr)
	}
	return strings.TrimSpace(stdout.String()), nil
}

// Module is a version of a module, and where it is on disk. The folder is the
// module cache's: read it, copy it, leave it as it is.
type Module struct{ Path, Version, Dir string }

// Download returns a module, such as github.com/go-chi/chi/v5@v5.2.0.
func Download(ctx context.Context, module string) (m Module, err error) {
	out, err := Run(ctx, ".", "mod", "download", "-json", module)
	if err != nil {
		return Module{}, err
	}
	err = json.Unmarshal([]byte(out), &m)
	return m, err
}
