package main

import (
	"fmt"
	"os"
	"strings"
)

// readArgued reads the names of the mutants that nothing can notice. A line
// without an indent is a name; the indented ones after it say why.
func readArgued(path string) (map[string]bool, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	argued := map[string]bool{}
	last := ""
	for line := range strings.Lines(string(text)) {
		line = strings.TrimRight(line, "\n")
		switch {
		case line == "" || strings.HasPrefix(line, "#"):
		case strings.HasPrefix(line, "\t"):
			if last == "" {
				return nil, fmt.Errorf("%s: an argument without a mutant: %q", path, line)
			}
			argued[last] = true
		default:
			last = line
			argued[last] = false
		}
	}
	for name, reasoned := range argued {
		if !reasoned {
			return nil, fmt.Errorf("%s: a mutant without an argument: %q", path, name)
		}
	}
	return argued, nil
}
