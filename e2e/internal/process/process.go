// Package process runs programs for a test, and makes sure that none outlives
// it.
package process

import (
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"
)

// Process is a program that runs in a process group of its own.
type Process struct {
	cmd    *exec.Cmd
	output tail
	exited chan struct{} // closed once the program has ended, with err
	err    error
}

// Start starts cmd, and kills its process group when the test is over. What the
// program printed last goes into the log of a test that failed.
func Start(tb testing.TB, cmd *exec.Cmd) *Process {
	tb.Helper()
	p := &Process{cmd: cmd, exited: make(chan struct{})}
	cmd.Stdout, cmd.Stderr = &p.output, &p.output
	cmd.SysProcAttr = ownGroup()
	cmd.WaitDelay = time.Second // For a child that keeps the output open.
	if err := cmd.Start(); err != nil {
		tb.Fatal(err)
	}
	go func() {
		p.err = cmd.Wait()
		close(p.exited)
	}()
	tb.Cleanup(func() {
		p.Kill()
		if tb.Failed() {
			tb.Logf("%s printed at last:\n%s", p.Name(), p.Output())
		}
	})
	return p
}

// Name is the name of the program's file.
func (p *Process) Name() string { return filepath.Base(p.cmd.Path) }

// Output returns the end of what the program has printed so far.
func (p *Process) Output() string { return p.output.String() }

// Signal sends sig to the whole process group. One that has ended gets none.
func (p *Process) Signal(sig syscall.Signal) {
	select {
	case <-p.exited:
	default:
		_ = syscall.Kill(-p.cmd.Process.Pid, sig)
	}
}

// Kill ends the process group at once, and returns when it is gone.
func (p *Process) Kill() {
	p.Signal(syscall.SIGKILL)
	<-p.exited
}

// Exited says whether the program has ended.
func (p *Process) Exited() bool {
	select {
	case <-p.exited:
		return true
	default:
		return false
	}
}

// Wait returns how the program ended. It fails the test where that takes more
// than half a minute.
func (p *Process) Wait(tb testing.TB) error {
	tb.Helper()
	select {
	case <-p.exited:
	case <-time.After(30 * time.Second):
		tb.Fatalf("%s does not end", p.Name())
	}
	return p.err
}
