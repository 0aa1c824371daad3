package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

const (
	unreleasedHeading = "## Unreleased"
	breaksHeading     = "### Breaking changes"
)

var code = regexp.MustCompile("`([^`]+)`")

// namedBreaks returns what the changelog names in backquotes as broken since
// base, a tag, or by what is not yet released.
func namedBreaks(root, base string) (map[string]bool, error) {
	text, err := os.ReadFile(filepath.Join(root, "CHANGELOG.md"))
	if err != nil {
		return nil, err
	}
	return namesUnder(string(text), base), nil
}

// namesUnder reads the sections above the one of base. Without one of base, it
// reads that of the unreleased changes.
func namesUnder(changelog, base string) map[string]bool {
	isBase := func(heading string) bool {
		return base != "" && strings.Contains(heading, strings.TrimPrefix(base, "v"))
	}
	hasBase := false
	for line := range strings.Lines(changelog) {
		hasBase = hasBase || strings.HasPrefix(line, "## ") && isBase(line)
	}

	names := map[string]bool{}
	recent, breaks := false, false
	for line := range strings.Lines(changelog) {
		switch heading := strings.TrimSpace(line); {
		case strings.HasPrefix(heading, "## ") && isBase(heading):
			return names
		case strings.HasPrefix(heading, "## "):
			recent, breaks = hasBase || heading == unreleasedHeading, false
		case strings.HasPrefix(heading, "### "):
			breaks = heading == breaksHeading
		case recent && breaks:
			for _, match := range code.FindAllStringSubmatch(line, -1) {
				names[strings.TrimSuffix(match[1], "()")] = true
			}
		}
	}
	return names
}
