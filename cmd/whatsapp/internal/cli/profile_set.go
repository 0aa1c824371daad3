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

func newProfileSet(s *shell) *cobra.Command {
	var changes settings
	var use bool
	command := &cobra.Command{
		Use:   "set NAME",
		Short: "Make a profile or change it",
		Long: `Make a profile or change it. What no flag mentions stays as it is; an empty
value removes a setting. The first profile becomes the default one. A secret that
the profile no longer uses is removed from the keyring.

A secret is never an argument. With "keyring", it is asked for, or is the first
line of standard input.`,
		Example: `  whatsapp profile set shop --number 106540352242922 --account 102290129340398 --token keyring
  whatsapp profile set ci --token env:SHOP_TOKEN
  whatsapp profile set server --token file:/run/secrets/token --app-secret file:/run/secrets/app`,
		Args:              exactArgs("the name of the profile"),
		ValidArgsFunction: firstArgument(s.completeProfiles),
		SuggestFor:        []string{"add", "create", "new"},
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
	if err := changes.check(); err != nil {
		return err
	}
	if _, err := s.readConfig(); err != nil { // before anybody is asked for anything
		return err
	}
	secrets, err := s.askSecrets(command, name, changes)
	if err != nil {
		return err
	}
	return s.lockProfiles(command.Context(), func(file *config) error {
		profile := file.Profiles[name]
		if profile == nil {
			profile = &settings{}
			file.Profiles[name] = profile
		}
		before := *profile
		profile.change(command, changes)
		if use || file.Default == "" {
			file.Default = name
		}
		kept, err := s.keepSecrets(name, secrets)
		if err == nil {
			err = file.write()
		}
		if err != nil {
			s.forget(name, kept, &before)
			return err
		}
		s.forget(name, &before, profile)
		return s.say(profile, "Saved the profile %q in %s.", name, file.path)
	})
}

// change sets what the flags of a command mention.
func (f *settings) change(command *cobra.Command, changes *settings) {
	type member struct {
		flag     string
		from, to *string
	}
	members := []member{
		{"number", &changes.PhoneNumberID, &f.PhoneNumberID},
		{"account", &changes.WABAID, &f.WABAID},
		{"business", &changes.BusinessID, &f.BusinessID},
		{"app", &changes.AppID, &f.AppID},
		{"base-url", &changes.BaseURL, &f.BaseURL},
		{"api-version", &changes.APIVersion, &f.APIVersion},
	}
	for _, kind := range secretKinds {
		members = append(members, member{kind.flag, changes.reference(kind), f.reference(kind)})
	}
	for _, member := range members {
		if command.Flags().Changed(member.flag) {
			*member.to = *member.from
		}
	}
}

// askSecrets asks for the secrets that go into the keyring, and checks where
// the others are.
func (s *shell) askSecrets(command *cobra.Command, name string, changes *settings) (map[secretKind]string, error) {
	for _, kind := range secretKinds {
		reference := changes.reference(kind)
		if err := checkReference(kind, *reference); err != nil {
			return nil, &usageError{command: command, err: err}
		}
		if path, ok := strings.CutPrefix(*reference, inFile); ok {
			absolute, err := filepath.Abs(s.path(path))
			if err != nil {
				return nil, err
			}
			*reference = inFile + absolute
		}
	}
	secrets, in := map[secretKind]string{}, bufio.NewReader(s.In)
	for _, kind := range secretKinds {
		if *changes.reference(kind) != inKeyring {
			continue
		}
		secret, err := s.askSecret(command.Context(), in, kind, name)
		if err != nil {
			return nil, err
		}
		secrets[kind] = secret
	}
	return secrets, nil
}

// keepSecrets puts secrets into the keyring, and returns which ones are there
// now.
func (s *shell) keepSecrets(name string, secrets map[secretKind]string) (kept *settings, err error) {
	kept = &settings{}
	for _, kind := range secretKinds {
		secret, ok := secrets[kind]
		if !ok {
			continue
		}
		if err := s.Keyring.Set(name, kind.member, secret); err != nil {
			return kept, err
		}
		*kept.reference(kind) = inKeyring
	}
	return kept, nil
}

// forget removes the secrets of a profile from the keyring that it no longer
// uses. A keyring that does not answer is reported only: the profile has been
// changed by then.
func (s *shell) forget(name string, before, after *settings) {
	for _, kind := range secretKinds {
		if *before.reference(kind) != inKeyring || *after.reference(kind) == inKeyring {
			continue
		}
		if err := s.Keyring.Delete(name, kind.member); err != nil {
			s.warn("The %s of the profile %q may still be in the keyring, as %s/%s of %s: %v", kind.title, name, name, kind.member, service, err)
		}
	}
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
