package cli

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"
)

const replayHelp = `Send a program the webhooks that "whatsapp listen --record" has written, one
after the other, each signed with the app secret. A line of the file may also be
a body as Meta sends it; - is standard input.

The bodies are those that were recorded, with their ids and times, so that a
program that knows them takes them for repetitions. It succeeds if every webhook
is answered with HTTP status 200, within 30 seconds. A line that is cut off, as the
last one is when the recording ended with its disk or its machine, is reported and
left out.`

func newReplay(s *shell) *cobra.Command {
	var address string
	var unsigned bool
	var events []string
	command := &cobra.Command{
		Use:   "replay FILE",
		Short: "Send a program the webhooks of a recording",
		Long:  replayHelp,
		Example: `  whatsapp replay monday.jsonl
  whatsapp replay monday.jsonl --events status.failed --url http://127.0.0.1:9000/webhook`,
		Args: exactArgs("the file"),
	}
	callbackFlags(command, &address, &unsigned)
	filterFlag(command, &events)
	command.RunE = func(command *cobra.Command, args []string) error {
		if err := kindFilter(events).check(command); err != nil {
			return err
		}
		to, err := s.callbackAt(command, address, unsigned)
		if err != nil {
			return err
		}
		if err := checkPrivate(command, to.url); err != nil {
			return err
		}
		file, err := s.openInput(args[0])
		if err != nil {
			return err
		}
		defer file.Close()
		return s.replay(command.Context(), args[0], file, to, events)
	}
	return command
}

func (s *shell) replay(ctx context.Context, name string, file io.Reader, to *callback, events kindFilter) error {
	sent := 0
	err := s.postAll(ctx, to, 0, func(yield func([]byte, error) bool) {
		readRecorded(name, file, func(body []byte, err error) bool {
			if cut, ok := errors.AsType[*cutOffError](err); ok {
				s.warn("%s", cut.Error())
				return true
			}
			if err == nil && !events.matchesBody(body) {
				return true
			}
			sent++
			return yield(body, err)
		})
	})
	if err == nil && sent == 0 {
		return fmt.Errorf("%s has no webhooks to send", name)
	}
	return err
}
