package cli

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/cobra/doc"

	"github.com/wabakit/whatsapp/internal/atomicfile"
)

// newManual writes the manual pages. They are made from the help, so that both
// say the same.
func newManual(s *shell) *cobra.Command {
	return &cobra.Command{
		Use:   "manual FOLDER",
		Short: "Write the manual pages to a folder",
		Long: `Write a manual page for each command to a folder, in place of those of another
version there. "man whatsapp-send-text" finds them in a folder man1 that man looks
at, such as that of the example.`,
		Example: "  whatsapp manual ~/.local/share/man/man1",
		Args: func(command *cobra.Command, args []string) error {
			if len(args) == 0 {
				return usagef(command, "the folder is missing, such as ~/.local/share/man/man1")
			}
			return exactArgs("the folder")(command, args)
		},
		RunE: func(command *cobra.Command, args []string) error {
			folder := s.path(args[0])
			if err := os.MkdirAll(folder, 0o755); err != nil { //nolint:gosec // manual pages are for everybody
				return err
			}
			if err := writePages(command.Root(), folder); err != nil {
				return err
			}
			pages, err := filepath.Glob(filepath.Join(folder, "whatsapp*.1"))
			if err != nil {
				return err
			}
			written := struct {
				Folder string `json:"folder"`
				Pages  int    `json:"pages"`
			}{args[0], len(pages)}
			return s.say(written, "Wrote %d pages to %s. \"man %s\" shows the first one.",
				written.Pages, written.Folder, filepath.Join(written.Folder, "whatsapp.1"))
		},
	}
}

// writePages writes the page of a command, and those of the commands below it.
func writePages(command *cobra.Command, folder string) error {
	// The date is left out: the same version gives the same pages.
	header := &doc.GenManHeader{Title: "WHATSAPP", Section: "1", Source: "whatsapp " + version(), Date: &time.Time{}}
	var page bytes.Buffer
	if err := doc.GenMan(command, header, &page); err != nil {
		return fmt.Errorf("the manual page of %s: %w", command.CommandPath(), err)
	}
	name := strings.ReplaceAll(command.CommandPath(), " ", "-") + ".1"
	if err := replaceFile(filepath.Join(folder, name), page.Bytes(), atomicfile.Create); err != nil {
		return err
	}
	for _, below := range command.Commands() {
		if !below.IsAvailableCommand() || below.IsAdditionalHelpTopicCommand() {
			continue
		}
		if err := writePages(below, folder); err != nil {
			return err
		}
	}
	return nil
}
