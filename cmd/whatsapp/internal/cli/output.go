package cli

import (
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"
)

// show prints a value: as JSON for programs, as human says for people.
func (s *shell) show(value any, human func() details) error {
	if s.json {
		return s.printJSON(value)
	}
	return s.printDetails(human())
}

// say prints a sentence for people, and for programs the value that it is
// about.
func (s *shell) say(value any, format string, args ...any) error {
	if s.json {
		return s.printJSON(value)
	}
	_, err := fmt.Fprintf(s.Out, format+"\n", args...)
	return err
}

// note tells people something that is not part of the result.
func (s *shell) note(format string, args ...any) {
	if !s.json {
		fmt.Fprintf(s.Err, format+"\n", args...)
	}
}

// warn tells of what went wrong besides the result, programs too.
func (s *shell) warn(format string, args ...any) {
	fmt.Fprintln(s.Err, s.yellow(clean(fmt.Sprintf(format, args...))))
}

func (s *shell) printJSON(value any) error {
	encoder := json.NewEncoder(s.Out)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	return encoder.Encode(value)
}

// details are the lines of one object. Those without a value are left out.
type details []detail

type detail struct{ name, value string }

func (s *shell) printDetails(lines details) error {
	t := s.newTable()
	for _, line := range lines {
		if line.value != "" {
			t.AppendRow(table.Row{s.bold(line.name), clean(line.value)})
		}
	}
	return s.printTable(t)
}

// A column of a list of objects.
type column[T any] struct {
	title string
	value func(item *T) string
}

// showAll prints a list that is there as a whole.
func showAll[T any](s *shell, items []T, none string, columns ...column[T]) error {
	return showList(s, 0, func(yield func(*T, error) bool) {
		for i := range items {
			if !yield(&items[i], nil) {
				return
			}
		}
	}, none, columns...)
}

// showList prints what a list has, page by page for programs and as one table
// for people. It ends after limit entries, unless that is 0. What came before
// an error is printed.
func showList[T any](s *shell, limit int, items iter.Seq2[*T, error], none string, columns ...column[T]) error {
	if s.json {
		return s.printArray(limit, func(yield func(any, error) bool) {
			for item, err := range items {
				if !yield(item, err) {
					return
				}
			}
		})
	}
	t := s.newTable()
	titles := make(table.Row, 0, len(columns))
	for _, column := range columns {
		titles = append(titles, s.bold(column.title))
	}
	t.AppendRow(titles)
	count, failure := 0, error(nil)
	for item, err := range items {
		if err != nil {
			failure = err
			break
		}
		if limit > 0 && count == limit {
			s.note("There are more than %d; see --limit.", limit)
			break
		}
		count++
		row := make(table.Row, 0, len(columns))
		for _, column := range columns {
			row = append(row, clean(column.value(item)))
		}
		t.AppendRow(row)
	}
	if count > 0 {
		if err := s.printTable(t); err != nil {
			return err
		}
	} else if failure == nil {
		s.note("%s", none)
	}
	return failure
}

// printArray prints entries as they come, as an array that is complete also
// after an error.
func (s *shell) printArray(limit int, items iter.Seq2[any, error]) (err error) {
	separator := "[\n  "
	defer func() {
		end := "\n]\n"
		if separator == "[\n  " {
			end = "[]\n"
		}
		if _, failed := io.WriteString(s.Out, end); err == nil {
			err = failed
		}
	}()
	count := 0
	for item, err := range items {
		if err != nil {
			return err
		}
		if limit > 0 && count == limit {
			return nil
		}
		count++
		encoded, err := encodeEntry(item)
		if err != nil {
			return err
		}
		if _, err := io.WriteString(s.Out, separator+encoded); err != nil {
			return err
		}
		separator = ",\n  "
	}
	return nil
}

func encodeEntry(item any) (string, error) {
	var text strings.Builder
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("  ", "  ")
	err := encoder.Encode(item)
	return strings.TrimSuffix(text.String(), "\n"), err
}

func (s *shell) newTable() table.Writer {
	t := table.NewWriter()
	style := table.StyleDefault
	style.Options = table.OptionsNoBordersAndSeparators
	style.Box.PaddingLeft, style.Box.PaddingRight = "", "   "
	t.SetStyle(style)
	return t
}

// printTable leaves no blanks at the ends of lines.
func (s *shell) printTable(t table.Writer) error {
	for line := range strings.Lines(t.Render() + "\n") {
		if _, err := io.WriteString(s.Out, strings.TrimRight(line, " \n")+"\n"); err != nil {
			return err
		}
	}
	return nil
}

// clean keeps what comes from elsewhere on one line, and from controlling the
// terminal.
func clean(value string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t' || r == '\r':
			return ' '
		case r < ' ' || r >= 0x7f && r < 0xa0:
			return -1
		}
		return r
	}, value)
}

func mark(set bool) string {
	if set {
		return "yes"
	}
	return ""
}

func (s *shell) colored() bool {
	switch s.color {
	case "always":
		return true
	case "never":
		return false
	}
	return s.Terminal && s.Getenv("NO_COLOR") == "" && s.Getenv("TERM") != "dumb"
}

func (s *shell) paint(value string, colors ...text.Color) string {
	if !s.colored() || value == "" {
		return value
	}
	return text.Colors(colors).EscapeSeq() + value + text.Reset.EscapeSeq()
}

func (s *shell) bold(value string) string   { return s.paint(value, text.Bold) }
func (s *shell) red(value string) string    { return s.paint(value, text.FgRed) }
func (s *shell) green(value string) string  { return s.paint(value, text.FgGreen) }
func (s *shell) yellow(value string) string { return s.paint(value, text.FgYellow) }
