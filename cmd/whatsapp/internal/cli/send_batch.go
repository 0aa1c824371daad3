package cli

import (
	"encoding/json"
	"errors"
	"iter"
	"math"
	"os"
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

A message without callback data (biz_opaque_callback_data) gets some, such as
batch-0a1b2c3d4e5f60718293a4b5, made of the message and the number. It stays the
same from run to run; lines that are the same share it. An unknown message was
sent if a status webhook with its callback data comes. If none comes within
minutes, it was not: append its line to the file once more. The same command with
--json prints the line and the callback data of every message.

A row that was rejected and is corrected goes into a file of its own.

It ends with 0 if all were accepted, with 6 if some were rejected, with 7 if some
are left for the next run, with 1 if the file cannot be read, and with 9 if the
outcome of some is unknown.`

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
	switch isCSV := strings.HasSuffix(strings.ToLower(path), ".csv"); {
	case isCSV && flags.name == "":
		return usagef(command, "a CSV file needs --template, the name of the template for its rows")
	case !isCSV && flags.name != "":
		return usagef(command, "--template is for a file whose name ends with .csv; in JSON lines, each message names its own")
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
	sent := &batchSent{numberID: numberID, known: map[int]batchOrigin{}}
	messages := sent.messages(flags.read(path, &counted))
	return s.countBatch(bar, sent, batch.Stream(command.Context(), client.Messages, numberID, messages, options))
}

// countBatch tells of each message, and at the end of all.
func (s *shell) countBatch(bar *progressbar.ProgressBar, sent *batchSent, results iter.Seq2[batch.Result, error]) error {
	counts := map[batch.State]int{}
	encoder := json.NewEncoder(s.Out)
	encoder.SetEscapeHTML(false)
	var failure error
	for result, err := range results {
		if mistake, ok := errors.AsType[*fileError](err); ok {
			err = mistake // the library counts the messages before it from 0
		}
		if err != nil {
			failure = err
			break
		}
		counts[result.State]++
		if err := s.tellResult(encoder, result, sent.origin(result.Index)); err != nil {
			return err
		}
	}
	_ = bar.Finish()
	if _, ok := errors.AsType[*fileError](failure); ok && len(counts) == 0 {
		return failure
	}
	s.note("%d accepted, %d rejected, %d unknown, %d not sent",
		counts[batch.StateAccepted], counts[batch.StateRejected], counts[batch.StateUnknown], counts[batch.StateNotSent])
	if counts[batch.StateUnknown] > 0 {
		s.note("An unknown message was sent if a status webhook with its callback data comes: see \"whatsapp send batch --help\".")
	}
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

func (s *shell) tellResult(encoder *json.Encoder, result batch.Result, origin batchOrigin) error {
	reason := ""
	if result.Err != nil {
		reason = strings.TrimPrefix(strings.TrimPrefix(result.Err.Error(), "whatsapp: "), "batch: ")
	}
	if s.json {
		return encoder.Encode(struct {
			Index int `json:"index"`
			batchOrigin
			State       batch.State `json:"state"`
			MessageID   string      `json:"message_id,omitzero"`
			Error       string      `json:"error,omitzero"`
			FromJournal bool        `json:"from_journal,omitzero"`
		}{result.Index, origin, result.State, result.MessageID, reason, result.FromJournal})
	}
	switch result.State {
	case batch.StateRejected:
		s.note("message %d (line %d): rejected: %s", result.Index+1, origin.Line, clean(reason))
	case batch.StateUnknown:
		s.note("message %d (line %d): unknown: %s; its callback data is %s",
			result.Index+1, origin.Line, clean(reason), clean(origin.CallbackData))
	default:
	}
	return nil
}
