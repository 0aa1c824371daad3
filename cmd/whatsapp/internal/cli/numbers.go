package cli

import (
	"context"
	"errors"
	"iter"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/wabakit/whatsapp"
)

func newNumbers(s *shell) *cobra.Command {
	return group("numbers", "Business phone numbers", "", newNumbersList(s), newNumbersShow(s), newNumbersProfile(s),
		newNumbersRequestCode(s), newNumbersVerify(s), newNumbersRegister(s), newNumbersDeregister(s))
}

func newNumbersList(s *shell) *cobra.Command {
	var limit int
	command := s.withWABA(&cobra.Command{
		Use:   "list",
		Short: "List the phone numbers of an account",
		Long: `List the phone numbers of an account, with what "numbers show" says of each: Meta's
list only says LINKED where a number is CONNECTED, FLAGGED or RATE_LIMITED, so
that each number is asked for.`,
		Args: exactArgs(),
	})
	limitFlag(command, &limit)
	command.RunE = func(command *cobra.Command, _ []string) error {
		client, wabaID, err := s.onAccount()
		if err != nil {
			return err
		}
		type number = whatsapp.PhoneNumber
		return showList(s, limit, allNumbers(command.Context(), client, wabaID), "The account has no phone numbers.",
			column[number]{"ID", func(n *number) string { return n.ID }},
			column[number]{"NUMBER", func(n *number) string { return n.DisplayPhoneNumber }},
			column[number]{"NAME", func(n *number) string { return n.VerifiedName }},
			column[number]{"STATUS", func(n *number) string { return s.status(string(n.Status)) }},
			column[number]{"QUALITY", func(n *number) string { return s.status(string(n.QualityRating)) }},
		)
	}
	return command
}

// allNumbers lists the numbers of an account, each as getNumber returns it. One
// that only the list has is as the list says.
func allNumbers(ctx context.Context, client *whatsapp.Client, wabaID string) iter.Seq2[*whatsapp.PhoneNumber, error] {
	return func(yield func(*whatsapp.PhoneNumber, error) bool) {
		for listed, err := range client.PhoneNumbers.All(ctx, wabaID, nil) {
			if err != nil {
				yield(nil, err)
				return
			}
			number, err := getNumber(ctx, client, listed.ID)
			if errors.Is(err, whatsapp.ErrNotFound) || errors.Is(err, whatsapp.ErrPermission) {
				number, err = listed, nil
			}
			if !yield(number, err) || err != nil {
				return
			}
		}
	}
}

func getNumber(ctx context.Context, client *whatsapp.Client, id string) (*whatsapp.PhoneNumber, error) {
	return client.PhoneNumbers.Get(ctx, id, whatsapp.WithFields(whatsapp.FieldsOf[whatsapp.PhoneNumber]()...))
}

func newNumbersShow(s *shell) *cobra.Command {
	return s.withNumber(&cobra.Command{
		Use:   "show [ID]",
		Short: "Show a phone number",
		Long: `Show the phone number with an id, or the one of the settings. "whatsapp numbers
list" has the ids.`,
		Args:       argOrFlag("number"),
		SuggestFor: []string{"get", "view"},
		RunE: func(command *cobra.Command, _ []string) error {
			client, numberID, err := s.onNumber()
			if err != nil {
				return err
			}
			n, err := getNumber(command.Context(), client, numberID)
			if err != nil {
				return err
			}
			return s.show(n, func() details { return s.numberDetails(n) })
		},
	})
}

func (s *shell) numberDetails(n *whatsapp.PhoneNumber) details {
	lines := details{
		{"ID", n.ID},
		{"Number", n.DisplayPhoneNumber},
		{"Name", n.VerifiedName},
		{"Name status", s.status(string(n.NameStatus))},
		{"Status", s.status(string(n.Status))},
		{"Quality", s.status(string(n.QualityRating))},
		{"Verification", s.status(string(n.CodeVerificationStatus))},
		{"Platform", string(n.PlatformType)},
		{"Official", mark(n.IsOfficialBusinessAccount)},
		{"Business app", mark(n.IsOnBusinessApp)},
		{"PIN set", mark(n.IsPINEnabled)},
	}
	if perSecond := n.MessagesPerSecond(); perSecond > 0 {
		lines = append(lines, detail{"Messages a second", strconv.Itoa(perSecond)})
	}
	return lines
}

// onNumber returns a client and the phone number that a command works on.
func (s *shell) onNumber() (*whatsapp.Client, string, error) {
	return s.on((*settings).number)
}

// onAccount returns a client and the account that a command works on.
func (s *shell) onAccount() (*whatsapp.Client, string, error) {
	return s.on((*settings).account)
}

func (s *shell) on(id func(*settings) (string, error)) (*whatsapp.Client, string, error) {
	settings, err := s.settings()
	if err != nil {
		return nil, "", err
	}
	object, err := id(settings)
	if err != nil {
		return nil, "", err
	}
	client, err := s.clientOf(settings)
	return client, object, err
}

// status colors a status of Graph's, by what it means for sending.
func (s *shell) status(value string) string {
	switch strings.ToUpper(value) {
	case "APPROVED", "AVAILABLE_WITHOUT_REVIEW", "CONNECTED", "GREEN", "VERIFIED", "PUBLISHED", "AVAILABLE", "ACTIVE":
		return s.green(value)
	case "PENDING", "YELLOW", "FLAGGED", "PENDING_REVIEW", "DRAFT", "PAUSED", "LIMITED", "IN_APPEAL", "EXPIRED", "THROTTLED", "DEPRECATED":
		return s.yellow(value)
	case "REJECTED", "RED", "DISABLED", "BANNED", "RESTRICTED", "DISCONNECTED", "DECLINED", "BLOCKED", "NOT_VERIFIED":
		return s.red(value)
	}
	return value
}
