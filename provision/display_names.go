package provision

import (
	"context"

	"github.com/wabakit/whatsapp"
)

// displayName is the member display_name of a phone number.
type displayName struct {
	Name string `json:"display_name"`
}

// displayNames are requested, and reviewed by Meta. An approved name shows once
// the number is registered again, which is not done here.
var displayNames = &definition[displayName]{
	kind: KindDisplayName,
	ofNumber: singleOf("display_name",
		func(n *PhoneNumber) *displayName {
			if n.DisplayName == "" {
				return nil
			}
			return &displayName{n.DisplayName}
		},
		func(n *PhoneNumber, name *displayName) { n.DisplayName = name.Name }),
	identify: alone[displayName],
	read:     readDisplayName,
	judge: func(v *verdict, want *displayName, have *found[displayName]) {
		v.change.Reviewed = v.change.Action == ActionUpdate
		if have.status == string(whatsapp.NameStatusDeclined) && v.change.Action == "" && want.Name == have.value.Name {
			v.change.Warnings = append(v.change.Warnings, "Meta has declined the name")
		}
		if v.change.Reviewed {
			v.change.Warnings = append(v.change.Warnings, "a number has 10 changes of its name in 30 days; it shows once the number is registered again")
		}
	},
	reviewOf: func(have *found[displayName]) review {
		switch whatsapp.NameStatus(have.status) {
		case whatsapp.NameStatusPendingReview:
			return review{open: true}
		case whatsapp.NameStatusDeclined:
			return review{rejected: "Meta has declined the name"}
		}
		return review{}
	},
	validate: func(want *displayName, _ *found[displayName]) error {
		if length := len([]rune(want.Name)); length < 2 || length > 75 {
			return &whatsapp.ValidationError{Violations: []whatsapp.Violation{{Problem: "must have 2 to 75 characters"}}}
		}
		return nil
	},
	update: func(ctx context.Context, s *session, scope Target, want *displayName, _ *found[displayName]) error {
		return s.client.PhoneNumbers.RequestDisplayName(ctx, scope.PhoneNumberID, want.Name)
	},
}

// readDisplayName returns the name that was requested last, if there is one.
func readDisplayName(ctx context.Context, s *session, scope Target, wanted []*displayName) ([]found[displayName], error) {
	fields := whatsapp.WithFields("verified_name", "name_status", "new_display_name", "new_name_status")
	number, err := s.client.PhoneNumbers.Get(ctx, scope.PhoneNumberID, fields)
	if err != nil {
		return nil, err
	}
	current := found[displayName]{value: displayName{number.VerifiedName}}
	isWanted := len(wanted) == 1 && wanted[0].Name == number.VerifiedName
	if number.NewDisplayName != "" && number.NewDisplayName != number.VerifiedName && !isWanted {
		current.value.Name, current.status = number.NewDisplayName, string(number.NewNameStatus)
	}
	return []found[displayName]{current}, nil
}
