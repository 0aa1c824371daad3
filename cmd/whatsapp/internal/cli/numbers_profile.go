package cli

import (
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/wabakit/whatsapp"
)

func newNumbersProfile(s *shell) *cobra.Command {
	return group("profile", "What people see of the business", "",
		newNumbersProfileShow(s), newNumbersProfileSet(s))
}

func newNumbersProfileShow(s *shell) *cobra.Command {
	return s.withNumber(&cobra.Command{
		Use:   "show",
		Short: "Show the profile",
		Args:  exactArgs(),
		RunE: func(command *cobra.Command, _ []string) error {
			client, numberID, err := s.onNumber()
			if err != nil {
				return err
			}
			profile, err := client.BusinessProfiles.Get(command.Context(), numberID, whatsapp.WithFields(whatsapp.FieldsOf[whatsapp.BusinessProfile]()...))
			if err != nil {
				return err
			}
			return s.show(profile, func() details {
				return details{
					{"About", profile.About},
					{"Description", profile.Description},
					{"Address", profile.Address},
					{"Email", profile.Email},
					{"Websites", strings.Join(profile.Websites, ", ")},
					{"Vertical", string(profile.Vertical)},
				}
			})
		},
	})
}

func newNumbersProfileSet(s *shell) *cobra.Command {
	var about, description, address, email, vertical, picture string
	var websites []string
	command := s.withApp(s.withNumber(&cobra.Command{
		Use:     "set",
		Short:   "Change the profile; \"\" clears",
		Example: "  whatsapp numbers profile set --about 'Open from 9 to 5' --website https://shop.test --picture logo.png",
		Args:    exactArgs(),
	}))
	flags := command.Flags()
	flags.StringVar(&about, "about", "", "1 to 139 characters; cannot be cleared")
	flags.StringVar(&description, "description", "", "at most 512 characters")
	flags.StringVar(&address, "address", "", "at most 256 characters")
	flags.StringVar(&email, "email", "", "at most 128 characters")
	flags.StringVar(&vertical, "vertical", "", "industry, such as RETAIL")
	flags.StringArrayVar(&websites, "website", nil, "at most two addresses")
	flags.StringVar(&picture, "picture", "", "`file` with the picture, a square JPEG or PNG; needs the id of the app")
	command.RunE = func(command *cobra.Command, _ []string) error {
		client, numberID, err := s.onNumber()
		if err != nil {
			return err
		}
		changed := command.Flags().Changed
		var request whatsapp.UpdateBusinessProfileRequest
		texts := false
		for _, text := range []struct {
			flag string
			from *string
			to   **string
		}{
			{"about", &about, &request.About},
			{"description", &description, &request.Description},
			{"address", &address, &request.Address},
			{"email", &email, &request.Email},
		} {
			if changed(text.flag) {
				*text.to, texts = text.from, true
			}
		}
		if changed("vertical") {
			request.Vertical, texts = new(whatsapp.BusinessVertical(strings.ToUpper(vertical))), true
		}
		if changed("website") {
			request.Websites, texts = notEmpty(websites), true
		}
		switch {
		case !texts && !changed("picture"):
			return usagef(command, "nothing to change is given")
		case texts:
			err = client.BusinessProfiles.Update(command.Context(), numberID, request)
		}
		if err == nil && changed("picture") {
			err = s.setPicture(command, client, numberID, picture)
		}
		if err != nil {
			return err
		}
		return s.say(map[string]bool{"success": true}, "Changed.")
	}
	return command
}

// notEmpty leaves out empty texts. The list is never nil, because an empty one
// clears.
func notEmpty(values []string) []string {
	kept := []string{}
	for _, value := range values {
		if value != "" {
			kept = append(kept, value)
		}
	}
	return kept
}

func (s *shell) setPicture(command *cobra.Command, client *whatsapp.Client, numberID, path string) error {
	settings, err := s.settings()
	if err != nil {
		return err
	}
	appID, err := settings.app()
	if err != nil {
		return err
	}
	file, err := os.Open(s.path(path))
	if err != nil {
		return err
	}
	defer file.Close()
	return client.BusinessProfiles.SetPicture(command.Context(), appID, numberID, whatsapp.File{Content: file, Name: filepath.Base(path)})
}
