//go:build darwin || dragonfly || freebsd || illumos || linux || netbsd || openbsd

package filelock

import (
	"errors"
	"os"
	"syscall"
)

// Open opens a file exclusively, creating it if it does not exist. The system
// releases the lock when the process ends, however it ends.
func Open(path string) (*os.File, error) {
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	err = syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if err == syscall.EWOULDBLOCK {
		err = ErrOpenAlready
	}
	if err != nil {
		return nil, errors.Join(&os.PathError{Op: "lock", Path: path, Err: err}, file.Close())
	}
	return file, nil
}

// Close releases the lock and closes the file. The lock would outlive the file
// otherwise, while a child process that is being started still has a copy of it.
func Close(file *os.File) error {
	connection, err := file.SyscallConn()
	if err != nil {
		return err
	}
	var unlock error
	err = connection.Control(func(handle uintptr) { unlock = syscall.Flock(int(handle), syscall.LOCK_UN) })
	if err != nil {
		return file.Close() // it is closed already, and says so
	}
	return errors.Join(unlock, file.Close())
}
