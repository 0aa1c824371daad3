// Package filelock opens files exclusively: until a file is closed, neither
// this process nor another can open it with this package again.
package filelock

import "errors"

// ErrOpenAlready is the error of [Open] for a file that is already open.
var ErrOpenAlready = errors.New("already open, in this process or another")
