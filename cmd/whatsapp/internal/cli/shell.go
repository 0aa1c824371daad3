package cli

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/graphtest"
	"github.com/wabakit/whatsapp/simulator"
)

// defaultSimulator is where "whatsapp simulate" listens.
const defaultSimulator = "http://127.0.0.1:8480"

// A shell is what all commands share.
type shell struct {
	Streams

	json      bool
	debug     bool
	profile   string
	simulator string
	color     string
	timeout   time.Duration
	version   string
	cancel    context.CancelFunc // of the timeout

	// Set by flags of single commands; "" leaves it to the settings.
	numberID, wabaID, businessID, appID string
}

func (s *shell) addFlags(root *cobra.Command) {
	flags := root.PersistentFlags()
	flags.BoolVar(&s.json, "json", false, "print JSON, for programs")
	flags.BoolVar(&s.debug, "debug", false, "log every request to standard error, without secrets")
	flags.StringVarP(&s.profile, "profile", "p", "", "profile to use in place of the environment and the default one")
	flags.StringVar(&s.simulator, "simulator", "", "talk to a simulator, at `URL` or where \"whatsapp simulate\" listens")
	flags.Lookup("simulator").NoOptDefVal = defaultSimulator
	flags.StringVar(&s.color, "color", "auto", "colors: auto, always or never")
	flags.DurationVar(&s.timeout, "timeout", 0, "end the command after this long, such as 30s")
	flags.StringVar(&s.version, "api-version", "", "version of the Graph API, such as "+whatsapp.DefaultAPIVersion)
	_ = root.RegisterFlagCompletionFunc("color", cobra.FixedCompletions([]string{"auto", "always", "never"}, cobra.ShellCompDirectiveNoFileComp))
	_ = root.RegisterFlagCompletionFunc("profile", s.completeProfiles)
	root.PersistentPreRunE = func(command *cobra.Command, _ []string) error {
		// Cobra checks them too, but later and with errors of no type.
		if err := errors.Join(command.ValidateRequiredFlags(), command.ValidateFlagGroups()); err != nil {
			return &usageError{command: command, err: err}
		}
		if s.color != "auto" && s.color != "always" && s.color != "never" {
			return usagef(command, "invalid color %q; want auto, always or never", s.color)
		}
		if s.timeout < 0 {
			return usagef(command, "invalid timeout %s; want a positive duration", s.timeout)
		}
		if s.timeout > 0 {
			var ctx context.Context
			ctx, s.cancel = context.WithTimeout(command.Context(), s.timeout)
			command.SetContext(ctx)
		}
		s.In = &input{command.Context(), s.In}
		s.Keyring = interruptibleKeyring{command.Context(), s.Keyring}
		return nil
	}
}

// withNumber adds the flag that selects the phone number a command works on.
func (s *shell) withNumber(command *cobra.Command) *cobra.Command {
	command.Flags().StringVarP(&s.numberID, "number", "n", "", "`id` of the business phone number, in place of the profile's")
	return command
}

// withWABA adds the flag that selects the account a command works on.
func (s *shell) withWABA(command *cobra.Command) *cobra.Command {
	command.Flags().StringVarP(&s.wabaID, "account", "a", "", "`id` of the WhatsApp Business account, in place of the profile's")
	return command
}

// withBusiness adds the flag that selects the business portfolio.
func (s *shell) withBusiness(command *cobra.Command) *cobra.Command {
	command.Flags().StringVar(&s.businessID, "business", "", "`id` of the business portfolio, in place of the profile's")
	return command
}

// withApp adds the flag that selects the app.
func (s *shell) withApp(command *cobra.Command) *cobra.Command {
	command.Flags().StringVar(&s.appID, "app", "", "`id` of the app, in place of the profile's")
	return command
}

// client returns a client with the settings that apply.
func (s *shell) client() (*whatsapp.Client, error) {
	settings, err := s.settings()
	if err != nil {
		return nil, err
	}
	return s.clientOf(settings)
}

func (s *shell) clientOf(settings *settings, more ...whatsapp.Option) (*whatsapp.Client, error) {
	token, err := settings.secret(accessToken)
	if err != nil {
		return nil, err
	}
	opts := settings.options()
	if settings.AppSecret != "" {
		secret, err := settings.secret(appSecret)
		if err != nil {
			return nil, err
		}
		opts = append(opts, whatsapp.WithAppSecret(secret))
	}
	if s.debug {
		handler := slog.NewTextHandler(s.Err, &slog.HandlerOptions{Level: slog.LevelDebug})
		opts = append(opts, whatsapp.WithLogger(slog.New(handler)))
	}
	client, err := newClient(token, append(opts, more...))
	if err != nil {
		return nil, err
	}
	if settings.simulated {
		return client, reachSimulator(settings.BaseURL)
	}
	return client, nil
}

// options returns what the settings say of every call.
func (f *settings) options() []whatsapp.Option {
	opts := []whatsapp.Option{whatsapp.WithUserAgent("whatsapp-command/" + whatsapp.Version)}
	if f.BaseURL != "" {
		opts = append(opts, whatsapp.WithBaseURL(f.BaseURL))
	}
	if f.APIVersion != "" {
		opts = append(opts, whatsapp.WithAPIVersion(f.APIVersion))
	}
	return opts
}

func newClient(token string, opts []whatsapp.Option) (*whatsapp.Client, error) {
	client, err := whatsapp.NewClient(token, opts...)
	if err != nil { // an option is invalid, and so is where it comes from
		return nil, &usageError{err: errors.New(clientMistakes.Replace(err.Error()))}
	}
	return client, nil
}

// simulated are the settings of a simulator, whose world has well-known ids.
func simulated(address string) *settings {
	return &settings{
		source:        "the simulator at " + address,
		PhoneNumberID: graphtest.PhoneNumberID,
		WABAID:        graphtest.WABAID,
		BusinessID:    graphtest.BusinessID,
		AppID:         graphtest.AppID,
		BaseURL:       address,
		AccessToken:   literal + graphtest.AccessToken,
		AppSecret:     literal + simulator.DefaultAppSecret,
		VerifyToken:   literal + simulator.DefaultVerifyToken,
		simulated:     true,
	}
}

// path returns where a file is that the command line names.
func (s *shell) path(name string) string {
	if name == "" || s.Dir == "" || filepath.IsAbs(name) {
		return name
	}
	return filepath.Join(s.Dir, name)
}

// confirm asks whether to go on with what cannot be undone. Where nobody can be
// asked, yes has to say so.
func (s *shell) confirm(command *cobra.Command, yes bool, question string) error {
	if yes {
		return nil
	}
	if !s.Interactive {
		return usagef(command, "%s Say so with --yes.", question)
	}
	fmt.Fprintf(s.Err, "%s Type yes to go on: ", question)
	answer, err := readLine(bufio.NewReader(s.In))
	if err != nil {
		fmt.Fprintln(s.Err)
		if err == io.EOF {
			err = errNoAnswer
		}
		return fmt.Errorf("nothing was done: %w", err)
	}
	if strings.TrimSpace(strings.ToLower(answer)) == "yes" {
		return nil
	}
	return fmt.Errorf("nothing was done: the answer was %q", strings.TrimSpace(answer))
}

var errNoAnswer = errors.New("standard input ended without an answer")

func yesFlag(command *cobra.Command, yes *bool) {
	command.Flags().BoolVarP(yes, "yes", "y", false, "do not ask")
}
