package cli

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"strings"

	"github.com/spf13/cobra"

	"github.com/wabakit/whatsapp"
)

const sendHelp = `Send a message. Each kind has a command; "send json" takes everything that has
none, such as carousels and orders, in Graph's own form.

The recipient is a phone number in international form, a business-scoped user id
such as US.13491208655302741918, or with --group the id of a group.

Accepted is not delivered: "whatsapp listen" shows the status webhooks. A send
whose outcome is unknown ends with 9 and is not repeated; with --callback-data,
its status webhooks can be recognized.`

// A sender is what the commands that send one message have in common.
type sender struct {
	shell        *shell
	replyTo      string
	callbackData string
	group        bool
	dryRun       bool
}

func newSend(s *shell) *cobra.Command {
	command := group("send", "Send messages", sendHelp,
		newSendText(s), newSendTemplate(s),
		newSendImage(s), newSendVideo(s), newSendAudio(s), newSendDocument(s), newSendSticker(s),
		newSendLocation(s), newSendContact(s), newSendReaction(s), newSendPin(s),
		newSendButtons(s), newSendList(s), newSendLink(s), newSendFlow(s),
		newSendProduct(s), newSendProducts(s), newSendCatalog(s),
		newSendRequest(s), newSendCall(s),
		newSendJSON(s), newSendBatch(s), newSendRead(s),
	)
	command.RunE = kindOfMessage
	return command
}

// kindOfMessage helps whoever begins with the recipient.
func kindOfMessage(command *cobra.Command, args []string) error {
	if len(args) == 0 || !consistsOf(args[0], numberCharacters) && !userID.MatchString(args[0]) {
		return helpOrUnknown(command, args)
	}
	return usagef(command, "the kind of the message is missing; for a text, write whatsapp send text %s TEXT", word(args[0]))
}

// command completes a command that sends content, which is made of the
// arguments after the recipient.
func (s *shell) sendCommand(command *cobra.Command, arguments []string, content func(f *sender, args []string) (whatsapp.Content, error)) *cobra.Command {
	f := &sender{shell: s}
	command.Args = exactArgs(append([]string{recipient}, arguments...)...)
	f.addFlags(command)
	command.RunE = func(command *cobra.Command, args []string) error {
		made, err := content(f, args[1:])
		if err != nil {
			return err
		}
		return f.send(command, f.message(args[0], made))
	}
	return command
}

func (f *sender) addFlags(command *cobra.Command) {
	flags := command.Flags()
	flags.StringVar(&f.replyTo, "reply-to", "", "`id` of the message that this one answers")
	flags.StringVar(&f.callbackData, "callback-data", "", "`text` that comes back in the status webhooks, at most 512 characters")
	flags.BoolVar(&f.group, "group", false, "the recipient is a group")
	flags.BoolVar(&f.dryRun, "dry-run", false, "check the message and its file, and print what would be sent")
	f.shell.withNumber(command)
}

// userID is the form of a business-scoped user id.
var userID = regexp.MustCompile(`^[A-Z]{2}\.[A-Za-z0-9]+$`)

func (f *sender) message(to string, content whatsapp.Content) whatsapp.Message {
	message := whatsapp.Message{To: to, Content: content, ReplyTo: f.replyTo, CallbackData: f.callbackData}
	f.address(&message, to)
	return message
}

// address sets the recipient of a message.
func (f *sender) address(message *whatsapp.Message, to string) {
	message.To, message.Recipient, message.RecipientType = to, "", ""
	switch {
	case f.group:
		message.RecipientType = whatsapp.RecipientTypeGroup
	case userID.MatchString(to):
		message.To, message.Recipient = "", to
	}
}

// send sends a message, or shows it.
func (f *sender) send(command *cobra.Command, message whatsapp.Message) error {
	if f.dryRun {
		if err := message.Validate(); err != nil {
			return err
		}
		return f.shell.printJSON(message)
	}
	client, numberID, err := f.shell.onNumber()
	if err != nil {
		return err
	}
	sent, err := client.Messages.Send(command.Context(), numberID, message)
	if err != nil {
		return err
	}
	return f.shell.saySent(sent)
}

func (s *shell) saySent(sent *whatsapp.SentMessage) error {
	text := "Accepted: " + sent.ID()
	if status := sent.Status(); status != "" && status != whatsapp.MessageStatusAccepted {
		text = strings.ReplaceAll(string(status), "_", " ") + ": " + sent.ID()
	}
	return s.sayDone(sent, sent.ID(), clean(text))
}

// sayDone says that something was done that must not be done twice. If that
// cannot be printed, the exit code is not one after which it may be repeated.
func (s *shell) sayDone(value any, id, text string) error {
	err := s.say(value, "%s", text)
	if err == nil {
		return nil
	}
	fmt.Fprintf(s.Err, "It was done (%s), and could not be printed: %v\n", clean(id), err)
	return verdict(exitUnknown)
}

func newSendText(s *shell) *cobra.Command {
	var preview bool
	command := &cobra.Command{
		Use:     "text TO TEXT",
		Short:   "Send a text",
		Long:    "Send a text of at most 4096 characters. - reads it from standard input.\n\nIt reaches people who wrote in the last 24 hours; others need a template.",
		Example: "  whatsapp send text +15550001234 'Your order is on its way.'",
	}
	command.Flags().BoolVar(&preview, "preview", false, "show a preview of the first link")
	return s.sendCommand(command, []string{"the text"}, func(_ *sender, args []string) (whatsapp.Content, error) {
		text := args[0]
		if text == "-" {
			content, err := s.readInput("-")
			if err != nil {
				return nil, err
			}
			text = strings.TrimRight(string(content), "\n")
		}
		return whatsapp.Text{Body: text, PreviewURL: preview}, nil
	})
}

func newSendReaction(s *shell) *cobra.Command {
	command := &cobra.Command{
		Use:     "reaction TO MESSAGE EMOJI",
		Short:   "React to a message",
		Long:    "React to a message with one emoji. \"\" takes the reaction back.",
		Example: "  whatsapp send reaction +15550001234 wamid.HBgL... 👍",
	}
	return s.sendCommand(command, []string{"the id of the message", "the emoji"}, func(_ *sender, args []string) (whatsapp.Content, error) {
		if strings.HasPrefix(args[1], "wamid.") {
			return nil, usagef(command, "the id of the message comes before the emoji")
		}
		return whatsapp.Reaction{MessageID: args[0], Emoji: args[1]}, nil
	})
}

func newSendPin(s *shell) *cobra.Command {
	var days int
	var unpin bool
	command := &cobra.Command{
		Use:   "pin GROUP MESSAGE",
		Short: "Pin a message of a group, or take it down",
	}
	command.Flags().IntVar(&days, "days", 7, "how long it stays: 1 to 30")
	command.Flags().BoolVar(&unpin, "unpin", false, "take it down")
	return s.sendCommand(command, []string{"the id of the message"}, func(f *sender, args []string) (whatsapp.Content, error) {
		f.group = true
		if unpin {
			return whatsapp.Pin{Type: whatsapp.PinTypeUnpin, MessageID: args[0]}, nil
		}
		return whatsapp.Pin{Type: whatsapp.PinTypePin, MessageID: args[0], ExpirationDays: days}, nil
	})
}

func newSendJSON(s *shell) *cobra.Command {
	f := &sender{shell: s}
	command := &cobra.Command{
		Use:   "json TO FILE",
		Short: "Send any message, in Graph's form",
		Long: `Send the message in a file, or with - on standard input, in the form that Graph
takes: {"type": "...", "...": {...}}. The recipient takes the place of the one in
the file; "" keeps that one.`,
		Example: `  echo '{"type":"text","text":{"body":"Hello"}}' | whatsapp send json +15550001234 -`,
		Args:    exactArgs(recipient, "the file"),
	}
	f.addFlags(command)
	command.RunE = func(command *cobra.Command, args []string) error {
		content, err := s.readJSON(args[1])
		if err != nil {
			return err
		}
		var message whatsapp.Message
		if err := json.Unmarshal(content, &message); err != nil {
			return mistakeIn(args[1], messageMistake(content, err))
		}
		if to := cmp.Or(args[0], message.To); to != "" && message.RecipientType != whatsapp.RecipientTypeGroup || args[0] != "" {
			f.address(&message, to)
		}
		if f.replyTo != "" {
			message.ReplyTo = f.replyTo
		}
		if f.callbackData != "" {
			message.CallbackData = f.callbackData
		}
		return f.send(command, message)
	}
	return command
}

// messageMistake says where the JSON of a message has a mistake. The library
// says which content it cannot read, but not where that stands.
func messageMistake(content []byte, err error) error {
	name, isContent := strings.CutPrefix(err.Error(), "whatsapp: decode the ")
	name, _, _ = strings.Cut(name, ":")
	mistake := jsonMistake(content, err)
	if strings.HasSuffix(err.Error(), `the message of type "" has no content`) {
		return errors.New(`there is no message; want {"type": "text", "text": {"body": "..."}}, or another type with its content`)
	}
	if at, found := memberAt(content, name); isContent && found {
		return fmt.Errorf("%s: %w", placeAt(content, at), mistake)
	}
	return mistake
}

func newSendRead(s *shell) *cobra.Command {
	var typing bool
	command := s.withNumber(&cobra.Command{
		Use:   "read MESSAGE",
		Short: "Mark a received message as read",
		Long:  "Mark a received message, and those before it, as read: the sender sees blue ticks.",
		Args:  exactArgs("the id of the message"),
	})
	command.Flags().BoolVar(&typing, "typing", false, "also show that an answer is being typed, for at most 25 seconds")
	command.RunE = func(command *cobra.Command, args []string) error {
		client, numberID, err := s.onNumber()
		if err != nil {
			return err
		}
		mark := client.Messages.MarkRead
		if typing {
			mark = client.Messages.ShowTyping
		}
		if err := mark(command.Context(), numberID, args[0]); err != nil {
			return err
		}
		return s.say(map[string]bool{"success": true}, "Marked as read.")
	}
	return command
}
