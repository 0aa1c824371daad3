package cli

import (
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
		Use:   "show [NAME]",
		Short: "Show a profile, or the settings that apply",
		Long: `Show the settings of a profile. Without a name, show those that apply: of the
simulator, of the profile that --profile or the environment names, or of the
environment on top of the default profile.`,
		Example:           "  whatsapp profile show\n  whatsapp profile show shop",
		Args:              argOrFlag("profile"),
		ValidArgsFunction: firstArgument(s.completeProfiles),
		SuggestFor:        []string{"get", "view"},
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

func newProfileUse(s *shell) *cobra.Command {
	return &cobra.Command{
		Use:               "use NAME",
		Short:             "Make a profile the default one",
		Args:              exactArgs("the name of the profile"),
		ValidArgsFunction: firstArgument(s.completeProfiles),
		RunE: func(command *cobra.Command, args []string) error {
			return s.changeProfile(command.Context(), args[0], func(file *config, profile *settings) error {
				file.Default = args[0]
				if err := file.write(); err != nil {
					return err
				}
				return s.say(profile, "%q is the default profile.", args[0])
			})
		},
	}
}

func newProfileDelete(s *shell) *cobra.Command {
	return &cobra.Command{
		Use:   "delete NAME",
		Short: "Delete a profile, and its secrets in the keyring",
		Long: `Delete a profile, and its secrets in the keyring. A keyring that is not available
is reported, and the profile is deleted all the same.`,
		Args:              exactArgs("the name of the profile"),
		ValidArgsFunction: firstArgument(s.completeProfiles),
		SuggestFor:        []string{"remove", "rm"},
		RunE: func(command *cobra.Command, args []string) error {
			return s.changeProfile(command.Context(), args[0], func(file *config, profile *settings) error {
				delete(file.Profiles, args[0])
				if file.Default == args[0] {
					file.Default = ""
				}
				if err := file.write(); err != nil {
					return err
				}
				s.forget(args[0], profile, &settings{})
				return s.say(profile, "The profile %q is gone.", args[0])
			})
		},
	}
}
