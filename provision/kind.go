package provision

import (
	"context"
	"fmt"
)

// A kind is one kind of thing that a document declares. A definition implements
// it.
type kind interface {
	name() Kind
	// declared lists what an account of a document says of this kind.
	declared(account *Account, place string) []declaration
	// plan compares all declarations of one scope with what there is.
	plan(ctx context.Context, s *session, scope Target, declared []declaration) ([]verdict, error)
	// apply makes one change, unless it is made already.
	apply(ctx context.Context, s *session, change Change) (Outcome, error)
	// review returns where the review of a thing stands.
	review(ctx context.Context, s *session, target Target) (review, error)
	// export reads what there is and adds it to the account.
	export(ctx context.Context, s *session, account *Account) (func(*Document), error)
	exportNumber(ctx context.Context, s *session, accountID string, number *PhoneNumber) (func(*Document), error)
}

// kinds are all kinds, with those first that others depend on.
func kinds() []kind {
	return []kind{
		users, subscriptions, displayNames, profiles, automations, commerce, calling, webhookOverrides,
		flows, templates, welcomeSequences, qrCodes,
	}
}

func kindNamed(name Kind) (kind, error) {
	for _, kind := range kinds() {
		if kind.name() == name {
			return kind, nil
		}
	}
	return nil, fmt.Errorf("provision: unknown kind %q", name)
}

// A declaration is one thing that a document declares.
type declaration struct {
	target Target
	path   string // in the document
	want   any    // *T of the definition
}

// A verdict is what the comparison of a declaration with what there is has
// found.
type verdict struct {
	change      Change // without an Action if nothing changes
	underReview bool
	wait        bool // the change is blocked until a review ends
	mistakes    []Mistake
}

// A review is the state of a review by Meta.
type review struct {
	open     bool
	rejected string // why, if it was
}
