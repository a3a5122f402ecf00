//go:build unix && !linux

package process

import "syscall"

// ownGroup makes the program the leader of a process group.
func ownGroup() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true}
}
