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
	return slices.ContainsFunc(f, func(wanted string) bool { return f.selects(wanted, kind, event.Field()) })
}

func (kindFilter) selects(wanted, kind, field string) bool {
	about, _, _ := strings.Cut(kind, ".")
	wanted = strings.ToLower(strings.TrimSpace(wanted))
	switch wanted {
	case about, about + "s", about + "es", kind:
		return true
	case webhook.FieldMessages:
		return false
	}
	return strings.HasPrefix(kind, wanted+".") || wanted == field
}

// check refuses words that no event matches.
func (f kindFilter) check(command *cobra.Command) error {
	for _, word := range f {
		if !slices.ContainsFunc(webhooktest.Kinds(), func(kind string) bool { return f.selects(word, kind, fieldOf(kind)) }) {
			return usagef(command, "no event is of the kind %q; \"whatsapp trigger --list\" has the kinds", word)
		}
	}
	return nil
}

// fieldOf returns the webhook field of a kind.
func fieldOf(kind string) string {
	body, err := webhooktest.Body(kind, nil)
	if err != nil {
		return ""
	}
	for _, event := range eventsOf(body) {
		return event.Field()
	}
	return ""
}

// matchesBody reports whether any event of a body is let through.
func (f kindFilter) matchesBody(body []byte) bool {
	return len(f) == 0 || slices.ContainsFunc(eventsOf(body), f.matches)
}
