//go:build linux || darwin

package demo

import (
	"os"
	"syscall"
	"unsafe"
)

// columns asks the terminal for its width; 0 if it does not say.
func columns(terminal *os.File) int {
	var size struct{ rows, columns, x, y uint16 } // struct winsize of ioctl_tty(2)
	_, _, errno := syscall.Syscall(syscall.SYS_IOCTL, terminal.Fd(),
		syscall.TIOCGWINSZ, uintptr(unsafe.Pointer(&size)))
	if errno != 0 {
		return 0
	}
	return int(size.columns)
}
