package provision

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// longest is how many characters of a value are shown.
const longest = 120

// String lists the changes by their owner: + for what is created, ~ for what
// changes, - for what is deleted, with the members that differ and, after an
// exclamation mark, what to know about a change.
func (p *Plan) String() string {
	var text strings.Builder
	if p.Empty() {
		text.WriteString("no changes\n")
	}
	for _, owner := range p.owners() {
		text.WriteString(owner + "\n")
		for _, change := range p.Changes {
			if change.Target.owner() == owner {
				change.write(&text)
			}
		}
	}
	for _, target := range p.Reviews {
		fmt.Fprintf(&text, "under review: %s\n", target)
	}
	for _, warning := range p.Warnings {
		fmt.Fprintf(&text, "warning: %s\n", warning)
	}
	if !p.Empty() {
		text.WriteString(p.summary())
	}
	return printable(text.String())
}

// owners are those with changes, in the order of their first change.
func (p *Plan) owners() []string {
	var owners []string
	seen := map[string]bool{}
	for _, change := range p.Changes {
		if owner := change.Target.owner(); !seen[owner] {
			seen[owner] = true
			owners = append(owners, owner)
		}
	}
	return owners
}

// String returns the change as [Plan.String] lists it.
func (c Change) String() string {
	var text strings.Builder
	c.write(&text)
	return printable(text.String())
}

func (c Change) write(text *strings.Builder) {
	sign := map[Action]string{ActionCreate: "+", ActionUpdate: "~", ActionDelete: "-"}[c.Action]
	fmt.Fprintf(text, "  %s %s\n", sign, c.Target.short())
	for _, difference := range c.Differences {
		fmt.Fprintf(text, "      %s\n", difference.line())
	}
	if c.Blocked != "" {
		fmt.Fprintf(text, "      ! blocked: %s\n", c.Blocked)
	}
	for _, reason := range c.Irreversible {
		fmt.Fprintf(text, "      ! cannot be undone: %s\n", reason)
	}
	if c.Reviewed {
		text.WriteString("      ! will be reviewed by Meta\n")
	}
	for _, warning := range c.Warnings {
		fmt.Fprintf(text, "      ! %s\n", warning)
	}
}

// String returns the thing and the text.
func (w Warning) String() string { return printable(w.Target.String() + ": " + w.Text) }

// String returns the path, the old and the new value.
func (d Difference) String() string { return printable(d.line()) }

func (d Difference) line() string {
	switch {
	case d.Old == nil:
		return d.Path + ": " + shown(d.New)
	case d.New == nil:
		return d.Path + ": " + shown(d.Old) + " -> nothing"
	}
	return d.Path + ": " + shown(d.Old) + " -> " + shown(d.New)
}

// printable takes the last line break from a text, and what a terminal would
// obey.
func printable(text string) string {
	var safe strings.Builder
	for _, character := range strings.TrimSuffix(text, "\n") {
		if unicode.IsPrint(character) || character == '\n' {
			safe.WriteRune(character)
		} else {
			fmt.Fprintf(&safe, "\\u%04x", character)
		}
	}
	return safe.String()
}

// shown writes a value on one line.
func shown(value json.RawMessage) string {
	var text string
	if json.Unmarshal(value, &text) == nil {
		return quoted(text)
	}
	return shortened(string(value))
}

func quoted(text string) string { return strconv.Quote(shortened(text)) }

func shortened(text string) string {
	if utf8.RuneCountInString(text) <= longest {
		return text
	}
	return string([]rune(text)[:longest]) + "…"
}

func (p *Plan) summary() string {
	counts := map[Action]int{}
	permanent, reviewed, blocked := 0, 0, 0
	for _, change := range p.Changes {
		counts[change.Action]++
		permanent += one(len(change.Irreversible) > 0)
		reviewed += one(change.Reviewed)
		blocked += one(change.Blocked != "")
	}
	text := fmt.Sprintf("%d to create, %d to change, %d to delete", counts[ActionCreate], counts[ActionUpdate], counts[ActionDelete])
	for _, part := range []struct {
		count int
		what  string
	}{{permanent, "cannot be undone"}, {reviewed, "will be reviewed by Meta"}, {blocked, "blocked"}} {
		if part.count > 0 {
			text += fmt.Sprintf("; %d %s", part.count, part.what) //nolint:modernize,perfsprint // there are three of them
		}
	}
	return text
}

func one(condition bool) int {
	if condition {
		return 1
	}
	return 0
}
