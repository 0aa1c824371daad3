package cli

import (
	"path/filepath"

	"github.com/wabakit/whatsapp/internal/atomicfile"
)

// behindLink returns the path of the file that a link leads to, so that it stays
// a link when the file is replaced.
func behindLink(path string) string {
	if target, err := filepath.EvalSymlinks(path); err == nil {
		return target
	}
	return path
}

// replaceFile writes a file completely or not at all. A new one is for its owner
// only.
func replaceFile(path string, content []byte) error {
	file, err := atomicfile.CreatePrivate(behindLink(path))
	if err != nil {
		return err
	}
	defer func() { _ = file.Discard() }()
	if _, err := file.Write(content); err != nil {
		return err
	}
	return file.Commit()
}
