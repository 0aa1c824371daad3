// Package atomicfile writes a file whole or not at all: the bytes go to a
// temporary file in the same folder, which takes the name when it is complete.
package atomicfile

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// Prefix is the beginning of the name of every temporary file.
const Prefix = ".download-"

// A File is a temporary file on its way to its name. Either Commit or Discard
// ends it.
type File struct {
	file *os.File
	path string
	done bool
}

// Check refuses a path for which Commit would fail after all the work, or do
// harm: a device such as /dev/null would become a file. It touches nothing.
func Check(path string) error {
	folder, name := filepath.Split(path)
	if name == "" {
		return fmt.Errorf("invalid path %q; want the path of a file", path)
	}
	if _, err := os.Lstat(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err // such as a name that is too long
	}
	if found, err := os.Stat(path); err == nil && !found.Mode().IsRegular() {
		return fmt.Errorf("%q exists and is not a regular file", path)
	}
	_, err := os.Stat(filepath.Clean(folder)) // which is "." for no folder
	return err
}

// Create makes a temporary file for the path. It has the permissions of the file
// that it will replace, or those that the umask leaves.
func Create(path string) (*File, error) {
	mode, replaces := fs.FileMode(0o666), false
	if found, err := os.Stat(path); err == nil {
		mode, replaces = found.Mode().Perm(), true
	}
	// The path's own name is not part of it: that may be as long as names can be.
	temporary := filepath.Join(filepath.Dir(path), Prefix+rand.Text())
	file, err := os.OpenFile(temporary, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	if err != nil {
		return nil, err
	}
	if replaces {
		// Only what the umask took is missing, and not every file system has modes.
		_ = file.Chmod(mode)
	}
	return &File{file: file, path: path}, nil
}

// Write appends to the temporary file.
func (f *File) Write(data []byte) (int, error) { return f.file.Write(data) }

// Commit flushes the file to the disk and gives it its name. After an error,
// Discard is still to be called.
func (f *File) Commit() error {
	if err := errors.Join(f.file.Sync(), f.file.Close()); err != nil {
		return err
	}
	if err := os.Rename(f.file.Name(), f.path); err != nil {
		return err
	}
	f.done = true
	syncFolder(filepath.Dir(f.path))
	return nil
}

// Discard removes the temporary file, unless it has been committed.
func (f *File) Discard() error {
	if f.done {
		return nil
	}
	f.done = true
	_ = f.file.Close() // may have failed, or been done, in Commit
	return os.Remove(f.file.Name())
}

// syncFolder keeps the name over a loss of power. Not every system can do so for
// a folder, and the file is whole without it.
func syncFolder(path string) {
	folder, err := os.Open(path)
	if err != nil {
		return
	}
	_ = folder.Sync()
	_ = folder.Close()
}
