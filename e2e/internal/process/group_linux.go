package process

import "syscall"

// ownGroup makes the program the leader of a process group. It also dies with
// the test binary, which cleans nothing up when it runs out of time.
func ownGroup() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
}
