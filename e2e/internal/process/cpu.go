package process

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"
)

// CPU is the processor time that the program has taken so far. The test is
// skipped on systems without Linux's /proc.
func (p *Process) CPU(tb testing.TB) time.Duration {
	tb.Helper()
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", p.cmd.Process.Pid))
	if err != nil {
		tb.Skip(err)
	}
	// The name is in parentheses and may have spaces. utime and stime are the
	// fields 14 and 15, in hundredths of a second.
	fields := strings.Fields(string(stat[strings.LastIndexByte(string(stat), ')')+1:]))
	var user, system time.Duration
	if _, err := fmt.Sscan(fields[11]+" "+fields[12], &user, &system); err != nil {
		tb.Fatal(err)
	}
	return (user + system) * 10 * time.Millisecond
}
