package main

import (
	"path"
	"regexp"
	"slices"
	"strings"
)

var (
	aliasLine = regexp.MustCompile(`^type (\w+) = (\w+)$`)
	// declared is what stands before a name that is not that of a type.
	declared = regexp.MustCompile(`(^| )(field|method|func|const|var) $|^method \([^)]*\) $|\.$`)
)

// renamed returns the earlier record in today's names: a type whose old name is
// an alias of the new one is the same type to every caller.
func renamed(earlier, current record) record {
	translated := record{}
	for file, lines := range earlier {
		translated[file] = slices.Clone(lines)
	}
	for home, lines := range current {
		for _, line := range lines {
			alias := aliasLine.FindStringSubmatch(line)
			if alias == nil || slices.Contains(earlier[home], line) || !slices.ContainsFunc(earlier[home], isTypeLine(alias[1])) {
				continue
			}
			for file := range translated {
				from, to := alias[1], alias[2]
				if file != home {
					from, to = packageOf(home)+"."+from, packageOf(home)+"."+to
				}
				renameType(translated[file], from, to)
			}
			translated[home] = append(translated[home], line)
		}
	}
	return translated
}

func isTypeLine(name string) func(line string) bool {
	return func(line string) bool { return strings.HasPrefix(line, "type ") && symbol(rootFile, line) == name }
}

// renameType changes the name of a type where a line speaks of the type.
func renameType(lines []string, from, to string) {
	name := regexp.MustCompile(`\b` + regexp.QuoteMeta(from) + `\b`)
	for i, line := range lines {
		text, value, isConst := line, "", false
		if strings.HasPrefix(line, "const ") {
			text, value, isConst = strings.Cut(line, " = ")
		}
		var changed strings.Builder
		end := 0
		for _, at := range name.FindAllStringIndex(text, -1) {
			changed.WriteString(text[end:at[0]])
			end = at[1]
			if declared.MatchString(text[:at[0]]) {
				changed.WriteString(from)
			} else {
				changed.WriteString(to)
			}
		}
		changed.WriteString(text[end:])
		if isConst {
			changed.WriteString(" = " + value)
		}
		lines[i] = changed.String()
	}
}

// packageOf returns the name by which callers know the package of a file.
func packageOf(file string) string {
	return strings.TrimSuffix(path.Base(file), ".txt")
}
