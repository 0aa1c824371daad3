package main

import (
	"context"
	"encoding/json"
	"fmt"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
)

// A suite is the tests of a package, with all of its mutants compiled in.
type suite struct {
	folder  string // of the package
	work    string // with the binary
	mutants []mutant
	// tests are those in which a mutant changes anything, by its number. The
	// quickest is the first.
	tests map[int][]test
}

func (s *suite) remove() { _ = os.RemoveAll(s.work) }

// build compiles the tests of a target and runs them without a mutant. Where no
// mutant has a name that contains only, it does neither.
func build(ctx context.Context, root string, target target, only string) (*suite, error) {
	work, err := os.MkdirTemp("", "mutation")
	if err != nil {
		return nil, err
	}
	s := &suite{work: work}
	if s.folder, err = filepath.Abs(filepath.Join(root, target.folder)); err == nil {
		err = s.mutate(target, only)
	}
	if err == nil && len(s.mutants) > 0 {
		err = s.compile(ctx)
	}
	if err == nil && len(s.mutants) > 0 {
		err = s.record(ctx)
	}
	if err != nil {
		s.remove()
		return nil, fmt.Errorf("%s: %w", target.folder, err)
	}
	return s, nil
}

// mutate writes the mutated files, and the list of what they replace.
func (s *suite) mutate(target target, only string) error {
	replace := map[string]string{}
	next := 1
	for i, name := range target.files {
		path := filepath.Join(s.folder, name)
		source, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		text, mutants, err := mutate(filepath.ToSlash(filepath.Join(target.folder, name)), source, next)
		if err != nil {
			return err
		}
		next += len(mutants)
		s.mutants = append(s.mutants, slices.DeleteFunc(mutants, func(m mutant) bool { return !strings.Contains(m.name, only) })...)
		replace[path] = filepath.Join(s.work, strconv.Itoa(i)+".go")
		if err := os.WriteFile(replace[path], text, 0o600); err != nil {
			return err
		}
	}
	for path := range maps.Clone(replace) {
		if err := s.addSelector(replace, path, next); err != nil {
			return err
		}
	}
	overlay, err := json.Marshal(map[string]any{"Replace": replace})
	if err != nil {
		return err
	}
	return os.WriteFile(s.overlay(), overlay, 0o600)
}

// addSelector gives the package of a mutated file its selector, once.
func (s *suite) addSelector(replace map[string]string, path string, mutants int) error {
	added := filepath.Join(filepath.Dir(path), "zz_mutation.go")
	if replace[added] != "" {
		return nil
	}
	file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.PackageClauseOnly)
	if err != nil {
		return err
	}
	replace[added] = filepath.Join(s.work, strconv.Itoa(len(replace))+".go")
	return os.WriteFile(replace[added], fmt.Appendf(nil, selector, file.Name.Name, mutants), 0o600)
}

func (s *suite) compile(ctx context.Context) error {
	compile := exec.CommandContext(ctx, "go", "test", "-c", "-vet=off", "-overlay", s.overlay(), "-o", s.binary(), ".")
	compile.Dir = s.folder
	if output, err := compile.CombinedOutput(); err != nil {
		return fmt.Errorf("compile the mutants: %w\n%s", err, output)
	}
	return nil
}

func (s *suite) overlay() string { return filepath.Join(s.work, "overlay.json") }

func (s *suite) binary() string { return filepath.Join(s.work, "tests.exe") }

// notices reports whether a test fails, or does not end, with a mutant. A test
// in which the mutant changes nothing cannot. Most mutants are noticed by many
// tests, so the quick ones run first.
func (s *suite) notices(ctx context.Context, mutant mutant) bool {
	left := s.tests[mutant.number]
	for _, most := range []time.Duration{200 * time.Millisecond, 2 * time.Second, time.Hour} {
		var pack []string
		var takes time.Duration
		for len(left) > 0 && (len(pack) == 0 || takes+left[0].takes <= most) {
			pack, takes, left = append(pack, left[0].name), takes+left[0].takes, left[1:]
		}
		if len(pack) == 0 {
			break
		}
		limit := 10*takes + 5*time.Second
		if _, err := s.run(ctx, limit, pack, "MUTATION_ACTIVE="+strconv.Itoa(mutant.number)); err != nil {
			return true
		}
	}
	return false
}
