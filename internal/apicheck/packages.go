package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"go/importer"
	"go/token"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// record holds the API of each package, by the name of its file.
type record map[string][]string

// listed is what the go command says of a package.
type listed struct {
	ImportPath, Name, Dir, Export string
	DepOnly                       bool
}

// describeModules describes every package below root that others can import.
func describeModules(root string) (record, error) {
	root, err := filepath.Abs(root)
	if err != nil {
		return nil, err
	}
	modules, err := findModules(root)
	if err != nil {
		return nil, err
	}
	all := record{}
	for _, module := range modules {
		if err := describeModule(root, module, all); err != nil {
			return nil, fmt.Errorf("in module %s: %w", module, err)
		}
	}
	return all, nil
}

// notReleased marks the go.mod of a module that nobody can import by a version.
const notReleased = "// Not released"

// findModules returns the directories of all modules below root that are
// released, outside testdata and hidden directories.
func findModules(root string) ([]string, error) {
	var modules []string
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name := entry.Name()
		if entry.IsDir() && path != root && (name == "testdata" || strings.HasPrefix(name, ".")) {
			return filepath.SkipDir
		}
		if name != "go.mod" {
			return nil
		}
		text, err := os.ReadFile(path)
		if !bytes.Contains(text, []byte(notReleased)) {
			modules = append(modules, filepath.Dir(path))
		}
		return err
	})
	if err == nil && len(modules) == 0 {
		err = errors.New("there is no go.mod in " + root)
	}
	return modules, err
}

func describeModule(root, module string, all record) error {
	packages, err := list(module)
	if err != nil {
		return err
	}
	exports := map[string]string{}
	for _, p := range packages {
		exports[p.ImportPath] = p.Export
	}
	from := importer.ForCompiler(token.NewFileSet(), "gc", func(path string) (io.ReadCloser, error) {
		return os.Open(exports[path])
	})
	for _, p := range packages {
		if p.DepOnly || p.Name == "main" || p.Export == "" || isInternal(p.ImportPath) {
			continue
		}
		described, err := from.Import(p.ImportPath)
		if err != nil {
			return err
		}
		name, err := fileName(root, p.Dir)
		if err != nil {
			return err
		}
		if lines := describe(described); len(lines) > 0 {
			all[name] = lines
		}
	}
	return nil
}

// list builds the packages of a module for one platform, so that the record
// does not depend on whose machine makes it.
func list(module string) ([]listed, error) {
	command := exec.Command("go", "list", "-export", "-deps", "-json=ImportPath,Name,Dir,Export,DepOnly", "./...")
	command.Dir = module
	command.Env = append(os.Environ(), "GOOS=linux", "GOARCH=amd64", "CGO_ENABLED=0", "GOWORK=off")
	var problem bytes.Buffer
	command.Stderr = &problem
	output, err := command.Output()
	if err != nil {
		return nil, fmt.Errorf("go list: %w\n%s", err, problem.Bytes())
	}
	var packages []listed
	for decoder := json.NewDecoder(bytes.NewReader(output)); decoder.More(); {
		var p listed
		if err := decoder.Decode(&p); err != nil {
			return nil, err
		}
		packages = append(packages, p)
	}
	return packages, nil
}

func isInternal(importPath string) bool {
	return slices.Contains(strings.Split(importPath, "/"), "internal")
}
