package provision

import (
	"context"
	"fmt"

	"github.com/wabakit/whatsapp"
)

// WelcomeSequence declares a welcome message sequence of an account. Its name
// identifies it; Graph lets several have the same name, and then none of them
// is changed.
type WelcomeSequence struct {
	// Name identifies the sequence within the account.
	Name string `json:"name" identity:"name"`
	// State is absent to delete the sequence.
	State   State                   `json:"state,omitzero"`
	Message whatsapp.WelcomeMessage `json:"welcome_message_sequence,omitzero"`
}

var welcomeSequences = &definition[WelcomeSequence]{
	kind: KindWelcomeSequence,
	ofAccount: &field[Account, WelcomeSequence]{
		name: "welcome_sequences",
		get:  func(a *Account) []WelcomeSequence { return a.WelcomeSequences },
		set:  func(a *Account, list []WelcomeSequence) { a.WelcomeSequences = list },
	},
	identify: func(w *WelcomeSequence) (string, State) { return w.Name, w.State },
	whole:    []string{"welcome_message_sequence"},
	read: func(ctx context.Context, s *session, scope Target, _ []*WelcomeSequence) ([]found[WelcomeSequence], error) {
		var list []found[WelcomeSequence]
		for sequence, err := range s.client.WelcomeSequences.All(ctx, scope.AccountID, nil) {
			if err != nil {
				return nil, err
			}
			one := found[WelcomeSequence]{
				name: sequence.Name, id: sequence.ID,
				value: WelcomeSequence{Name: sequence.Name, Message: rewritten(sequence.Message)},
			}
			if sequence.IsUsedInAd {
				one.status = usedInAd
			}
			list = collect(list, one)
		}
		return list, nil
	},
	judge: func(v *verdict, _ *WelcomeSequence, have *found[WelcomeSequence]) {
		changes := v.change.Action == ActionUpdate || v.change.Action == ActionDelete
		switch {
		case !changes:
		case len(have.others) > 0:
			v.change.Blocked = fmt.Sprintf("%d sequences have this name; give each a name of its own", 1+len(have.others))
		case have.status == usedInAd:
			v.change.Blocked = "an active ad uses it"
		case v.change.Action == ActionDelete:
			v.change.Irreversible = []string{"the sequence is gone"}
		}
	},
	validate: func(want *WelcomeSequence, _ *found[WelcomeSequence]) error {
		return whatsapp.CreateWelcomeSequenceRequest{Name: want.Name, Message: want.Message}.Validate()
	},
	create: func(ctx context.Context, s *session, scope Target, want *WelcomeSequence) error {
		request := whatsapp.CreateWelcomeSequenceRequest{Name: want.Name, Message: want.Message}
		_, err := s.client.WelcomeSequences.Create(ctx, scope.AccountID, request)
		return err
	},
	update: func(ctx context.Context, s *session, scope Target, want *WelcomeSequence, have *found[WelcomeSequence]) error {
		return s.client.WelcomeSequences.Update(ctx, scope.AccountID, have.id, whatsapp.UpdateWelcomeSequenceRequest{Message: &want.Message})
	},
	remove: func(ctx context.Context, s *session, scope Target, have *found[WelcomeSequence]) error {
		return s.client.WelcomeSequences.Delete(ctx, scope.AccountID, have.id)
	},
}

const usedInAd = "used in an ad"

// rewritten drops the form in which a message was read: some answers have it as
// a text. A message in a form that is not known stays as it is.
func rewritten(message whatsapp.WelcomeMessage) whatsapp.WelcomeMessage {
	known := whatsapp.WelcomeMessage{Text: message.Text, AutofillMessage: message.AutofillMessage, IceBreakers: message.IceBreakers}
	if known.IsZero() {
		return message
	}
	return known
}
