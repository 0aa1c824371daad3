package main

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// A test is a function of the test binary: a test, an example or the seeds of a
// fuzz test.
type test struct {
	name  string
	takes time.Duration
}

var testName = regexp.MustCompile(`^(Test|Example|Fuzz)\w*$`)

// record runs every test by itself, without a mutant, and notes in which tests
// a mutant would change anything. By itself, because what another test has
// left in a cache is not done again.
func (s *suite) record(ctx context.Context) error {
	const limit = 5 * time.Minute
	listed, err := s.execute(ctx, limit, nil, "-test.list", ".")
	if err != nil {
		return fmt.Errorf("list the tests: %w\n%s", err, listed)
	}
	s.tests = map[int][]test{}
	for name := range strings.FieldsSeq(string(listed)) {
		if !testName.MatchString(name) {
			continue
		}
		path := filepath.Join(s.work, "record")
		began := time.Now()
		output, err := s.run(ctx, limit, []string{name}, "MUTATION_RECORD="+path)
		if err != nil {
			return fmt.Errorf("the tests fail without a mutant: %w\n%s", err, output)
		}
		if err := s.note(path, test{name, time.Since(began)}); err != nil {
			return err
		}
	}
	for _, tests := range s.tests {
		slices.SortStableFunc(tests, func(a, b test) int { return cmp.Compare(a.takes, b.takes) })
	}
	return nil
}

// note reads the numbers that a test has written, and removes them.
func (s *suite) note(path string, writer test) error {
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	seen := map[int]bool{} // a process that the test starts writes some again
	for line := range strings.Lines(string(text)) {
		number, err := strconv.Atoi(strings.TrimSpace(line))
		if err != nil {
			return err
		}
		if !seen[number] {
			seen[number] = true
			s.tests[number] = append(s.tests[number], writer)
		}
	}
	return os.Remove(path)
}

func (s *suite) run(ctx context.Context, limit time.Duration, names []string, variable string) ([]byte, error) {
	return s.execute(ctx, limit, []string{variable},
		"-test.failfast", "-test.short", "-test.run", "^("+strings.Join(names, "|")+")$")
}

func (s *suite) execute(ctx context.Context, limit time.Duration, variables []string, arguments ...string) ([]byte, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, limit, errors.New("the tests do not end"))
	defer cancel()
	tests := exec.CommandContext(ctx, s.binary(), arguments...)
	tests.Dir = s.folder
	tests.Env = append(os.Environ(), variables...)
	tests.WaitDelay = time.Second // a process that a test has started may hold the output
	var output bytes.Buffer
	tests.Stdout, tests.Stderr = &output, &output
	kill := ownGroup(tests)
	tests.Cancel = kill
	if err := tests.Start(); err != nil {
		return nil, err
	}
	err := tests.Wait()
	_ = kill() // what the tests have left behind
	return output.Bytes(), err
}
