package cli

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"regexp"
	"strings"

	"github.com/spf13/cobra"

	"github.com/wabakit/whatsapp"
)

func newNumbersRequestCode(s *shell) *cobra.Command {
	var method, language string
	command := s.withNumber(&cobra.Command{
		Use:   "request-code",
		Short: "Have Meta send a verification code to the number",
		Args:  exactArgs(),
	})
	command.Flags().StringVar(&method, "method", string(whatsapp.CodeMethodSMS), "SMS or VOICE")
	command.Flags().StringVarP(&language, "language", "l", "en_US", "`code` of the language")
	command.RunE = func(command *cobra.Command, _ []string) error {
		client, numberID, err := s.onNumber()
		if err != nil {
			return err
		}
		if err := client.PhoneNumbers.RequestCode(command.Context(), numberID, whatsapp.CodeMethod(strings.ToUpper(method)), language); err != nil {
			return err
		}
		return s.say(map[string]bool{"success": true}, "The code is on its way. Next: whatsapp numbers verify CODE")
	}
	return command
}

func newNumbersVerify(s *shell) *cobra.Command {
	return s.withNumber(&cobra.Command{
		Use:   "verify CODE",
		Short: "Verify the number with the code that it has got",
		Args:  exactArgs("the code"),
		RunE: func(command *cobra.Command, args []string) error {
			client, numberID, err := s.onNumber()
			if err != nil {
				return err
			}
			if err := client.PhoneNumbers.VerifyCode(command.Context(), numberID, args[0]); err != nil {
				return err
			}
			return s.say(map[string]bool{"success": true}, "Verified. Next: whatsapp numbers register")
		},
	})
}

func newNumbersRegister(s *shell) *cobra.Command {
	return s.withNumber(&cobra.Command{
		Use:   "register",
		Short: "Register a verified number, so that it can send",
		Long: `Register a verified number, so that it can send. Its two-step verification PIN of
six digits is asked for, or is the first line of standard input. A number without
one gets it. Ten attempts in 72 hours are allowed.`,
		Args: pinArgs,
		RunE: func(command *cobra.Command, _ []string) error {
			client, numberID, err := s.onNumber()
			if err != nil {
				return err
			}
			pin, err := s.askPIN(command.Context())
			if err != nil {
				return err
			}
			if err := client.PhoneNumbers.Register(command.Context(), numberID, whatsapp.RegisterPhoneNumberRequest{PIN: pin}); err != nil {
				return err
			}
			return s.say(map[string]bool{"success": true}, "Registered.")
		},
	})
}

// pinArgs refuses a PIN as an argument, and does not repeat it.
func pinArgs(command *cobra.Command, args []string) error {
	if len(args) > 0 && pinForm.MatchString(args[0]) {
		return usagef(command, "a PIN is not an argument, which others can see: it is asked for, or is the first line of standard input")
	}
	return exactArgs()(command, args)
}

var pinForm = regexp.MustCompile(`^[0-9]{6}$`)

func (s *shell) askPIN(ctx context.Context) (whatsapp.Secret, error) {
	pin, err := s.readSecret(ctx, "The PIN of the number: ", bufio.NewReader(s.In))
	if err == io.EOF {
		return "", &settingError{text: "there is no PIN on standard input", hint: "It is the first line."}
	}
	return whatsapp.Secret(pin), err
}

func newNumbersDeregister(s *shell) *cobra.Command {
	var yes bool
	command := s.withNumber(&cobra.Command{
		Use:   "deregister",
		Short: "End the registration of a number",
		Long:  "End the registration of a number: it can no longer send or receive. It stays in the account.",
		Args:  exactArgs(),
	})
	yesFlag(command, &yes)
	command.RunE = func(command *cobra.Command, _ []string) error {
		client, numberID, err := s.onNumber()
		if err != nil {
			return err
		}
		if err := s.confirm(command, yes, fmt.Sprintf("The number %s can then no longer send or receive.", numberID)); err != nil {
			return err
		}
		if err := client.PhoneNumbers.Deregister(command.Context(), numberID); err != nil {
			return err
		}
		return s.say(map[string]bool{"success": true}, "Deregistered.")
	}
	return command
}
