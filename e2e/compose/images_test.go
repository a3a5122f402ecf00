package compose

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

// pullTimeout is for one image.
const pullTimeout = 5 * time.Minute

var (
	fromLine  = regexp.MustCompile(`(?m)^FROM (\S+)(?: AS (\S+))?`)
	service   = regexp.MustCompile(`(?m)^  \w+:\n(?:    .*\n)+`)
	imageLine = regexp.MustCompile(`(?m)^    image: (\S+)`)
)

// baseImages returns the names of the images that the repository's files start
// from, without those of services that only a profile starts.
func baseImages(folder string) ([]string, error) {
	dockerfile, err := os.ReadFile(filepath.Join(folder, "Dockerfile"))
	if err != nil {
		return nil, err
	}
	composeFile, err := os.ReadFile(filepath.Join(folder, "docker-compose.yml"))
	if err != nil {
		return nil, err
	}
	var names, stages []string
	for _, match := range fromLine.FindAllStringSubmatch(string(dockerfile), -1) {
		if !slices.Contains(stages, match[1]) {
			names = append(names, match[1])
		}
		stages = append(stages, match[2])
	}
	for _, block := range service.FindAllString(string(composeFile), -1) {
		if match := imageLine.FindStringSubmatch(block); match != nil && !strings.Contains(block, "\n    profiles:") {
			names = append(names, match[1])
		}
	}
	return names, nil
}

// provideImages makes sure that the engine has all of these images, and that it
// has no more than before when the test is over. What no registry serves, a
// stand-in of ours replaces.
func provideImages(t *testing.T, names []string) {
	t.Helper()
	before, err := imageParents(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var bases, added []string
	t.Cleanup(func() {
		ctx := context.WithoutCancel(t.Context())
		if err := removeImages(ctx, before, bases, added); err != nil {
			t.Error(err)
		}
	})
	for _, name := range names {
		id, err := imageID(t.Context(), name)
		if err != nil {
			added = append(added, name)
			if id, err = provideImage(t, name); err != nil {
				t.Fatal(err)
			}
		}
		bases = append(bases, id)
	}
}

// provideImage returns the id of an image that the engine did not have.
func provideImage(t *testing.T, name string) (id string, err error) {
	t.Helper()
	ctx, cancel := workTime(t)
	defer cancel()
	pull, cancel := context.WithTimeout(ctx, pullTimeout)
	defer cancel()
	if _, err := docker(pull, "pull", "-q", name); err != nil {
		t.Logf("no registry serves %s: making a stand-in", name)
		if err := makeStandIn(ctx, name); err != nil {
			return "", err
		}
	}
	return imageID(ctx, name)
}

func imageID(ctx context.Context, name string) (string, error) {
	return docker(ctx, "image", "inspect", "--format", "{{.Id}}", name)
}

// imageParents returns all images of the engine by id, with what they were
// built from.
func imageParents(ctx context.Context) (map[string]string, error) {
	parents := make(map[string]string)
	ids, err := docker(ctx, "image", "ls", "-a", "-q", "--no-trunc")
	if err != nil || ids == "" {
		return parents, err
	}
	unique := slices.Compact(slices.Sorted(slices.Values(strings.Fields(ids))))
	lines, err := docker(ctx, append([]string{"image", "inspect", "--format", "{{.Id}} {{.Parent}}"}, unique...)...)
	for line := range strings.Lines(lines) {
		id, parent, _ := strings.Cut(strings.TrimSpace(line), " ")
		parents[id] = parent
	}
	return parents, err
}

// removeImages removes the images that were added, and what was built from any
// of the bases since before: a builder keeps the stages that nobody needs any
// more.
func removeImages(ctx context.Context, before map[string]string, bases, added []string) error {
	now, err := imageParents(ctx)
	if err != nil {
		return err
	}
	isParent := make(map[string]bool)
	for _, parent := range now {
		isParent[parent] = true
	}
	for id := range now {
		_, old := before[id]
		if !old && !isParent[id] && descends(now, id, bases) {
			added = slices.Insert(added, 0, id) // Its parents go with it.
		}
	}
	if err := removeContainers(ctx, added); err != nil {
		return err
	}
	for _, image := range added {
		if _, err := docker(ctx, "image", "rm", image); err != nil {
			return fmt.Errorf("left behind: %w", err)
		}
	}
	return nil
}

// removeContainers removes what a build that failed has left of these images.
func removeContainers(ctx context.Context, images []string) error {
	for _, image := range images {
		ids, err := docker(ctx, "container", "ls", "--all", "--quiet", "--filter", "ancestor="+image)
		if err != nil || ids == "" {
			continue
		}
		if _, err := docker(ctx, append([]string{"container", "rm", "--force"}, strings.Fields(ids)...)...); err != nil {
			return fmt.Errorf("left behind: %w", err)
		}
	}
	return nil
}

// descends says whether an image was built from one of the bases.
func descends(parents map[string]string, id string, bases []string) bool {
	for id = parents[id]; id != ""; id = parents[id] {
		if slices.Contains(bases, id) {
			return true
		}
	}
	return false
}
