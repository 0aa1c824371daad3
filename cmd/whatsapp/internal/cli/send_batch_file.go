package cli

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"

	"github.com/wabakit/whatsapp"
)

// A batchRow is a message, and the line where it begins.
type batchRow struct {
	line    int
	message whatsapp.Message
}

// read reads what the file says to send.
func (f *batchFlags) read(name string, file io.Reader) iter.Seq2[batchRow, error] {
	if f.name != "" {
		return f.rows(name, file)
	}
	return func(yield func(batchRow, error) bool) {
		lines := bufio.NewScanner(file)
		lines.Buffer(nil, longestLine)
		number := 1
		for ; lines.Scan(); number++ {
			line := bytes.TrimPrefix(lines.Bytes(), []byte(byteOrderMark))
			if len(bytes.TrimSpace(line)) == 0 {
				continue
			}
			var message whatsapp.Message
			if err := json.Unmarshal(line, &message); err != nil {
				yield(batchRow{}, mistakeIn(name, lineMistake(line, number, err)))
				return
			}
			if message.RecipientType != whatsapp.RecipientTypeGroup && message.To != "" {
				new(sender).address(&message, message.To)
			}
			if !yield(batchRow{number, message}, nil) {
				return
			}
		}
		if err := lines.Err(); errors.Is(err, bufio.ErrTooLong) {
			yield(batchRow{}, mistakeIn(name, fmt.Errorf("line %d is longer than %d bytes", number, longestLine)))
		} else if err != nil {
			yield(batchRow{}, mistakeIn(name, err))
		}
	}
}

// lineMistake says where a line of a file has a mistake.
func lineMistake(line []byte, number int, err error) error {
	before := bytes.Repeat([]byte("\n"), number-1) // so that it has its line
	return messageMistake(append(before, line...), err)
}

// longestLine bounds a message in a file of JSON lines.
const longestLine = 1 << 20

// rows makes a template message of each row of a CSV file.
func (f *batchFlags) rows(name string, file io.Reader) iter.Seq2[batchRow, error] {
	return func(yield func(batchRow, error) bool) {
		reader := csv.NewReader(file)
		header, err := reader.Read()
		if errors.Is(err, io.EOF) {
			err = errors.New("the header is missing: the file is empty")
		}
		if err != nil {
			yield(batchRow{}, mistakeIn(name, err))
			return
		}
		header[0] = strings.TrimPrefix(header[0], byteOrderMark)
		if len(header) == 1 && strings.ContainsAny(header[0], ";\t") {
			yield(batchRow{}, mistakeIn(name, errors.New("its columns are not separated by commas; export it with commas")))
			return
		}
		for _, column := range append([]string{"to"}, f.template.params...) {
			if !slices.Contains(header, column) {
				yield(batchRow{}, mistakeIn(name, fmt.Errorf("the header has no column %q; it has %s", column, strings.Join(header, ", "))))
				return
			}
		}
		for {
			row, err := reader.Read()
			if errors.Is(err, io.EOF) {
				return
			}
			if err != nil {
				yield(batchRow{}, mistakeIn(name, err))
				return
			}
			line, _ := reader.FieldPos(0)
			if !yield(batchRow{line, f.message(header, row)}, nil) {
				return
			}
		}
	}
}

func (f *batchFlags) message(header, row []string) whatsapp.Message {
	value := func(column string) string {
		if i := slices.Index(header, column); i >= 0 && i < len(row) {
			return row[i]
		}
		return ""
	}
	template := whatsapp.Template{Name: f.name, Language: f.template.language}
	for _, column := range f.template.params {
		parameter := whatsapp.TextParameter{Text: value(column)}
		if *f.named {
			parameter.Name = column
		}
		template.Body = append(template.Body, parameter)
	}
	message := whatsapp.Message{CallbackData: value("callback_data"), Content: template}
	new(sender).address(&message, value("to"))
	return message
}
