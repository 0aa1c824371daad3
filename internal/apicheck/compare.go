package main

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// A difference is a line that one side has and the other has not.
type difference struct {
	file     string
	line     string
	symbol   string // as the changelog names it
	gone     bool
	breaking bool
}

type differences []difference

// compare returns what current lacks of earlier, and what it adds.
func compare(earlier, current record) differences {
	var all differences
	earlier = renamed(earlier, current)
	files := maps.Clone(earlier)
	maps.Copy(files, current)
	for _, file := range slices.Sorted(maps.Keys(files)) {
		before, now := setOf(earlier[file]), setOf(current[file])
		for _, line := range earlier[file] {
			if !now[line] {
				all = append(all, difference{file, line, symbol(file, line), true, goneBreaks(line, now)})
			}
		}
		for _, line := range current[file] {
			if !before[line] {
				all = append(all, difference{file, line, symbol(file, line), false, addedBreaks(line, before)})
			}
		}
	}
	return all
}

func setOf(lines []string) map[string]bool {
	set := make(map[string]bool, len(lines))
	for _, line := range lines {
		set[line] = true
	}
	return set
}

// goneBreaks reports whether a caller can need the line. A method of pointers
// that became one of values can still be called, and an interface that others
// may implement again disturbs nobody.
func goneBreaks(line string, now map[string]bool) bool {
	return !strings.HasSuffix(line, unexportedMark) && !now[strings.Replace(line, "method (*", "method (", 1)]
}

// addedBreaks reports whether the line asks more of callers than before: an
// interface that they may have implemented has another method.
func addedBreaks(line string, before map[string]bool) bool {
	head, _, isInterface := strings.Cut(line, interfaceSuffix+",")
	return isInterface && before[head+interfaceSuffix] && !before[head+unexportedMark]
}

// symbol returns the name under which a changelog speaks of a line: Client,
// Client.Do, and in another package than the root webhook.Handler.
func symbol(file, line string) string {
	kind, rest, _ := strings.Cut(line, " ")
	name := identifier(rest)
	if kind == "method" {
		receiver, method, _ := strings.Cut(strings.TrimLeft(rest, "(*"), ") ")
		name = receiver + "." + identifier(method)
	}
	if member, isMember := memberOf(line); isMember {
		name += "." + identifier(member)
	}
	if file != rootFile {
		return packageOf(file) + "." + name
	}
	return name
}

// memberOf returns what a line says of a field, or of a method of an interface.
func memberOf(line string) (string, bool) {
	if _, field, isField := strings.Cut(line, fieldMark); isField {
		return field, true
	}
	_, method, isMethod := strings.Cut(line, methodMark)
	return method, isMethod
}

// identifier returns the name at the beginning of the text.
func identifier(text string) string {
	end := strings.IndexAny(text, " ([,")
	if end < 0 {
		return text
	}
	return text[:end]
}

// breaks returns the breaking differences whose symbol, or whose type, is not
// among the named ones.
func (d differences) breaks(named map[string]bool) []difference {
	var unnamed []difference
	for _, one := range d {
		if one.breaking && !named[one.symbol] && !named[one.typeSymbol()] {
			unnamed = append(unnamed, one)
		}
	}
	return unnamed
}

// typeSymbol is the symbol of the type that a member belongs to.
func (d difference) typeSymbol() string {
	_, isMember := memberOf(d.line)
	isMember = isMember || strings.HasPrefix(d.line, "method ")
	if end := strings.LastIndex(d.symbol, "."); isMember && end > 0 {
		return d.symbol[:end]
	}
	return d.symbol
}

// unrecorded is the error for differences that are allowed and not yet in the
// record.
func (d differences) unrecorded() error {
	if len(d) == 0 {
		return nil
	}
	var text strings.Builder
	text.WriteString("the public API is not as recorded in api/:\n")
	writeDifferences(&text, d)
	text.WriteString("Record it, for a reviewer to see: go run ./internal/apicheck -write")
	return errors.New(text.String())
}

func writeDifferences(text *strings.Builder, all []difference) {
	for _, one := range all {
		sign := "+"
		if one.gone {
			sign = "-"
		}
		fmt.Fprintf(text, "  %s %s: %s\n", sign, one.file, one.line)
	}
}
