package cli

import (
	"errors"
	"io"
	"strconv"

	"github.com/spf13/cobra"

	"github.com/wabakit/whatsapp"
)

func newMedia(s *shell) *cobra.Command {
	return group("media", "Upload, download and delete media",
		`Media that is sent or received has an id. It is kept for 30 days; that of a
received message for 7.`,
		newMediaUpload(s), newMediaDownload(s), newMediaShow(s), newMediaDelete(s))
}

func newMediaUpload(s *shell) *cobra.Command {
	var mimeType string
	command := s.withNumber(&cobra.Command{
		Use:     "upload FILE",
		Short:   "Upload a file and print its id",
		Example: "  whatsapp send image +15550001234 id:$(whatsapp media upload parcel.jpg)",
		Args:    exactArgs("the file"),
	})
	command.Flags().StringVar(&mimeType, "type", "", "MIME `type`, by default found out by the content and the name")
	command.RunE = func(command *cobra.Command, args []string) error {
		client, numberID, err := s.onNumber()
		if err != nil {
			return err
		}
		id, err := s.upload(command.Context(), client, numberID, args[0], mimeType)
		if err != nil {
			return err
		}
		return s.sayDone(map[string]string{"id": id}, id, id)
	}
	return command
}

func newMediaDownload(s *shell) *cobra.Command {
	var hash string
	var yes bool
	command := &cobra.Command{
		Use:   "download ID FILE",
		Short: "Download media to a file, or with - to standard output",
		Long: `Download media, go on where the connection breaks, and check the hash. The file
is there when it is complete, and not before. One that is there already is replaced
only after a question, or with --yes.`,
		Args: exactArgs("the id of the media", "the file to write, or -,"),
	}
	command.Flags().StringVar(&hash, "sha256", "", "`hash` that it must have, in hexadecimal, or in base64 as in webhooks")
	yesFlag(command, &yes)
	command.RunE = func(command *cobra.Command, args []string) error {
		if err := s.mayWrite(command, args[1], yes); err != nil {
			return err
		}
		client, err := s.client()
		if err != nil {
			return err
		}
		if args[1] == "-" {
			return toStandardOutput(command, s, client, args[0], hash)
		}
		bar := s.progress(-1, args[1], true)
		options := &whatsapp.DownloadOptions{SHA256: hash, Progress: func(written, total int64) {
			if total > 0 {
				bar.ChangeMax64(total)
			}
			_ = bar.Set64(written)
		}}
		info, err := client.Media.DownloadFile(command.Context(), args[0], behindLink(s.path(args[1])), options)
		_ = bar.Finish()
		if err != nil {
			return err
		}
		return s.say(info, "%s: %s, %s bytes", args[1], clean(info.MIMEType), strconv.FormatInt(info.FileSize, 10))
	}
	return command
}

// toStandardOutput prints nothing but the bytes. Those of a wrong hash cannot
// be taken back: the exit code says so.
func toStandardOutput(command *cobra.Command, s *shell, client *whatsapp.Client, id, hash string) error {
	if s.json {
		return usagef(command, "--json and media on standard output exclude each other")
	}
	if hash != "" {
		return usagef(command, "--sha256 needs a file: what is printed cannot be taken back")
	}
	stream, err := client.Media.Open(command.Context(), id)
	if err != nil {
		return err
	}
	_, err = io.Copy(s.Out, stream)
	return errors.Join(err, stream.Close())
}

func newMediaShow(s *shell) *cobra.Command {
	return &cobra.Command{
		Use:   "show ID",
		Short: "Show the type, size and hash of media",
		Args:  exactArgs("the id of the media"),
		RunE: func(command *cobra.Command, args []string) error {
			client, err := s.client()
			if err != nil {
				return err
			}
			info, err := client.Media.Get(command.Context(), args[0])
			if err != nil {
				return err
			}
			return s.show(info, func() details {
				return details{
					{"ID", info.ID},
					{"Type", info.MIMEType},
					{"Bytes", strconv.FormatInt(info.FileSize, 10)},
					{"SHA-256", info.SHA256},
				}
			})
		},
	}
}

func newMediaDelete(s *shell) *cobra.Command {
	var yes bool
	command := &cobra.Command{
		Use:   "delete ID",
		Short: "Delete media",
		Args:  exactArgs("the id of the media"),
	}
	yesFlag(command, &yes)
	command.RunE = func(command *cobra.Command, args []string) error {
		client, err := s.client()
		if err != nil {
			return err
		}
		if err := s.confirm(command, yes, "This deletes the media "+args[0]+"."); err != nil {
			return err
		}
		if err := client.Media.Delete(command.Context(), args[0]); err != nil {
			return err
		}
		return s.say(map[string]bool{"success": true}, "Deleted.")
	}
	return command
}
