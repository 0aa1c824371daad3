//go:build !unix

package main

import "os/exec"

func ownGroup(tests *exec.Cmd) (kill func() error) {
	return func() error { return tests.Process.Kill() }
}
