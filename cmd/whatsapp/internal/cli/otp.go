package cli

import (
	"bufio"
	"context"
	"crypto/rand"
	"errors"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/otp"
)

const otpHelp = `Send a one-time passcode with an authentication template, and check what the
recipient types: the whole of a login, to try out a template and a number.

The code is never printed. It is valid for ten minutes and five guesses.`

func newOTP(s *shell) *cobra.Command {
	var template, language string
	command := s.withNumber(&cobra.Command{
		Use:     "otp TO",
		Short:   "Send a one-time passcode and check it",
		Long:    otpHelp,
		Example: "  whatsapp otp +15550001234 --template login_code -l en_US",
		Args:    exactArgs("the phone number"),
	})
	command.Flags().StringVar(&template, "template", "login_code", "`name` of the authentication template")
	command.Flags().StringVarP(&language, "language", "l", "en_US", "`code` of its language")
	command.RunE = func(command *cobra.Command, args []string) error {
		client, numberID, err := s.onNumber()
		if err != nil {
			return err
		}
		key := make([]byte, 32)
		_, _ = rand.Read(key)
		service, err := otp.New(otp.Config{Key: key, Sender: otp.SenderFunc(func(ctx context.Context, to, code string) error {
			_, err := client.Messages.SendAuthenticationCode(ctx, numberID, to, whatsapp.AuthenticationCode{Template: template, Language: language, Code: code})
			return err
		})})
		if err != nil {
			return err
		}
		to := args[0]
		if to != "" && to[0] >= '1' && to[0] <= '9' {
			to = "+" + to // as "send" takes it
		}
		if err := service.Send(command.Context(), to); err != nil {
			return err
		}
		return s.askCode(command.Context(), service, to)
	}
	return command
}

// askCode reads codes until one is right, or no more are taken.
func (s *shell) askCode(ctx context.Context, service *otp.Service, to string) error {
	in := bufio.NewReader(s.In)
	for {
		s.note("The code that %s has got:", to)
		line, err := readLine(in)
		code := strings.TrimSpace(line)
		switch {
		case err == io.EOF, err == nil && code == "":
			return errNoCode
		case err != nil:
			return err
		}
		_, err = service.Verify(ctx, to, code)
		switch {
		case err == nil:
			return s.say(map[string]bool{"verified": true}, "The code is right.")
		case errors.Is(err, otp.ErrCodeWrong):
			s.note("The code is wrong.")
		default:
			return err
		}
	}
}

var errNoCode = errors.New("standard input ended without a code")
