package process

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"
)

// CPU is how much processor time the program has used so far, its own and the
// system's for it. The test is skipped on systems without Linux's /proc.
func (p *Process) CPU(tb testing.TB) time.Duration {
	tb.Helper()
	return cpu(tb, p.cmd.Process.Pid)
}

// OwnCPU is the same of the test itself.
func OwnCPU(tb testing.TB) time.Duration {
	tb.Helper()
	return cpu(tb, os.Getpid())
}

func cpu(tb testing.TB, pid int) time.Duration {
	tb.Helper()
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		tb.Skip(err)
	}
	// The fields after the name, which may hold anything, start with the third
	// (see proc(5)): the times are the 14th and 15th, in hundredths of a second.
	fields := strings.Fields(string(stat[strings.LastIndexByte(string(stat), ')')+1:]))
	ticks := 0
	for _, field := range fields[14-3 : 16-3] {
		n, err := strconv.Atoi(field)
		if err != nil {
			tb.Fatal(err)
		}
		ticks += n
	}
	return time.Duration(ticks) * time.Second / 100
}
