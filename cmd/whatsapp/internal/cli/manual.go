package cli

import (
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/cobra/doc"
)

// newManual writes the manual pages. They are made from the help, so that both
// say the same.
func newManual(s *shell) *cobra.Command {
	return &cobra.Command{
		Use:     "manual FOLDER",
		Short:   "Write the manual pages to a folder",
		Long:    "Write a manual page for each command to a folder. \"man whatsapp-send-text\" finds\nthem in a folder man1 that man looks at, such as that of the example.",
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
			// The date is left out: the same version gives the same pages.
			header := &doc.GenManHeader{Title: "WHATSAPP", Section: "1", Source: "whatsapp " + version(), Date: &time.Time{}}
			if err := doc.GenManTree(command.Root(), header, folder); err != nil {
				return fmt.Errorf("the manual pages: %w", err)
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
