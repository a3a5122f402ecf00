package process

import (
	"fmt"
	"os"
	"strings"
	"testing"
)

// PeakMemory is the most memory that the program has had resident so far, in
// MiB. The test is skipped on systems without Linux's /proc.
func (p *Process) PeakMemory(tb testing.TB) int {
	tb.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.cmd.Process.Pid))
	if err != nil {
		tb.Skip(err)
	}
	for line := range strings.Lines(string(status)) {
		var kib int
		if n, _ := fmt.Sscanf(line, "VmHWM: %d kB", &kib); n == 1 {
			return kib / 1024
		}
	}
	tb.Fatalf("no VmHWM in the status of %s", p.Name())
	return 0
}
