package whatsapp_test

import (
	"bytes"
	"context"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/graphtest"
)

func businessProfileMethods() []method {
	return append(businessProfileReads(), businessProfileChanges()...)
}

const samplePicture = "picture of the desk"

func deskPicture() whatsapp.File {
	return whatsapp.File{Content: strings.NewReader(samplePicture), Name: "desk.png", MIMEType: "image/png"}
}

func shopProfile() whatsapp.BusinessProfile {
	return whatsapp.BusinessProfile{
		About: "Open every day", Address: "1 Market Square, Springfield", Description: "Tools and paint", Email: "desk@shop.test",
		MessagingProduct: "whatsapp", Vertical: whatsapp.BusinessVerticalRetail,
		Websites:          []string{"https://www.shop.test", "https://blog.shop.test"},
		ProfilePictureURL: "https://pps.whatsapp.net/v/t61/picture.jpg",
	}
}

func businessProfileReads() []method {
	get := func(fields ...string) callMethod {
		return func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
			return result(client.BusinessProfiles.Get(ctx, id, withFields(opts, fields...)...))
		}
	}
	getByID := func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
		return result(client.BusinessProfiles.GetByID(ctx, id, opts...))
	}
	profile, node := shopProfile(), shopProfile()
	node.ID, node.AccountName, node.ProfilePictureHandle = profileID, "Shop", "4::handle"
	return []method{
		{
			name: "BusinessProfiles.Get", operation: "GET /{phone-number-id}/whatsapp_business_profile", repeat: whatsapp.RepeatSafe, id: phoneNumberID,
			cases: []exchange{
				one("business_profiles/get_success", get(whatsapp.FieldsOf[whatsapp.BusinessProfile]()...), &profile),
				one("business_profiles/get_documented", get(), &profile),
				one("business_profiles/get_defaults", get(), &whatsapp.BusinessProfile{MessagingProduct: "whatsapp"}),
			},
			holds: func(answer any) any {
				entry := answer.(map[string]any)["data"].([]any)[0].(map[string]any)
				if inner, isWrapped := entry["business_profile"]; isWrapped {
					return inner
				}
				return entry
			},
		},
		{
			name: "BusinessProfiles.GetByID", operation: "GET /{business-profile-id}", repeat: whatsapp.RepeatSafe, id: profileID,
			cases: []exchange{one("business_profiles/get_by_id_success", getByID, &node)},
		},
	}
}

func businessProfileChanges() []method {
	update := func(request whatsapp.UpdateBusinessProfileRequest, first ...whatsapp.RequestOption) callMethod {
		return func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
			return nothing(client.BusinessProfiles.Update(ctx, id, request, append(first, opts...)...))
		}
	}
	updateByID := func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
		request := whatsapp.UpdateBusinessProfileRequest{Description: new("Tools and paint"), AccountName: new("Shop")}
		return nothing(client.BusinessProfiles.UpdateByID(ctx, id, request, opts...))
	}
	setPicture := func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
		return nothing(client.BusinessProfiles.SetPicture(ctx, id, phoneNumberID, deskPicture(), opts...))
	}
	everything := whatsapp.UpdateBusinessProfileRequest{
		About: new("Open every day"), Address: new("1 Market Square, Springfield"), Description: new("Tools and paint"),
		Email: new("desk@shop.test"), Vertical: new(whatsapp.BusinessVerticalRetail),
		Websites: []string{"https://www.shop.test"}, ProfilePictureHandle: new(sampleHandle),
	}
	cleared := whatsapp.UpdateBusinessProfileRequest{
		Address: new(""), Description: new(""), Email: new(""), Vertical: new(whatsapp.BusinessVertical("")), Websites: []string{},
	}
	beyond := whatsapp.UpdateBusinessProfileRequest{About: new(""), AccountName: new("Shop")}
	return []method{
		{
			name: "BusinessProfiles.Update", operation: "POST /{phone-number-id}/whatsapp_business_profile", repeat: whatsapp.RepeatSafe, id: phoneNumberID,
			cases: []exchange{
				one("business_profiles/update_success", update(everything), nil),
				one("business_profiles/update_clear", update(cleared), nil),
				one("business_profiles/update_beyond_limits", update(beyond, whatsapp.WithoutValidation()), nil),
			},
		},
		{
			name: "BusinessProfiles.UpdateByID", operation: "POST /{business-profile-id}", repeat: whatsapp.RepeatSafe, id: profileID,
			cases: []exchange{one("business_profiles/update_by_id_success", updateByID, nil)},
		},
		{
			name: "BusinessProfiles.SetPicture", operation: "POST /{app-id}/uploads", repeat: whatsapp.RepeatSafe, id: appID,
			cases: []exchange{{
				fixtures: []string{"business_profiles/set_picture_start", "business_profiles/set_picture_send", "business_profiles/set_picture_update"},
				call:     setPicture,
			}},
		},
	}
}

func TestBusinessProfileLimits(t *testing.T) {
	t.Parallel()
	long := func(count int) *string { return new(strings.Repeat("ü", count)) }
	tests := map[string]struct {
		request whatsapp.UpdateBusinessProfileRequest
		want    []string
	}{
		"nothing": {whatsapp.UpdateBusinessProfileRequest{}, []string{"about or another field must be set; the request changes nothing"}},
		"an about that is empty": {
			whatsapp.UpdateBusinessProfileRequest{About: new("")}, []string{"about is required"},
		},
		"the longest texts": {whatsapp.UpdateBusinessProfileRequest{About: long(139), Address: long(256), Description: long(512), Email: long(128)}, nil},
		"texts that are too long": {
			whatsapp.UpdateBusinessProfileRequest{About: long(140), Address: long(257), Description: long(513), Email: long(129)},
			[]string{
				"about has 140 characters, at most 139 are allowed", "address has 257 characters, at most 256 are allowed",
				"description has 513 characters, at most 512 are allowed", "email has 129 characters, at most 128 are allowed",
			},
		},
		"three websites": {
			whatsapp.UpdateBusinessProfileRequest{Websites: []string{"https://a.test", "https://b.test", "https://c.test"}},
			[]string{"websites has 3 entries, at most 2 are allowed"},
		},
		"a website without a scheme": {
			whatsapp.UpdateBusinessProfileRequest{Websites: []string{"www.shop.test"}}, []string{"websites[0] must be an http or https URL"},
		},
		"a website that is too long": {
			whatsapp.UpdateBusinessProfileRequest{Websites: []string{"https://a.test/" + strings.Repeat("a", 242)}},
			[]string{"websites[0] has 257 characters, at most 256 are allowed"},
		},
		"an empty handle": {
			whatsapp.UpdateBusinessProfileRequest{ProfilePictureHandle: new("")}, []string{"profile_picture_handle is required"},
		},
		"the name of the account": {
			whatsapp.UpdateBusinessProfileRequest{AccountName: new("Shop")}, []string{"account_name is for the profile's own id; use UpdateByID"},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			call := func(client *whatsapp.Client) error {
				return client.BusinessProfiles.Update(t.Context(), phoneNumberID, test.request)
			}
			if test.want != nil {
				requireNotSent(t, call, test.want...)
				return
			}
			transport, _ := replay(t, recordedSuccess(t))
			require.NoError(t, call(newClient(t, transport)))
		})
	}
}

// recordedSuccess answers any update of a profile.
func recordedSuccess(t testing.TB) fixture {
	t.Helper()
	return readFixture(t, "business_profiles/update_success")
}

func TestProfilePictureNeedsItsPhoneNumber(t *testing.T) {
	t.Parallel()
	requireNotSent(t, func(client *whatsapp.Client) error {
		return client.BusinessProfiles.SetPicture(t.Context(), appID, "", deskPicture())
	}, "phone-number-id must not be empty")
}

// Graph does not say that the id is one of something else.
func TestProfilePictureWithTheIDsInTheWrongOrder(t *testing.T) {
	t.Parallel()
	server, client := world(t)
	err := client.BusinessProfiles.SetPicture(t.Context(), graphtest.PhoneNumberID, graphtest.AppID, deskPicture())
	require.ErrorIs(t, err, whatsapp.ErrNotFound)
	require.ErrorContains(t, err, "; check the order of the ids: first the app, then the phone number")
	require.Len(t, server.Requests(), 1)

	err = client.BusinessProfiles.SetPicture(t.Context(), graphtest.AppID, graphtest.WABAID, deskPicture())
	require.ErrorIs(t, err, whatsapp.ErrNotFound)
	require.NotContains(t, err.Error(), "comes first")
}

func TestProfilePictureFromFileToProfile(t *testing.T) {
	t.Parallel()
	server, client := world(t)
	picture := whatsapp.File{Content: bytes.NewReader([]byte("\x89PNG\r\n\x1a\n and so on")), Name: "desk.png"}
	require.NoError(t, client.BusinessProfiles.SetPicture(t.Context(), graphtest.AppID, graphtest.PhoneNumberID, picture))
	require.Len(t, server.Requests(), 3)
	profile, err := client.BusinessProfiles.GetByID(t.Context(), graphtest.BusinessProfileID,
		whatsapp.WithFields("profile_picture_url", "profile_picture_handle"))
	require.NoError(t, err)
	require.NotEmpty(t, profile.ProfilePictureHandle)
	require.NotEmpty(t, profile.ProfilePictureURL)

	err = client.BusinessProfiles.Update(t.Context(), graphtest.PhoneNumberID,
		whatsapp.UpdateBusinessProfileRequest{ProfilePictureHandle: new("4::made:up")})
	require.ErrorIs(t, err, whatsapp.ErrInvalidRequest)
}
