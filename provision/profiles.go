package provision

import (
	"context"

	"github.com/wabakit/whatsapp"
)

// Profile declares what people see of the business behind a phone number. The
// picture is not part of it: Graph does not say which one there is.
type Profile struct {
	// About cannot be cleared.
	About       *string                    `json:"about,omitzero"`
	Address     *string                    `json:"address,omitzero"`
	Description *string                    `json:"description,omitzero"`
	Email       *string                    `json:"email,omitzero"`
	Vertical    *whatsapp.BusinessVertical `json:"vertical,omitzero"`
	// Websites are at most two; an empty list clears them.
	Websites []string `json:"websites,omitzero"`
}

var profiles = &definition[Profile]{
	kind: KindProfile,
	ofNumber: singleOf("profile",
		func(n *PhoneNumber) *Profile { return n.Profile },
		func(n *PhoneNumber, p *Profile) { n.Profile = p }),
	identify: alone[Profile],
	read: func(ctx context.Context, s *session, scope Target, _ []*Profile) ([]found[Profile], error) {
		fields := whatsapp.WithFields("about", "address", "description", "email", "vertical", "websites")
		there, err := s.client.BusinessProfiles.Get(ctx, scope.PhoneNumberID, fields)
		if err != nil {
			return nil, err
		}
		return onlyOne(Profile{
			About: given(there.About), Address: given(there.Address), Description: given(there.Description),
			Email: given(there.Email), Vertical: given(there.Vertical), Websites: there.Websites,
		}), nil
	},
	validate: func(want *Profile, _ *found[Profile]) error { return want.request().Validate() },
	update: func(ctx context.Context, s *session, scope Target, want *Profile, _ *found[Profile]) error {
		return s.client.BusinessProfiles.Update(ctx, scope.PhoneNumberID, want.request())
	},
}

func (p *Profile) request() whatsapp.UpdateBusinessProfileRequest {
	return whatsapp.UpdateBusinessProfileRequest{
		About: p.About, Address: p.Address, Description: p.Description, Email: p.Email, Vertical: p.Vertical, Websites: p.Websites,
	}
}
