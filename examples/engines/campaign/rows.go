package main

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"

	"github.com/wabakit/whatsapp"
)

// rows yields the rows of the file as they are read. A row is overwritten by
// the next one.
func (c *campaign) rows() iter.Seq2[[]string, error] {
	return func(yield func([]string, error) bool) {
		opened, err := os.Open(c.file)
		if err != nil {
			yield(nil, err)
			return
		}
		defer opened.Close()
		reader := csv.NewReader(bufio.NewReader(opened))
		reader.FieldsPerRecord, reader.ReuseRecord = 2, true
		for {
			row, err := reader.Read()
			if errors.Is(err, io.EOF) || !yield(row, err) || err != nil {
				return
			}
		}
	}
}

// count counts the rows, for the progress bar, and tells of those that cannot
// be sent.
func (c *campaign) count() error {
	number := 0
	for row, err := range c.rows() {
		if err != nil {
			return err
		}
		number++
		if err := message(row).Validate(); err != nil {
			fmt.Printf("  row %d is left out: %v\n", number, err)
			continue
		}
		c.total++
	}
	return nil
}

// message is what a row of the campaign gets.
func message(row []string) whatsapp.Message {
	return whatsapp.Message{
		To: row[0], CallbackData: row[1],
		Content: whatsapp.Template{Name: *template, Language: "en_US"},
	}
}

// makeUp writes a file of so many rows. The third has no phone number.
func makeUp(path string, rows int) error {
	file, err := os.Create(path)
	if err != nil {
		return err
	}
	defer file.Close()
	writer := csv.NewWriter(file)
	for i := range rows {
		to := fmt.Sprintf("+1555%07d", i)
		if i == 2 {
			to = "unknown"
		}
		if err := writer.Write([]string{to, fmt.Sprintf("campaign-%d", i)}); err != nil {
			return err
		}
	}
	writer.Flush()
	return errors.Join(writer.Error(), file.Close())
}
