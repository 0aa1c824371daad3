package cli

import (
	"context"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/wabakit/whatsapp"
)

const mediaHelp = `

The media is a file, which is checked and uploaded first, a link from which Meta
fetches it (https://...), or the id of uploaded media (id:1234).`

// mediaSource is where media comes from: one of ID and Link.
type mediaSource struct{ id, link, filename string }

// media finds out what an argument means, and checks and uploads a file. For a
// dry run, a file gets no id.
func (f *sender) media(ctx context.Context, argument string, kind mediaKind) (mediaSource, error) {
	switch {
	case strings.HasPrefix(argument, "https://"), strings.HasPrefix(argument, "http://"):
		return mediaSource{link: argument}, nil
	case strings.HasPrefix(argument, "id:"):
		return mediaSource{id: argument[len("id:"):]}, nil
	}
	if err := f.shell.checkUpload(ctx, argument, kind); err != nil {
		return mediaSource{}, err
	}
	name := filepath.Base(argument)
	if f.dryRun {
		return mediaSource{id: "(the id of " + name + ", once it is uploaded)", filename: name}, nil
	}
	client, numberID, err := f.shell.onNumber() //nolint:contextcheck // the question to a simulator ends within a second
	if err != nil {
		return mediaSource{}, err
	}
	id, err := f.shell.upload(ctx, client, numberID, argument, "")
	return mediaSource{id: id, filename: name}, err
}

// mediaCommand is a sendCommand whose content is media. The kind may depend on
// flags.
func (s *shell) mediaCommand(command *cobra.Command, kind func() mediaKind, content func(source mediaSource) whatsapp.Content) *cobra.Command {
	command.Long = command.Short + "." + command.Long + mediaHelp
	return s.sendCommand(command, []string{"the media"}, func(f *sender, args []string) (whatsapp.Content, error) {
		source, err := f.media(command.Context(), args[0], kind())
		if err != nil {
			return nil, err
		}
		return content(source), nil
	})
}

func captionFlag(command *cobra.Command, caption *string) {
	command.Flags().StringVar(caption, "caption", "", "`text` below it, at most 1024 characters")
}

func newSendImage(s *shell) *cobra.Command {
	var caption string
	command := &cobra.Command{
		Use: "image TO MEDIA", Short: "Send an image",
		Long:    " JPEG and PNG, up to 5 MB.",
		Example: "  whatsapp send image +15550001234 parcel.jpg --caption 'Here it is.'",
	}
	captionFlag(command, &caption)
	return s.mediaCommand(command, imageKind.always, func(m mediaSource) whatsapp.Content {
		return whatsapp.Image{ID: m.id, Link: m.link, Caption: caption}
	})
}

func newSendVideo(s *shell) *cobra.Command {
	var caption string
	command := &cobra.Command{Use: "video TO MEDIA", Short: "Send a video", Long: " MP4 and 3GPP, up to 16 MB."}
	captionFlag(command, &caption)
	return s.mediaCommand(command, videoKind.always, func(m mediaSource) whatsapp.Content {
		return whatsapp.Video{ID: m.id, Link: m.link, Caption: caption}
	})
}

func newSendAudio(s *shell) *cobra.Command {
	var voice bool
	command := &cobra.Command{Use: "audio TO MEDIA", Short: "Send a sound or a voice message", Long: " Up to 16 MB."}
	command.Flags().BoolVar(&voice, "voice", false, "show it as a voice message; it must be OGG with the OPUS codec")
	kind := func() mediaKind {
		if voice {
			return voiceKind
		}
		return audioKind
	}
	return s.mediaCommand(command, kind, func(m mediaSource) whatsapp.Content {
		return whatsapp.Audio{ID: m.id, Link: m.link, Voice: voice}
	})
}

func newSendDocument(s *shell) *cobra.Command {
	var caption, filename string
	command := &cobra.Command{Use: "document TO MEDIA", Short: "Send a file", Long: " Up to 100 MB."}
	captionFlag(command, &caption)
	command.Flags().StringVar(&filename, "filename", "", "`name` that the recipient sees, in place of the file's")
	return s.mediaCommand(command, documentKind.always, func(m mediaSource) whatsapp.Content {
		if filename == "" {
			filename = m.filename
		}
		return whatsapp.Document{ID: m.id, Link: m.link, Caption: caption, Filename: filename}
	})
}

func newSendSticker(s *shell) *cobra.Command {
	command := &cobra.Command{Use: "sticker TO MEDIA", Short: "Send a sticker", Long: " WebP of 512 by 512 pixels: up to 100 KB, animated 500 KB."}
	return s.mediaCommand(command, stickerKind.always, func(m mediaSource) whatsapp.Content {
		return whatsapp.Sticker{ID: m.id, Link: m.link}
	})
}

func newSendLocation(s *shell) *cobra.Command {
	var name, address string
	command := &cobra.Command{
		Use:     "location TO LATITUDE LONGITUDE",
		Short:   "Send a point on the map",
		Example: "  whatsapp send location +15550001234 52.5163 13.3777 --name 'Brandenburg Gate'\n  whatsapp send location +15550001234 -33.8568 151.2153",
	}
	command.Flags().StringVar(&name, "name", "", "name of the place")
	command.Flags().StringVar(&address, "address", "", "its address; shown only with a name")
	return s.sendCommand(command, []string{"the latitude", "the longitude"}, func(_ *sender, args []string) (whatsapp.Content, error) {
		var degrees [2]float64
		for i, title := range []string{"latitude", "longitude"} {
			var err error
			text := strings.Replace(args[i], minus, "-", 1)
			if degrees[i], err = strconv.ParseFloat(text, 64); err != nil {
				return nil, usagef(command, "invalid %s %q; want degrees such as 52.5163", title, text)
			}
		}
		return whatsapp.Location{Latitude: degrees[0], Longitude: degrees[1], Name: name, Address: address}, nil
	})
}

func newSendContact(s *shell) *cobra.Command {
	var phones, emails []string
	var company string
	command := &cobra.Command{
		Use:     "contact TO NAME",
		Short:   "Send a contact card",
		Example: "  whatsapp send contact +15550001234 'Support line' --phone +15550100200 --email help@shop.test",
	}
	command.Flags().StringArrayVar(&phones, "phone", nil, "phone `number`; the card offers to chat with it")
	command.Flags().StringArrayVar(&emails, "email", nil, "email `address`")
	command.Flags().StringVar(&company, "company", "", "name of the company")
	return s.sendCommand(command, []string{"the name"}, func(_ *sender, args []string) (whatsapp.Content, error) {
		contact := whatsapp.Contact{Name: whatsapp.ContactName{FormattedName: args[0], FirstName: args[0]}}
		for _, phone := range phones {
			contact.Phones = append(contact.Phones, whatsapp.ContactPhone{Phone: phone, WAID: digitsOf(phone)})
		}
		for _, email := range emails {
			contact.Emails = append(contact.Emails, whatsapp.ContactEmail{Email: email})
		}
		if company != "" {
			contact.Organization = &whatsapp.ContactOrganization{Company: company}
		}
		return whatsapp.Contacts{contact}, nil
	})
}

func digitsOf(phone string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, phone)
}
