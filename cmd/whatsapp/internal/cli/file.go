package cli

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/wabakit/whatsapp/internal/atomicfile"
)

// behindLink returns the path of the file that a link leads to, so that it
// stays a link when the file is replaced.
func behindLink(path string) string {
	if target, err := filepath.EvalSymlinks(path); err == nil {
		return target
	}
	return path
}

// replaceFile writes a file completely or not at all. A new one is for
// everybody or, with [atomicfile.CreatePrivate], for its owner only.
func replaceFile(path string, content []byte, create func(path string) (*atomicfile.File, error)) error {
	file, err := create(behindLink(path))
	if err != nil {
		return err
	}
	defer func() { _ = file.Discard() }()
	if _, err := file.Write(content); err != nil {
		return err
	}
	return file.Commit()
}

// mayWrite asks whether a file may be replaced, and finds out what would keep
// it from being written, both before the work whose result goes there. - is
// standard output.
func (s *shell) mayWrite(command *cobra.Command, name string, yes bool) error {
	path := s.path(name)
	if name == "-" || isStream(path) {
		return nil
	}
	if err := atomicfile.Check(path); err != nil {
		return err
	}
	if _, err := os.Stat(path); err != nil {
		return nil //nolint:nilerr // there is nothing to replace
	}
	return s.confirm(command, yes, "This replaces "+name+", which is there already.")
}

// isStream reports whether a path is that of a pipe or a device, which takes
// bytes and is not replaced.
func isStream(path string) bool {
	found, err := os.Stat(path)
	return err == nil && found.Mode()&(fs.ModeNamedPipe|fs.ModeDevice) != 0
}

// writeFile writes a file that the command line names.
func (s *shell) writeFile(name string, content []byte) error {
	path := s.path(name)
	if !isStream(path) {
		return replaceFile(path, content, atomicfile.CreatePrivate)
	}
	stream, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	_, err = stream.Write(content)
	return errors.Join(err, stream.Close())
}

// writeOutput writes a file and says so, or prints what would be in it.
func (s *shell) writeOutput(name string, content []byte, done string) error {
	if name == "-" {
		_, err := s.Out.Write(content)
		return err
	}
	if err := s.writeFile(name, content); err != nil {
		return err
	}
	s.note("%s", done)
	return nil
}
