//go:build !(darwin || dragonfly || freebsd || illumos || linux || netbsd || openbsd || windows)

package filelock

import "os"

// Open opens a file, creating it if it does not exist. It is not exclusive:
// these systems have no lock that ends with the process.
func Open(path string) (*os.File, error) {
	return os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
}

// Close closes the file and so ends its exclusiveness.
func Close(file *os.File) error { return file.Close() }
