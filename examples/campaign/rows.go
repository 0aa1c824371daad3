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

// messages yields a message for each row, as the rows are read.
func (*campaign) messages(file io.Reader) iter.Seq2[whatsapp.Message, error] {
	return func(yield func(whatsapp.Message, error) bool) {
		for row, err := range rowsOf(file) {
			if err != nil {
				yield(whatsapp.Message{}, err)
				return
			}
			if !yield(message(row[0], row[1]), nil) {
				return
			}
		}
	}
}

func rowsOf(file io.Reader) iter.Seq2[[]string, error] {
	return func(yield func([]string, error) bool) {
		reader := csv.NewReader(bufio.NewReader(file))
		reader.FieldsPerRecord, reader.ReuseRecord = 2, true
		for {
			row, err := reader.Read()
			if errors.Is(err, io.EOF) || !yield(row, err) || err != nil {
				return
			}
		}
	}
}

// count counts the rows, for the progress bar.
func (c *campaign) count() error {
	file, err := os.Open(c.file)
	if err != nil {
		return err
	}
	defer file.Close()
	for _, err := range rowsOf(file) {
		if err != nil {
			return err
		}
		c.total++
	}
	return nil
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
