package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

var graded = target{folder: "graded", files: []string{"graded.go", "scale/scale.go"}}

func TestWhatTheTestsNotice(t *testing.T) {
	t.Parallel()
	suite, err := build(t.Context(), "testdata", graded, "")
	if err != nil {
		t.Fatal(err)
	}
	defer suite.remove()
	var noticed, survived, unchanged []string
	for _, mutant := range suite.mutants {
		name := strings.TrimPrefix(mutant.name, "graded/graded.go: grade: ")
		name = strings.TrimPrefix(name, "graded/scale/")
		if suite.notices(t.Context(), mutant) {
			noticed = append(noticed, name)
		} else {
			survived = append(survived, name)
		}
		if len(suite.tests[mutant.number]) == 0 {
			unchanged = append(unchanged, name)
		}
	}
	slices.Sort(noticed)
	slices.Sort(survived)
	wantNoticed := []string{
		"leave out: points > 90", "negate: points < 0", "negate: points != 99", "negate: points > 90",
		`no error: return "", errNegative`, "negate: scale.IsPass(points)",
		"scale.go: IsPass: negate: points >= 50", "scale.go: IsPass: >= to >: points >= 50",
	}
	wantUnchanged := []string{"< to <=: points < 0", "> to >=: points > 90", "leave out: points != 99"}
	wantSurvived := append([]string{"leave out: c.asked++"}, wantUnchanged...)
	slices.Sort(wantNoticed)
	slices.Sort(wantSurvived)
	if !slices.Equal(noticed, wantNoticed) || !slices.Equal(survived, wantSurvived) {
		t.Errorf("noticed:  %q\nsurvived: %q", noticed, survived)
	}
	slices.Sort(unchanged)
	if !slices.Equal(unchanged, wantUnchanged) {
		t.Errorf("no test has another result in %q", unchanged)
	}
}

// Every mutant is counted, and an argument against a test is wrong.
func TestArguedMutantsAreTried(t *testing.T) {
	t.Parallel()
	accepted := map[string]bool{
		"graded/graded.go: grade: leave out: c.asked++":     true,
		"graded/graded.go: grade: negate: points < 0":       true,
		"graded/graded.go: grade: > to >=: points > 90":     true,
		"graded/graded.go: grade: leave out: points != 99":  true,
		"graded/graded.go: grade: no error: return another": true,
	}
	all := job{root: "testdata", all: true}
	for settled, failed := range map[bool]int{false: 0, true: 1} {
		target := graded
		target.settled = settled
		got, err := all.try(t.Context(), target, accepted, all.random())
		if want := (result{tried: 12, argued: 4, survived: 1, failed: failed, wrong: 1}); err != nil || got != want {
			t.Errorf("settled %t: %+v, %v", settled, got, err)
		}
	}
}

func TestTestsThatFailWithoutAMutant(t *testing.T) {
	t.Parallel()
	suite := &suite{folder: ".", work: t.TempDir()}
	script := "#!/bin/sh\n[ \"$1\" = -test.list ] && echo TestOne\n"
	if err := os.WriteFile(suite.binary(), []byte(script), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := suite.record(t.Context()); err == nil || !strings.Contains(err.Error(), "without a mutant") {
		t.Errorf("the error is %v", err)
	}
}

// Whatever the tests have started ends with them.
func TestNoProcessIsLeftBehind(t *testing.T) {
	t.Parallel()
	suite := &suite{folder: ".", work: t.TempDir()}
	script := "#!/bin/sh\nsleep 600 >/dev/null 2>&1 &\necho $! >\"$LEFT\"\nexit 1\n"
	if err := os.WriteFile(suite.binary(), []byte(script), 0o700); err != nil {
		t.Fatal(err)
	}
	left := filepath.Join(suite.work, "left")
	if _, err := suite.execute(t.Context(), time.Minute, []string{"LEFT=" + left}); err == nil {
		t.Fatal("the script fails")
	}
	text, err := os.ReadFile(left)
	if err != nil {
		t.Fatal(err)
	}
	pid, err := strconv.Atoi(strings.TrimSpace(string(text)))
	if err != nil {
		t.Fatal(err)
	}
	process, err := os.FindProcess(pid)
	if err != nil {
		t.Fatal(err)
	}
	for range 1000 { // until whoever adopts it has noticed
		if err := process.Signal(syscall.Signal(0)); err != nil || isZombie(pid) {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Error("it goes on")
}

// isZombie reports whether a process has ended and nobody has asked how.
func isZombie(pid int) bool {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	return err == nil && strings.Contains(string(stat), ") Z ")
}

func TestOneSeedIsOneSample(t *testing.T) {
	t.Parallel()
	one, other := job{seed: "a"}.random(), job{seed: "a"}.random()
	another := job{seed: "b"}.random()
	first := one.Uint64()
	if first != other.Uint64() || first == another.Uint64() {
		t.Error("the sample does not depend on the seed alone")
	}
}

func TestArgued(t *testing.T) {
	t.Parallel()
	for text, valid := range map[string]bool{
		"# a comment\n\na.go: f: negate: x\n\tit is always true\n": true,
		"a.go: f: negate: x\n":  false,
		"\tan argument alone\n": false,
	} {
		path := filepath.Join(t.TempDir(), "argued.txt")
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		argued, err := readArgued(path)
		if (err == nil) != valid || valid && !argued["a.go: f: negate: x"] {
			t.Errorf("%q: %v, %v", text, argued, err)
		}
	}
	if _, err := readArgued("argued.txt"); err != nil {
		t.Error(err)
	}
}

// The files that are mutated are there, and every argued mutant is one of
// theirs.
func TestTargetsAreThere(t *testing.T) {
	t.Parallel()
	found := map[string]bool{}
	for _, target := range targets {
		for _, name := range target.files {
			path := filepath.Join("..", target.folder, name)
			source, err := os.ReadFile(path)
			if err != nil {
				t.Error(err)
				continue
			}
			_, mutants, err := mutate(filepath.ToSlash(filepath.Join(target.folder, name)), source, 1)
			if err != nil {
				t.Error(err)
			}
			for _, mutant := range mutants {
				found[mutant.name] = true
			}
		}
	}
	argued, err := readArgued("argued.txt")
	if err != nil {
		t.Fatal(err)
	}
	for name := range argued {
		if !found[name] {
			t.Errorf("argued.txt has %q, which is not a mutant any more", name)
		}
	}
	t.Logf("%d mutants", len(found))
}
