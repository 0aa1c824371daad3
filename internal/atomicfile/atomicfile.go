// Package atomicfile writes a file completely or not at all: the bytes go to a
// temporary file in the same directory, which is renamed once it is complete.
package atomicfile

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// Prefix begins the name of every temporary file.
const Prefix = ".download-"

// A File is a temporary file that replaces a path. Finish it with Commit or
// Discard.
type File struct {
	file *os.File
	path string
	done bool
}

// Check returns an error for a path at which Commit would fail after all the
// work, or do harm: a device such as /dev/null would be replaced by a file. It
// changes nothing.
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
	_, err := os.Stat(filepath.Clean(folder)) // "." if there is none
	return err
}

// Create makes a temporary file for the path. It has the permissions of the
// file that it will replace, or else the default ones.
func Create(path string) (*File, error) { return create(path, 0o666) }

// CreatePrivate is like [Create], but a file that replaces none is for its
// owner only.
func CreatePrivate(path string) (*File, error) { return create(path, 0o600) }

func create(path string, mode fs.FileMode) (*File, error) {
	replaces := false
	if found, err := os.Stat(path); err == nil {
		mode, replaces = found.Mode().Perm(), true
	}
	// The name does not include the path's own, which may be as long as names
	// can be.
	temporary := filepath.Join(filepath.Dir(path), Prefix+rand.Text())
	file, err := os.OpenFile(temporary, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	if err != nil {
		return nil, err
	}
	if replaces {
		// Only bits masked by the umask are missing, and not every file system
		// has modes.
		_ = file.Chmod(mode)
	}
	return &File{file: file, path: path}, nil
}

// Write appends to the temporary file.
func (f *File) Write(data []byte) (int, error) { return f.file.Write(data) }

// Commit flushes the file to disk and renames it. After an error, Discard must
// still be called.
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

// syncFolder makes the name survive a power failure. Not every system can sync
// a directory, and the file is complete without it.
func syncFolder(path string) {
	folder, err := os.Open(path)
	if err != nil {
		return
	}
	_ = folder.Sync()
	_ = folder.Close()
}
