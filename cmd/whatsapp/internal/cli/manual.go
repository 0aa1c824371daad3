package cli

import (
	"fmt"
	"os"
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
		Example: "  whatsapp manual ~/.local/share/man/man1",
		Args:    exactArgs("the folder"),
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
			return nil
		},
	}
}
