// Package filelock opens files that only one process, and only one opener in it,
// may have open at a time.
package filelock

import "errors"

// ErrOpenAlready is why [Open] refuses a file.
var ErrOpenAlready = errors.New("it is open already, here or in another process")
