package text

import (
	"runtime"
	"strings"
	"testing"
)

// The function that panicked comes first, whatever called Stack.
func TestStackBeginsAtThePanic(t *testing.T) {
	var nobody *struct{ field int }
	for name, culprit := range map[string]func(){
		"panic":         func() { panic("oops") },
		"nil pointer":   func() { nobody.field++ },
		"exit":          func() { runtime.Goexit() },
		"panic again":   func() { defer func() { panic(recover()) }(); panic("oops") },
		"deep in calls": func() { recurse(1000) },
	} {
		t.Run(name, func(t *testing.T) {
			stacks := make(chan string)
			go func() {
				defer func() {
					stack := Stack()
					_ = recover()
					stacks <- stack
				}()
				culprit()
			}()
			stack := <-stacks
			lines := strings.Split(stack, "\n")
			if !strings.HasPrefix(lines[0], "goroutine ") || !strings.Contains(lines[1], "Panic.func") && !strings.Contains(lines[1], "recurse") {
				t.Errorf("got\n%.300s", stack)
			}
			if len(stack) > MaxStack {
				t.Errorf("got %d bytes, want at most %d", len(stack), MaxStack)
			}
		})
	}
}

func recurse(n int) {
	if n == 0 {
		panic("oops")
	}
	recurse(n - 1)
}

func TestStackWithoutPanic(t *testing.T) {
	if got := Stack(); !strings.Contains(got, "TestStackWithoutPanic") {
		t.Errorf("got\n%s", got)
	}
}
