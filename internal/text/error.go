package text

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// Error returns the text of an error, or of another value that was panicked
// with, as a value. URLs in it are shown without user info, query and fragment.
// An Error method that panics breaks nothing.
func Error(v any) string {
	s := first(fmt.Sprint(v), 32*Max)
	err, _ := v.(error)
	found := urlsOf(err)
	slices.SortFunc(found, func(a, b string) int { return len(b) - len(a) }) // one may begin like another
	for _, raw := range found {
		shown := withoutSecrets(raw)
		s = strings.ReplaceAll(s, strconv.Quote(raw), strconv.Quote(shown)) // as url.Error prints it
		s = strings.ReplaceAll(s, raw, shown)
	}
	return Cut(withoutURLSecrets(s))
}

// urlsOf returns the URLs of all url.Errors in the tree of err. A tree that
// panics or has no end is left where it is.
func urlsOf(err error) (found []string) {
	defer func() { _ = recover() }()
	const most = 64
	pending := []error{err}
	for i := 0; i < len(pending) && i < most; i++ {
		//nolint:errorlint // every error of the tree is looked at, one by one
		switch e := pending[i].(type) {
		case *url.Error:
			if e.URL != "" {
				found = append(found, e.URL)
			}
			pending = append(pending, e.Err)
		case interface{ Unwrap() error }:
			pending = append(pending, e.Unwrap())
		case interface{ Unwrap() []error }:
			pending = append(pending, e.Unwrap()...)
		}
	}
	return found
}
