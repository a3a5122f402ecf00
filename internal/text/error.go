package text

import "fmt"

// Error returns the text of an error, or of another value that was panicked
// with, as a value. URLs in it are shown without user info, query and fragment.
// It calls the Error method of v, so no lock may be held. An Error method that
// panics breaks nothing.
func Error(v any) string {
	return Cut(withoutSecrets(prefix(fmt.Sprint(v), 32*Max)))
}
