package draw

import "slices"

// Shrink returns fewer and lower choices that fail as well, found in at most so
// many attempts.
func Shrink(choices []int, attempts int, fails func(choices []int) bool) []int {
	try := func(smaller []int) bool {
		if attempts == 0 {
			return false
		}
		attempts--
		if !fails(smaller) {
			return false
		}
		choices = smaller
		return true
	}
	for before := -1; before != len(choices) && attempts > 0; {
		before = len(choices)
		for size := max(1, len(choices)/2); size > 0; size /= 2 {
			for at := len(choices) - size; at >= 0; at -= size {
				if at+size <= len(choices) {
					try(slices.Delete(slices.Clone(choices), at, at+size))
				}
			}
		}
		for at := range choices {
			for at < len(choices) && choices[at] > 0 {
				lower := slices.Clone(choices)
				lower[at] = 0
				if try(lower) {
					break
				}
				lower = slices.Clone(choices)
				lower[at] /= 2
				if !try(lower) {
					break
				}
			}
		}
	}
	return choices
}
