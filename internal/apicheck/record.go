package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

const (
	recordDirectory = "api"
	rootFile        = "whatsapp.txt"
)

// fileName names the file of a package after its directory.
func fileName(root, directory string) (string, error) {
	relative, err := filepath.Rel(root, directory)
	if err != nil {
		return "", err
	}
	if relative == "." {
		return rootFile, nil
	}
	return filepath.ToSlash(relative) + ".txt", nil
}

func readRecord(root string) (record, error) {
	found := record{}
	directory := os.DirFS(filepath.Join(root, recordDirectory))
	err := fs.WalkDir(directory, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || path.Ext(name) != ".txt" {
			return err
		}
		text, err := fs.ReadFile(directory, name)
		found[name] = linesOf(text)
		return err
	})
	if errors.Is(err, fs.ErrNotExist) {
		return found, nil
	}
	return found, err
}

func linesOf(text []byte) []string {
	return strings.FieldsFunc(string(text), func(r rune) bool { return r == '\n' || r == '\r' })
}

// writeRecord replaces the recorded API by the current one.
func writeRecord(root string, recorded, current record) error {
	directory := filepath.Join(root, recordDirectory)
	for _, name := range slices.Sorted(maps.Keys(recorded)) {
		if _, remains := current[name]; remains {
			continue
		}
		if err := os.Remove(filepath.Join(directory, filepath.FromSlash(name))); err != nil {
			return err
		}
	}
	for _, name := range slices.Sorted(maps.Keys(current)) {
		file := filepath.Join(directory, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			return err
		}
		text := strings.Join(current[name], "\n") + "\n"
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			return err
		}
	}
	return nil
}

// recordAt reads the record of a revision, which is empty if there was none.
func recordAt(root, revision string) (record, error) {
	names, err := git(root, "ls-tree", "-r", "--name-only", "--end-of-options", revision, recordDirectory+"/")
	if err != nil {
		return nil, err
	}
	found := record{}
	for _, name := range linesOf(names) {
		text, err := git(root, "show", "--end-of-options", revision+":./"+name)
		if err != nil {
			return nil, err
		}
		found[strings.TrimPrefix(name, recordDirectory+"/")] = linesOf(text)
	}
	return found, nil
}

func git(root string, arguments ...string) ([]byte, error) {
	command := exec.Command("git", arguments...)
	command.Dir = root
	var problem bytes.Buffer
	command.Stderr = &problem
	output, err := command.Output()
	if err != nil {
		return nil, fmt.Errorf("git %s: %w: %s", arguments[0], err, bytes.TrimSpace(problem.Bytes()))
	}
	return output, nil
}
