package cli

import (
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/wabakit/whatsapp/webhook"
	"github.com/wabakit/whatsapp/webhook/webhooktest"
)

// A kindFilter lets events through by their kind or webhook field. An empty one
// lets all of them through.
type kindFilter []string

// filterFlag adds the flag that selects events.
func filterFlag(command *cobra.Command, filter *[]string) {
	command.Flags().StringSliceVar(filter, "events", nil,
		"only these `kinds`: message, status.failed, template, ... as \"whatsapp trigger --list\" names them, or webhook fields")
}

// matches reports whether an event is let through: by its kind, by the words
// that its kind begins with, in the singular or plural, or by its field. The
// field messages has statuses too, and so stands for messages alone.
func (f kindFilter) matches(event webhook.Event) bool {
	if len(f) == 0 {
		return true
	}
	kind := webhooktest.KindOf(event)
	about, _, _ := strings.Cut(kind, ".")
	return slices.ContainsFunc(f, func(wanted string) bool {
		wanted = strings.ToLower(strings.TrimSpace(wanted))
		switch wanted {
		case about, about + "s", about + "es", kind:
			return true
		case webhook.FieldMessages:
			return false
		}
		return strings.HasPrefix(kind, wanted+".") || wanted == event.Field()
	})
}

// matchesBody reports whether any event of a body is let through.
func (f kindFilter) matchesBody(body []byte) bool {
	return len(f) == 0 || slices.ContainsFunc(eventsOf(body), f.matches)
}
