//go:build unix

package main

import (
	"os/exec"
	"syscall"
)

// ownGroup makes what kill ends include the processes that the tests start: a
// mutant may make them wait forever.
func ownGroup(tests *exec.Cmd) (kill func() error) {
	tests.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	return func() error { return syscall.Kill(-tests.Process.Pid, syscall.SIGKILL) }
}
