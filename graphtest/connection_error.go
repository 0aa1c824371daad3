//go:build !plan9

package graphtest

import "syscall"

// What a dial and a read of a broken connection return.
const (
	errConnectionRefused = syscall.ECONNREFUSED
	errConnectionReset   = syscall.ECONNRESET
)
