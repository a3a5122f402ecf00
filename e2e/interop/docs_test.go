package interop

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// The Go code in the guides is code that is tested.
func TestDocs(t *testing.T) {
	var tested strings.Builder
	for _, pattern := range []string{"*_test.go", "../streams/*_test.go", "../../example/opentelemetry/*.go"} {
		files, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			tested.WriteString(read(t, file))
		}
	}
	snippet := regexp.MustCompile("(?s)```go\n(.*?)```")
	for _, guide := range []string{"opentelemetry.md", "migrating.md", "streams.md"} {
		t.Run(guide, func(t *testing.T) {
			snippets := snippet.FindAllStringSubmatch(read(t, "../../docs/"+guide), -1)
			if len(snippets) == 0 {
				t.Fatal("no code")
			}
			for _, s := range snippets {
				if !strings.Contains(tested.String(), s[1]) {
					t.Errorf("this is nowhere tested:\n%s", s[1])
				}
			}
		})
	}
}

var indent = regexp.MustCompile(`(?m)^\s+|[ \t]+$`)

// read returns a file's content without indentation and empty lines.
func read(t *testing.T, file string) string {
	t.Helper()
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return indent.ReplaceAllString(string(content), "")
}
