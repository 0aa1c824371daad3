package cli

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"iter"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/wabakit/whatsapp/webhook"
	"github.com/wabakit/whatsapp/webhook/webhooktest"
)

const triggerHelp = `Send a program webhooks of any kind, as Meta would: signed with the app secret,
each with a new id and the current time, so that none is taken for a repetition.
Neither Meta nor the simulator takes part in it.

Several kinds are sent one after the other. --list shows the kinds, and --print
a body in place of sending it. With --set, any member can be another: a path
such as text.body begins at the message, the status, the call or else at the
value of the webhook field, and a path such as
/entry/0/changes/0/value/contacts/0/profile/name at the whole body.

It succeeds if every webhook is answered with HTTP status 200, within 30
seconds. Nothing is sent again after another answer. An interrupt ends it, and it
says how many were sent.`

// triggerCall is what the command line of trigger asks for.
type triggerCall struct {
	url           string
	options       webhooktest.Options
	set           []string
	count         int
	unsigned      bool
	twice         bool
	list, printed bool
}

func newTrigger(s *shell) *cobra.Command {
	var call triggerCall
	command := &cobra.Command{
		Use:   "trigger KIND...",
		Short: "Send a program a webhook of any kind",
		Long:  triggerHelp,
		Example: `  whatsapp trigger --list
  whatsapp trigger message.text --text "Where is my order?" --from 15550001111
  whatsapp trigger status.sent status.delivered status.failed --id wamid.1 --code 131049
  whatsapp trigger template.paused --set message_template_name=order_update
  whatsapp trigger message.image --print`,
		Args:              cobra.ArbitraryArgs,
		ValidArgsFunction: cobra.FixedCompletions(webhooktest.Kinds(), cobra.ShellCompDirectiveNoFileComp),
		RunE:              func(command *cobra.Command, kinds []string) error { return s.trigger(command, kinds, &call) },
	}
	flags := command.Flags()
	callbackFlags(command, &call.url, &call.unsigned)
	flags.StringVar(&call.options.From, "from", "", "phone number or business-scoped `user` id of the user, such as 15550001111 or US.1349")
	flags.StringVar(&call.options.To, "to", "", "phone `number` of the business")
	flags.StringVar(&call.options.Text, "text", "", "what the user writes: the text, the caption or the button's title")
	flags.StringVar(&call.options.ID, "id", "", "`id` of the message, call, group, template or flow")
	flags.IntVar(&call.options.Code, "code", 0, "`code` of the error, as of status.failed")
	flags.StringArrayVar(&call.set, "set", nil, "set any member, as `path=value`; a value that is JSON is sent as such")
	flags.IntVar(&call.count, "count", 1, "send so many, each with an id of its own")
	flags.BoolVar(&call.twice, "repeat", false, "send each of them twice, as Meta does at times")
	flags.BoolVar(&call.printed, "print", false, "print the bodies in place of sending them")
	flags.BoolVar(&call.list, "list", false, "list the kinds")
	command.MarkFlagsMutuallyExclusive("list", "print")
	return s.withNumber(s.withWABA(command))
}

func (s *shell) trigger(command *cobra.Command, kinds []string, call *triggerCall) error {
	if call.list {
		if len(kinds) > 0 {
			return usagef(command, "unexpected argument %q", kinds[0])
		}
		return s.listKinds()
	}
	bodies, err := s.triggered(command, kinds, call)
	if err != nil {
		return err
	}
	if call.printed {
		return s.printBodies(command.Context(), bodies)
	}
	to, err := s.callbackAt(command, call.url, call.unsigned)
	if err != nil {
		return err
	}
	total := int64(call.count) * int64(len(kinds))
	if call.twice {
		total *= 2
	}
	return s.postAll(command.Context(), to, total, func(yield func([]byte, error) bool) {
		for body, err := range bodies {
			if !yield(body, err) || call.twice && !yield(body, err) {
				return
			}
		}
	})
}

// printBodies prints bodies, a line each.
func (s *shell) printBodies(ctx context.Context, bodies iter.Seq2[[]byte, error]) error {
	for body, err := range bodies {
		if err = cmp.Or(err, interrupted(ctx)); err != nil {
			return err
		}
		if _, err := fmt.Fprintf(s.Out, "%s\n", body); err != nil {
			return err
		}
	}
	return nil
}

// mostTriggered bounds how far back in time the first of many webhooks is.
const mostTriggered = 1_000_000_000

// triggered makes the bodies that the command line asks for, one after the
// other. A mistake is found before the first of them.
func (s *shell) triggered(command *cobra.Command, kinds []string, call *triggerCall) (iter.Seq2[[]byte, error], error) {
	switch {
	case len(kinds) == 0:
		return nil, usagef(command, "the kind is missing; --list shows all of them")
	case call.count < 1 || call.count > mostTriggered:
		return nil, usagef(command, "invalid count %d; want 1 to %d", call.count, mostTriggered)
	}
	options, err := s.triggerOptions(command, call)
	if err != nil {
		return nil, err
	}
	for _, kind := range kinds {
		if !slices.Contains(webhooktest.Kinds(), kind) {
			return nil, usagef(command, "unknown kind %q%s", kind, similarKinds(kind))
		}
		if _, err := webhooktest.Body(kind, fitting(kind, options)); err != nil {
			return nil, usagef(command, "%s", strings.TrimPrefix(err.Error(), "webhooktest: "))
		}
	}
	// What has no id is told apart by its second.
	options.Time = time.Now().Add(-time.Duration(call.count-1) * time.Second)
	return func(yield func([]byte, error) bool) {
		options := options
		for range call.count {
			for _, kind := range kinds {
				if !yield(webhooktest.Body(kind, fitting(kind, options))) {
					return
				}
			}
			options.Time = options.Time.Add(time.Second)
		}
	}, nil
}

// fitting leaves out the code for the kinds that have none, so that one command
// line can tell of several statuses of a message.
func fitting(kind string, options webhooktest.Options) *webhooktest.Options {
	if strings.HasPrefix(kind, "status.") && kind != "status.failed" {
		options.Code = 0
	}
	return &options
}

func (s *shell) triggerOptions(command *cobra.Command, call *triggerCall) (webhooktest.Options, error) {
	options := call.options
	options.From = digitsOfNumber(options.From)
	options.To = digitsOfNumber(options.To)
	settings, err := s.settings()
	if err != nil {
		return options, err
	}
	options.PhoneNumberID, options.WABAID = settings.PhoneNumberID, settings.WABAID
	options.Set = map[string]any{}
	for _, pair := range call.set {
		path, value, ok := strings.Cut(pair, "=")
		if !ok || path == "" {
			return options, usagef(command, "invalid member %q; want path=value", pair)
		}
		if json.Valid([]byte(value)) {
			options.Set[path] = json.RawMessage(value)
		} else {
			options.Set[path] = value
		}
	}
	return options, nil
}

// digitsOfNumber returns a phone number as webhooks write it. A user id stays.
func digitsOfNumber(text string) string {
	if !consistsOf(text, numberCharacters) {
		return text
	}
	return strings.NewReplacer("+", "", "-", "", ".", "", "(", "", ")", "", " ", "").Replace(text)
}

// similarKinds names kinds that may have been meant.
func similarKinds(kind string) string {
	about, happened, _ := strings.Cut(kind, ".")
	var similar []string
	for _, known := range webhooktest.Kinds() {
		knownAbout, rest, _ := strings.Cut(known, ".")
		isPart := happened == "" && slices.Contains(strings.Split(rest, "."), about)
		if knownAbout == about || isPart || happened != "" && strings.HasPrefix(rest, happened) {
			similar = append(similar, known)
		}
	}
	const most = 8
	switch {
	case len(similar) == 0:
		return "; --list shows all of them, and --text is for what the user writes"
	case len(similar) > most:
		return "; there are " + strings.Join(similar[:most], ", ") + " and others"
	}
	return "; did you mean " + strings.Join(similar, ", ") + "?"
}

func (s *shell) listKinds() error {
	type entry struct {
		Kind  string `json:"kind"`
		Field string `json:"field"`
		About string `json:"about"`
	}
	var entries []entry
	for _, kind := range webhooktest.Kinds() {
		body, err := webhooktest.Body(kind, nil)
		if err != nil {
			return err
		}
		for _, event := range eventsOf(body) {
			entries = append(entries, entry{kind, event.Field(), excerpt(summaryOf(event).text, 60)})
		}
	}
	return showAll(s, entries, "",
		column[entry]{"KIND", func(e *entry) string { return e.Kind }},
		column[entry]{"WEBHOOK FIELD", func(e *entry) string { return e.Field }},
		column[entry]{"SAMPLE", func(e *entry) string { return e.About }},
	)
}

// eventsOf returns the events of a body, none if it does not parse.
func eventsOf(body []byte) []webhook.Event {
	notification, err := webhook.Parse(body)
	if err != nil {
		return nil
	}
	return slices.Collect(notification.Events())
}

// postAll posts bodies one after the other and prints what is said to them. It
// fails if any of them is not accepted. A total of 0 is unknown.
func (s *shell) postAll(ctx context.Context, to *callback, total int64, bodies iter.Seq2[[]byte, error]) error {
	sent, refused := int64(0), false
	for body, err := range bodies {
		if err = cmp.Or(err, interrupted(ctx)); err != nil {
			return endedAfter(sent, total, err)
		}
		answer, err := to.post(ctx, body)
		if stopped := interrupted(ctx); err != nil && stopped != nil {
			return fmt.Errorf("%w; one more may have arrived", endedAfter(sent, total, stopped))
		}
		if err != nil {
			return endedAfter(sent, total, err)
		}
		sent++
		refused = refused || !answer.accepted()
		if err := s.printAnswer(body, answer); err != nil {
			return err
		}
	}
	if refused {
		return verdict(exitFailure)
	}
	return nil
}

// endedAfter adds to an error how many webhooks had been sent by then.
func endedAfter(sent, total int64, err error) error {
	count := fmt.Sprintf("%d webhooks", sent)
	switch {
	case total > 0:
		count = fmt.Sprintf("%d of %d webhooks", sent, total)
	case sent == 1:
		count = "1 webhook"
	}
	if _, ok := err.(*interruption); ok {
		return fmt.Errorf("%w after %s", err, count)
	}
	if sent == 0 {
		return err
	}
	return fmt.Errorf("after %s: %w", count, err)
}

func (s *shell) printAnswer(body []byte, answer *answer) error {
	names := namesOf(body)
	if s.json {
		return s.printLine(map[string]any{"events": names, "status": answer.Status, "took_ms": answer.TookMS, "answer": answer.Body})
	}
	_, err := fmt.Fprintf(s.Out, "%-24s  %s\n", clean(strings.Join(names, ", ")), s.answerLine(answer))
	return err
}

// namesOf returns the kinds of the events of a body.
func namesOf(body []byte) []string {
	names := []string{}
	for _, event := range eventsOf(body) {
		names = append(names, webhooktest.KindOf(event))
	}
	if len(names) == 0 {
		names = append(names, "unreadable")
	}
	return names
}

// printLine prints a value as one line of JSON.
func (s *shell) printLine(value any) error {
	encoder := json.NewEncoder(s.Out)
	encoder.SetEscapeHTML(false)
	return encoder.Encode(value)
}
