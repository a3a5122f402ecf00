// Package draw makes random programs out of choices, and smaller ones out of
// programs that fail.
package draw

import "math/rand/v2"

// Source makes choices. The same seed makes the same ones, and so does a replay
// of those made. Zero is the simplest choice: a replay that has run out of
// choices goes on with zeros.
type Source struct {
	random  *rand.Rand // nil in a replay
	choices []int
	made    int
}

// FromSeed returns a source of random choices.
func FromSeed(seed uint64) *Source {
	return &Source{random: rand.New(rand.NewPCG(seed, 0))}
}

// Replay returns a source that makes the given choices again.
func Replay(choices []int) *Source {
	return &Source{choices: choices}
}

// Choices returns the choices that were made so far.
func (s *Source) Choices() []int { return s.choices[:min(s.made, len(s.choices))] }

// Below returns one of 0 to n-1.
func (s *Source) Below(n int) int {
	defer func() { s.made++ }()
	switch {
	case s.random != nil:
		s.choices = append(s.choices, s.random.IntN(n))
	case s.made >= len(s.choices):
		return 0
	}
	return s.choices[s.made] % n
}

// Chance reports true in that many of a hundred times.
func (s *Source) Chance(percent int) bool { return s.Below(100) >= 100-percent }

// UpTo calls f at most n times. Each call is a choice of its own, so that a
// replay can leave out any of them.
func (s *Source) UpTo(n int, f func()) {
	for i := 0; i < n && s.Chance(60); i++ {
		f()
	}
}

// One returns one of a few things, of which the first is the simplest.
func One[T any](s *Source, of ...T) T { return of[s.Below(len(of))] }
