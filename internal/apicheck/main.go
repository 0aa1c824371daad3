// Command apicheck holds the public API of every module of this repository to
// its record in api/, one text file for each package.
//
//	go run ./internal/apicheck            # fails when the API is not as recorded
//	go run ./internal/apicheck -write     # records additions, and breaks that the changelog names
//	go run ./internal/apicheck -reset     # records whatever there is: a new baseline
//	go run ./internal/apicheck -base v1.2.0 # also compares the record with an earlier one
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"
)

func main() {
	var job job
	flag.StringVar(&job.root, "root", ".", "the `directory` of the repository")
	flag.BoolVar(&job.write, "write", false, "record the API, unless it breaks what the changelog does not name")
	flag.BoolVar(&job.reset, "reset", false, "record the API, whatever it breaks")
	flag.StringVar(&job.base, "base", "", "also compare the record with that of a git `revision`")
	flag.Parse()
	if err := job.run(os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "apicheck:", err)
		os.Exit(1)
	}
}

type job struct {
	root         string
	write, reset bool
	base         string
}

func (j job) run(out io.Writer) error {
	current, err := describeModules(j.root)
	if err != nil {
		return err
	}
	recorded, err := readRecord(j.root)
	if err != nil {
		return err
	}
	if j.reset {
		return writeRecord(j.root, recorded, current)
	}

	found := compare(recorded, current)
	if err := j.requireNamed(found, ""); err != nil {
		return err
	}
	if !j.write {
		err = found.unrecorded()
	} else {
		err = writeRecord(j.root, recorded, current)
	}
	if err != nil || j.base == "" {
		return err
	}

	earlier, err := recordAt(j.root, j.base)
	if err != nil {
		return err
	}
	if len(earlier) == 0 {
		fmt.Fprintf(out, "%s has no record of the API to compare with\n", j.base)
		return nil
	}
	if err := j.requireNamed(compare(earlier, current), j.base); err != nil {
		return fmt.Errorf("since %s, %w", j.base, err)
	}
	return nil
}

// requireNamed refuses breaks that the changelog does not name.
func (j job) requireNamed(found differences, base string) error {
	named, err := namedBreaks(j.root, base)
	if err != nil {
		return err
	}
	if unnamed := found.breaks(named); len(unnamed) > 0 {
		return breaksError(unnamed)
	}
	return nil
}

func breaksError(unnamed []difference) error {
	var text strings.Builder
	text.WriteString("the public API breaks, and the changelog does not say so:\n")
	writeDifferences(&text, unnamed)
	fmt.Fprintf(&text, "Keep the old form, deprecated if need be. If it must go, name `%s` and the like\n", unnamed[0].symbol)
	fmt.Fprintf(&text, "under %q in the %q section of CHANGELOG.md,\n", breaksHeading, unreleasedHeading)
	text.WriteString("then record the change with: go run ./internal/apicheck -write")
	return errors.New(text.String())
}
