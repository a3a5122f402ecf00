package header

import (
	"bytes"
	"testing"
)

// TestIsValue has each byte at each place of a value of two words.
func TestIsValue(t *testing.T) {
	for b := range 256 {
		want := b == '\t' || b >= ' ' && b != 0x7f
		for i := range 16 {
			for _, fill := range []byte{' ', '~', 0x80} {
				value := bytes.Repeat([]byte{fill}, 16)
				value[i] = byte(b)
				if got := IsValue(string(value)); got != want {
					t.Fatalf("%q: got %t, want %t", value, got, want)
				}
			}
		}
	}
}
