package cli

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"
)

func newProfile(s *shell) *cobra.Command {
	return group("profile", "Keep the ids and secrets of accounts",
		`A profile has the ids of an account and says where its secrets are: in the
keyring of the system, in an environment variable or in a file. The file with
the profiles has no secrets.`,
		newProfileSet(s), newProfileList(s), newProfileShow(s), newProfileUse(s), newProfileDelete(s))
}

func newProfileSet(s *shell) *cobra.Command {
	var changes settings
	var use bool
	command := &cobra.Command{
		Use:   "set NAME",
		Short: "Make a profile or change it",
		Long: `Make a profile or change it. What no flag mentions stays as it is; an empty
value removes a setting. The first profile becomes the default one.

A secret is never an argument. With "keyring", it is asked for, or is the first
line of standard input.`,
		Example: `  whatsapp profile set shop --number 106540352242922 --account 102290129340398 --token keyring
  whatsapp profile set ci --token env:SHOP_TOKEN
  whatsapp profile set server --token file:/run/secrets/token --app-secret file:/run/secrets/app`,
		Args: exactArgs("the name of the profile"),
	}
	flags := command.Flags()
	flags.StringVar(&changes.PhoneNumberID, "number", "", "`id` of the business phone number")
	flags.StringVar(&changes.WABAID, "account", "", "`id` of the WhatsApp Business account")
	flags.StringVar(&changes.BusinessID, "business", "", "`id` of the business portfolio")
	flags.StringVar(&changes.AppID, "app", "", "`id` of the app")
	flags.StringVar(&changes.BaseURL, "base-url", "", "`address` in place of https://graph.facebook.com")
	for _, kind := range secretKinds {
		flags.StringVar(changes.reference(kind), kind.flag, "", "where the "+kind.title+" is: keyring, env:NAME or file:PATH")
	}
	flags.BoolVar(&use, "use", false, "make it the default profile")
	command.RunE = func(command *cobra.Command, args []string) error {
		changes.APIVersion = s.version
		return s.setProfile(command, args[0], &changes, use)
	}
	return command
}

func (s *shell) setProfile(command *cobra.Command, name string, changes *settings, use bool) error {
	if err := checkProfileName(command, name); err != nil {
		return err
	}
	file, err := s.readConfig()
	if err != nil {
		return err
	}
	profile := file.Profiles[name]
	if profile == nil {
		profile = &settings{}
		file.Profiles[name] = profile
	}
	for _, member := range []struct {
		flag     string
		from, to *string
	}{
		{"number", &changes.PhoneNumberID, &profile.PhoneNumberID},
		{"account", &changes.WABAID, &profile.WABAID},
		{"business", &changes.BusinessID, &profile.BusinessID},
		{"app", &changes.AppID, &profile.AppID},
		{"base-url", &changes.BaseURL, &profile.BaseURL},
		{"api-version", &changes.APIVersion, &profile.APIVersion},
	} {
		if command.Flags().Changed(member.flag) {
			*member.to = *member.from
		}
	}
	if err := s.setSecrets(command, name, changes, profile); err != nil {
		return err
	}
	if use || file.Default == "" {
		file.Default = name
	}
	if err := file.write(); err != nil {
		return err
	}
	return s.say(profile, "Saved the profile %q in %s.", name, file.path)
}

func (s *shell) setSecrets(command *cobra.Command, name string, changes, profile *settings) error {
	in := bufio.NewReader(s.In)
	for _, kind := range secretKinds {
		if !command.Flags().Changed(kind.flag) {
			continue
		}
		reference := *changes.reference(kind)
		if err := checkReference(kind, reference); err != nil {
			return &usageError{command: command, err: err}
		}
		if reference == inKeyring {
			secret, err := s.askSecret(command.Context(), in, kind, name)
			if err != nil {
				return err
			}
			if err := s.Keyring.Set(name, kind.member, secret); err != nil {
				return err
			}
		}
		if path, ok := strings.CutPrefix(reference, inFile); ok {
			absolute, err := filepath.Abs(s.path(path))
			if err != nil {
				return err
			}
			reference = inFile + absolute
		}
		*profile.reference(kind) = reference
	}
	return nil
}

func (s *shell) askSecret(ctx context.Context, in *bufio.Reader, kind secretKind, profile string) (string, error) {
	secret, err := s.readSecret(ctx, fmt.Sprintf("The %s of %s: ", kind.title, profile), in)
	if err != nil && err != io.EOF {
		return "", err
	}
	if secret != "" {
		return secret, nil
	}
	return "", &settingError{
		text: fmt.Sprintf("there is no %s on standard input", kind.title),
		hint: "It is a line of its own; the secrets come in the order " + secretOrder() + ".",
	}
}

func secretOrder() string {
	titles := make([]string, 0, len(secretKinds))
	for _, kind := range secretKinds {
		titles = append(titles, kind.title)
	}
	return strings.Join(titles, ", ")
}

func newProfileList(s *shell) *cobra.Command {
	return &cobra.Command{
		Use:   "list",
		Short: "List the profiles",
		Args:  exactArgs(),
		RunE: func(*cobra.Command, []string) error {
			file, err := s.readConfig()
			if err != nil {
				return err
			}
			type entry struct {
				Name    string `json:"name"`
				Default bool   `json:"default"`
				*settings
			}
			entries := []entry{}
			for _, name := range file.names() {
				entries = append(entries, entry{name, name == file.Default, file.Profiles[name]})
			}
			return showAll(s, entries, "There are no profiles. \"whatsapp profile set NAME\" makes one.",
				column[entry]{"NAME", func(e *entry) string { return e.Name }},
				column[entry]{"DEFAULT", func(e *entry) string { return mark(e.Default) }},
				column[entry]{"NUMBER", func(e *entry) string { return e.PhoneNumberID }},
				column[entry]{"ACCOUNT", func(e *entry) string { return e.WABAID }},
				column[entry]{"TOKEN", func(e *entry) string { return e.AccessToken }},
			)
		},
	}
}

func newProfileShow(s *shell) *cobra.Command {
	return &cobra.Command{
		Use:   "show",
		Short: "Show the settings that apply, and where they come from",
		Args:  exactArgs(),
		RunE: func(*cobra.Command, []string) error {
			found, err := s.settings()
			if err != nil {
				return err
			}
			hidden := *found
			for _, kind := range secretKinds {
				if strings.HasPrefix(*hidden.reference(kind), literal) {
					*hidden.reference(kind) = "the simulator's"
				}
			}
			return s.show(&hidden, func() details {
				return details{
					{"Settings of", hidden.source},
					{"Phone number", hidden.PhoneNumberID},
					{"Account", hidden.WABAID},
					{"Business", hidden.BusinessID},
					{"App", hidden.AppID},
					{"API version", hidden.APIVersion},
					{"Address", hidden.BaseURL},
					{"Access token", hidden.AccessToken},
					{"App secret", hidden.AppSecret},
					{"Verify token", hidden.VerifyToken},
				}
			})
		},
	}
}

// changeProfile changes a profile that is there, and the file.
func (s *shell) changeProfile(name string, change func(file *config, profile *settings) error) (*settings, error) {
	file, err := s.readConfig()
	if err != nil {
		return nil, err
	}
	profile, err := file.profile(name)
	if err != nil {
		return nil, err
	}
	if err := change(file, profile); err != nil {
		return nil, err
	}
	return profile, file.write()
}

func newProfileUse(s *shell) *cobra.Command {
	return &cobra.Command{
		Use:               "use NAME",
		Short:             "Make a profile the default one",
		Args:              exactArgs("the name of the profile"),
		ValidArgsFunction: s.completeProfiles,
		RunE: func(_ *cobra.Command, args []string) error {
			profile, err := s.changeProfile(args[0], func(file *config, _ *settings) error {
				file.Default = args[0]
				return nil
			})
			if err != nil {
				return err
			}
			return s.say(profile, "%q is the default profile.", args[0])
		},
	}
}

func newProfileDelete(s *shell) *cobra.Command {
	return &cobra.Command{
		Use:               "delete NAME",
		Short:             "Delete a profile, and its secrets in the keyring",
		Args:              exactArgs("the name of the profile"),
		ValidArgsFunction: s.completeProfiles,
		RunE: func(_ *cobra.Command, args []string) error {
			profile, err := s.changeProfile(args[0], func(file *config, profile *settings) error {
				for _, kind := range secretKinds {
					if *profile.reference(kind) != inKeyring {
						continue
					}
					if err := s.Keyring.Delete(args[0], kind.member); err != nil {
						return err
					}
				}
				delete(file.Profiles, args[0])
				if file.Default == args[0] {
					file.Default = ""
				}
				return nil
			})
			if err != nil {
				return err
			}
			return s.say(profile, "The profile %q is gone.", args[0])
		},
	}
}
