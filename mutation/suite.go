package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
)

// selector is the file that every mutated package gets.
const selector = `package %s

import (
	"os"
	"strconv"
)

var mutationActive, _ = strconv.Atoi(os.Getenv("MUTATION_ACTIVE"))
`

// A suite is the tests of a package, with all of its mutants compiled in.
type suite struct {
	folder  string // of the package
	work    string // with the binary
	mutants []mutant
	timeout time.Duration
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
		err = s.measure(ctx)
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
	added := filepath.Join(s.folder, "zz_mutation_active.go")
	replace[added] = filepath.Join(s.work, "active.go")
	if err := os.WriteFile(replace[added], fmt.Appendf(nil, selector, target.name), 0o600); err != nil {
		return err
	}
	overlay, err := json.Marshal(map[string]any{"Replace": replace})
	if err != nil {
		return err
	}
	return os.WriteFile(s.overlay(), overlay, 0o600)
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

// measure runs the tests as they are, which must pass, and gives the mutants a
// multiple of that time.
func (s *suite) measure(ctx context.Context) error {
	began := time.Now()
	s.timeout = 10 * time.Minute
	if output, err := s.test(ctx, 0); err != nil {
		return fmt.Errorf("the tests fail without a mutant: %w\n%s", err, output)
	}
	s.timeout = 3*time.Since(began) + 10*time.Second
	return nil
}

// notices reports whether a test fails, or does not end, with a mutant.
func (s *suite) notices(ctx context.Context, mutant mutant) bool {
	_, err := s.test(ctx, mutant.number)
	return err != nil
}

func (s *suite) test(ctx context.Context, active int) ([]byte, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, s.timeout, errors.New("the tests do not end"))
	defer cancel()
	tests := exec.CommandContext(ctx, s.binary(), "-test.failfast", "-test.short")
	tests.Dir = s.folder
	tests.Env = append(os.Environ(), "MUTATION_ACTIVE="+strconv.Itoa(active))
	return tests.CombinedOutput()
}
