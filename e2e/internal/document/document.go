// Package document reads the repository's documents, for tests that do what
// these say.
package document

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

// Section is a part of a document, from its heading to the next one of the same
// level or a higher one.
type Section string

// Read returns the section of the file below that heading, such as
// "## Quick start".
func Read(tb testing.TB, path, heading string) Section {
	tb.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		tb.Fatal(err)
	}
	_, text, found := strings.Cut(string(content), "\n"+heading+"\n")
	if !found {
		tb.Fatalf("%s has no heading %q", path, heading)
	}
	level, _, _ := strings.Cut(heading, " ")
	if end := regexp.MustCompile(`(?m)^#{1,` + string(rune('0'+len(level))) + `} `).FindStringIndex(text); end != nil {
		text = text[:end[0]]
	}
	return Section(text)
}

var block = regexp.MustCompile("(?ms)^```(\\w*)\n(.*?)^```$")

// Blocks returns the blocks of code in that language. It fails the test where
// these are not as many as wanted.
func (s Section) Blocks(tb testing.TB, language string, want int) []string {
	tb.Helper()
	var blocks []string
	for _, b := range block.FindAllStringSubmatch(string(s), -1) {
		if b[1] == language {
			blocks = append(blocks, b[2])
		}
	}
	if len(blocks) != want {
		tb.Fatalf("there are %d blocks of %s, want %d", len(blocks), language, want)
	}
	return blocks
}
