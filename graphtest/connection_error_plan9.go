package graphtest

import "syscall"

// Plan 9 has texts in place of error numbers.
var (
	errConnectionRefused = syscall.NewError("connection refused")
	errConnectionReset   = syscall.NewError("connection reset by peer")
)
