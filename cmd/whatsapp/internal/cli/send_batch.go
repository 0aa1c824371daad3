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
	"math"
	"os"
	"slices"
	"strings"

	"github.com/schollz/progressbar/v3"
	"github.com/spf13/cobra"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/batch"
)

const sendBatchHelp = `Send the messages of a file, at the pace that Meta allows.

A file of JSON lines has a message with its recipient in each, in Graph's form.
A CSV file has a header, a column "to", and the values of the template that
--template names: --param says which columns, in the order of the variables. A
column "callback_data" comes back in the status webhooks.

A journal beside the file remembers what was sent. After an interrupt or a
crash, the same command goes on where it stopped, and sends nothing twice. What
may have been sent is not repeated: it is counted as unknown.

A row that was rejected and is corrected goes into a file of its own.

It ends with 0 if all were accepted, with 6 if some were rejected, with 7 if some
are left for the next run, with 1 if the file cannot be read, and with 9 if the outcome of some is unknown.`

// batchFlags are what a batch needs to know besides its file.
type batchFlags struct {
	template templateFlags
	name     string
	named    *bool
	journal  string
	rate     float64
}

func newSendBatch(s *shell) *cobra.Command {
	var flags batchFlags
	command := s.withNumber(&cobra.Command{
		Use:   "batch FILE",
		Short: "Send the messages of a file, and go on after an interrupt",
		Long:  sendBatchHelp,
		Example: `  whatsapp send batch messages.jsonl
  whatsapp send batch customers.csv --template order_shipped -l en_US --param name --param order`,
		Args: exactArgs("the file"),
	})
	set := command.Flags()
	set.StringVar(&flags.name, "template", "", "`name` of the template for the rows of a CSV file")
	set.StringVarP(&flags.template.language, "language", "l", "en_US", "`code` of the template's language")
	set.StringArrayVar(&flags.template.params, "param", nil, "`column` with the value of a variable, in their order")
	flags.named = set.Bool("named", false, "the variables have the names of the columns")
	set.StringVar(&flags.journal, "journal", "", "`file` of the journal, by default the file's name with .journal")
	set.Float64Var(&flags.rate, "rate", 0, "messages a second at most; by default as many as Meta takes. 78 is good for a limit of 80")
	command.RunE = func(command *cobra.Command, args []string) error { return s.sendBatch(command, args[0], &flags) }
	return command
}

func (s *shell) sendBatch(command *cobra.Command, path string, flags *batchFlags) error {
	if isCSV := strings.HasSuffix(strings.ToLower(path), ".csv"); isCSV != (flags.name != "") {
		return usagef(command, "--template goes with a CSV file, and only with one")
	}
	if path == "-" {
		return usagef(command, "a batch needs a file: its journal stands beside it")
	}
	if flags.rate < 0 || math.IsNaN(flags.rate) || math.IsInf(flags.rate, 0) {
		return usagef(command, "invalid rate %v; want messages a second", flags.rate)
	}
	client, numberID, err := s.onNumber()
	if err != nil {
		return err
	}
	file, err := os.Open(s.path(path))
	if err != nil {
		return err
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return err
	}
	if flags.journal == "" {
		flags.journal = path + ".journal"
	}
	journal, err := batch.OpenFileJournal(s.path(flags.journal))
	if err != nil {
		return err
	}
	defer journal.Close()
	journal.Sync = true // it survives a power cut

	bar := s.progress(info.Size(), path, true)
	counted := progressbar.NewReader(file, bar)
	options := &batch.Options{Journal: journal, Rate: flags.rate, Concurrency: 64}
	return s.countBatch(bar, batch.Stream(command.Context(), client.Messages, numberID, flags.messages(path, &counted), options))
}

// messages reads what the file says to send.
func (f *batchFlags) messages(name string, file io.Reader) iter.Seq2[whatsapp.Message, error] {
	if f.name != "" {
		return f.rows(name, file)
	}
	return func(yield func(whatsapp.Message, error) bool) {
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
				yield(message, mistakeIn(name, lineMistake(line, number, err)))
				return
			}
			if message.RecipientType != whatsapp.RecipientTypeGroup && message.To != "" {
				new(sender).address(&message, message.To)
			}
			if !yield(message, nil) {
				return
			}
		}
		if err := lines.Err(); errors.Is(err, bufio.ErrTooLong) {
			yield(whatsapp.Message{}, mistakeIn(name, fmt.Errorf("line %d is longer than %d bytes", number, longestLine)))
		} else if err != nil {
			yield(whatsapp.Message{}, mistakeIn(name, err))
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
func (f *batchFlags) rows(name string, file io.Reader) iter.Seq2[whatsapp.Message, error] {
	return func(yield func(whatsapp.Message, error) bool) {
		reader := csv.NewReader(file)
		header, err := reader.Read()
		if errors.Is(err, io.EOF) {
			err = errors.New("the header is missing: the file is empty")
		}
		if err != nil {
			yield(whatsapp.Message{}, mistakeIn(name, err))
			return
		}
		header[0] = strings.TrimPrefix(header[0], byteOrderMark)
		for _, column := range append([]string{"to"}, f.template.params...) {
			if !slices.Contains(header, column) {
				yield(whatsapp.Message{}, mistakeIn(name, fmt.Errorf("the header has no column %q; it has %s", column, strings.Join(header, ", "))))
				return
			}
		}
		for {
			row, err := reader.Read()
			if errors.Is(err, io.EOF) {
				return
			}
			if err != nil {
				yield(whatsapp.Message{}, mistakeIn(name, err))
				return
			}
			if !yield(f.message(header, row), nil) {
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

// countBatch tells of each message, and at the end of all.
func (s *shell) countBatch(bar *progressbar.ProgressBar, results iter.Seq2[batch.Result, error]) error {
	counts := map[batch.State]int{}
	encoder := json.NewEncoder(s.Out)
	encoder.SetEscapeHTML(false)
	var failure error
	for result, err := range results {
		if err != nil {
			failure = err
			break
		}
		counts[result.State]++
		if err := s.tellResult(encoder, result); err != nil {
			return err
		}
	}
	_ = bar.Finish()
	s.note("%d accepted, %d rejected, %d unknown, %d not sent",
		counts[batch.StateAccepted], counts[batch.StateRejected], counts[batch.StateUnknown], counts[batch.StateNotSent])
	switch {
	case counts[batch.StateUnknown] > 0:
		if failure != nil {
			s.explain(failure, exitUnknown)
		}
		return verdict(exitUnknown)
	case failure != nil && isForLater(whatsapp.Decide(failure)):
		return &hintError{err: failure, hint: "The same command goes on where this one stopped."}
	case failure != nil:
		return failure
	case counts[batch.StateRejected] > 0:
		return verdict(exitInvalid)
	}
	return nil
}

func (s *shell) tellResult(encoder *json.Encoder, result batch.Result) error {
	reason := ""
	if result.Err != nil {
		reason = result.Err.Error()
	}
	if s.json {
		return encoder.Encode(struct {
			Index       int         `json:"index"`
			State       batch.State `json:"state"`
			MessageID   string      `json:"message_id,omitzero"`
			Error       string      `json:"error,omitzero"`
			FromJournal bool        `json:"from_journal,omitzero"`
		}{result.Index, result.State, result.MessageID, reason, result.FromJournal})
	}
	if result.State == batch.StateRejected || result.State == batch.StateUnknown {
		s.note("message %d: %s: %s", result.Index+1, result.State, clean(reason))
	}
	return nil
}
