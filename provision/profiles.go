package provision

import (
	"context"

	"github.com/wabakit/whatsapp"
)

// Profile declares what people see of the business behind a phone number.
type Profile struct {
	// About has 1 to 139 characters; it cannot be cleared.
	About *string `json:"about,omitzero"`
	// Address has at most 256 characters; an empty text clears it.
	Address *string `json:"address,omitzero"`
	// Description has at most 512 characters; an empty text clears it.
	Description *string `json:"description,omitzero"`
	// Email has at most 128 characters; an empty text clears it.
	Email    *string                    `json:"email,omitzero"`
	Vertical *whatsapp.BusinessVertical `json:"vertical,omitzero"`
	// Websites are at most two addresses, with http:// or https://; an empty
	// list clears them.
	Websites []string `json:"websites,omitzero"`
	Picture  *Picture `json:"picture,omitzero"`
}

var profiles = &definition[Profile]{
	kind: KindProfile,
	ofNumber: singleOf("profile",
		func(n *PhoneNumber) *Profile { return n.Profile },
		func(n *PhoneNumber, p *Profile) { n.Profile = p }),
	identify: alone[Profile],
	read:     readProfile,
	complete: withDigest,
	comparable: func(p *Profile) any {
		compared := comparedProfile{Profile: *p}
		if p.Picture != nil {
			compared.Picture = "sha256:" + p.Picture.SHA256
		}
		return compared
	},
	judge: judgePicture,
	validate: func(want *Profile, _ *found[Profile]) error {
		request := want.request()
		if want.Picture != nil {
			request.ProfilePictureHandle = new("comes with the upload")
		}
		return request.Validate()
	},
	update: updateProfile,
}

// comparedProfile has a picture's hash only: its path does not matter.
type comparedProfile struct {
	Profile
	Picture string `json:"picture,omitzero"`
}

func readProfile(ctx context.Context, s *session, scope Target, _ []*Profile) ([]found[Profile], error) {
	fields := whatsapp.WithFields("about", "address", "description", "email", "vertical", "websites", "profile_picture_url")
	there, err := s.client.BusinessProfiles.Get(ctx, scope.PhoneNumberID, fields)
	if err != nil {
		return nil, err
	}
	list := onlyOne(Profile{
		About: given(there.About), Address: given(there.Address), Description: given(there.Description),
		Email: given(there.Email), Vertical: given(there.Vertical), Websites: there.Websites,
	})
	if there.ProfilePictureURL == "" {
		return list, nil
	}
	list[0].omitted = []string{"the picture, of which Graph returns a copy only"}
	return list, s.readPicture(ctx, scope, &list[0])
}

// updateProfile uploads a picture only if it is another one. The record gets it
// last: a run that was cut off before sets it once more.
func updateProfile(ctx context.Context, s *session, scope Target, want *Profile, have *found[Profile]) error {
	request := want.request()
	isNew := want.Picture != nil && have.status != pictureUnknown &&
		(have.value.Picture == nil || have.value.Picture.SHA256 != want.Picture.SHA256)
	if isNew {
		handle, err := s.uploadPicture(ctx, want.Picture)
		if err != nil {
			return err
		}
		request.ProfilePictureHandle = &handle
	}
	if err := s.client.BusinessProfiles.Update(ctx, scope.PhoneNumberID, request); err != nil || !isNew || s.record == nil {
		return err
	}
	return s.record.Put(ctx, pictureKey(scope), want.Picture.SHA256)
}

func (p *Profile) request() whatsapp.UpdateBusinessProfileRequest {
	return whatsapp.UpdateBusinessProfileRequest{
		About: p.About, Address: p.Address, Description: p.Description, Email: p.Email, Vertical: p.Vertical, Websites: p.Websites,
	}
}
