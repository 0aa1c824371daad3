package whatsapp

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"github.com/wabakit/whatsapp/internal/graphjson"
)

// BusinessProfileService reads and changes what people see of a business when
// they tap its name in WhatsApp. Every phone number has a profile of its own.
//
// https://developers.facebook.com/docs/whatsapp/cloud-api/reference/business-profiles
type BusinessProfileService service

const profileOfNumber = "/{phone-number-id}/whatsapp_business_profile"

// Get returns the profile of a phone number. [WithFields] selects what it
// holds; [FieldsOf] lists what there is. Name the fields: without any, Graph
// decides which ones come.
//
//	GET /{phone-number-id}/whatsapp_business_profile
//
// Permission: whatsapp_business_messaging or whatsapp_business_management.
func (s *BusinessProfileService) Get(ctx context.Context, phoneNumberID string, opts ...RequestOption) (*BusinessProfile, error) {
	op := operation(http.MethodGet, profileOfNumber, phoneNumberID)
	first := func(*BusinessProfile) bool { return true }
	return decodeOne(ctx, s.client, op, opts, phoneNumberID, first)
}

// Update changes the profile of a phone number. What is nil stays as it is.
//
//	POST /{phone-number-id}/whatsapp_business_profile
//
// Permission: whatsapp_business_messaging or whatsapp_business_management. Code
// 100 with HTTP status 422 says that the handle of the picture is wrong or too
// old.
func (s *BusinessProfileService) Update(ctx context.Context, phoneNumberID string, request UpdateBusinessProfileRequest, opts ...RequestOption) error {
	op := operation(http.MethodPost, profileOfNumber, phoneNumberID)
	op.checks = []validator{profileOfNumberCheck{request}}
	return s.update(ctx, op, request, opts)
}

// SetPicture uploads a picture in a session of its own and puts it into the
// profile of a phone number. The picture is a JPEG or PNG file of at most 5 MB,
// best of 640 by 640 pixels.
//
//	POST /{app-id}/uploads
//	POST /{upload-session-id}
//	POST /{phone-number-id}/whatsapp_business_profile
//
// Permission: whatsapp_business_messaging or whatsapp_business_management. An
// upload that breaks off is an [*UploadError], whose session
// [UploadService.Resume] takes up. Give the handle that it returns to
// [BusinessProfileService.Update].
func (s *BusinessProfileService) SetPicture(ctx context.Context, appID, phoneNumberID string, picture File, opts ...RequestOption) error {
	update := operation(http.MethodPost, profileOfNumber, phoneNumberID)
	if _, _, err := update.pathBelow(""); err != nil {
		return err // before the upload, which would be in vain
	}
	handle, err := s.client.Uploads.Upload(ctx, appID, picture, opts...)
	if refused, isRefused := errors.AsType[*GraphAPIError](err); isRefused && refused.Is(ErrNotFound) && refused.Operation == http.MethodPost+" "+uploadsOfApp {
		return fmt.Errorf("%w; check the order of the ids: first the app, then the phone number", err)
	}
	if err != nil {
		return err
	}
	return s.update(ctx, update, UpdateBusinessProfileRequest{ProfilePictureHandle: &handle}, opts)
}

// GetByID returns a profile by its own id, and not by that of a phone number.
// [WithFields] selects what it holds.
//
//	GET /{business-profile-id}
//
// Permission: whatsapp_business_management.
func (s *BusinessProfileService) GetByID(ctx context.Context, profileID string, opts ...RequestOption) (*BusinessProfile, error) {
	return decode[BusinessProfile](ctx, s.client, operation(http.MethodGet, "/{business-profile-id}", profileID), opts)
}

// UpdateByID changes a profile by its own id. What is nil stays as it is.
//
//	POST /{business-profile-id}
//
// Permission: whatsapp_business_management.
func (s *BusinessProfileService) UpdateByID(ctx context.Context, profileID string, request UpdateBusinessProfileRequest, opts ...RequestOption) error {
	return s.update(ctx, operation(http.MethodPost, "/{business-profile-id}", profileID), request, opts)
}

func (s *BusinessProfileService) update(ctx context.Context, op Operation, request UpdateBusinessProfileRequest, opts []RequestOption) error {
	op.Body = request
	op.product = true
	op.Repeat = RepeatSafe
	return s.client.perform(ctx, op, nil, opts)
}

// BusinessProfile is Graph's WhatsAppBusinessProfile. Only the fields that were
// asked for are filled.
type BusinessProfile struct {
	// ID and AccountName come with [BusinessProfileService.GetByID] only.
	ID          string `json:"id,omitempty" fields:"-"`
	AccountName string `json:"account_name,omitempty" fields:"-"`

	About            string           `json:"about"`
	Address          string           `json:"address"`
	Description      string           `json:"description"`
	Email            string           `json:"email"`
	MessagingProduct string           `json:"messaging_product"`
	Vertical         BusinessVertical `json:"vertical"`
	Websites         []string         `json:"websites,omitzero"`
	// ProfilePictureURL is where the picture can be fetched.
	ProfilePictureURL string `json:"profile_picture_url"`
	// ProfilePictureHandle is the upload that the picture comes from.
	ProfilePictureHandle string `json:"profile_picture_handle,omitempty" fields:"-"`
}

// UnmarshalJSON accepts the members as Graph sends them, and inside
// business_profile as its document has them.
func (p *BusinessProfile) UnmarshalJSON(data []byte) error { return readGraph(data, p) }

func (p *BusinessProfile) decodeGraph(d *graphjson.Decoder) bool {
	type fields BusinessProfile
	var wire struct {
		fields
		Inner *fields `json:"business_profile"`
	}
	if !d.Decode(&wire) {
		return false
	}
	if wire.Inner != nil {
		wire.fields = *wire.Inner
	}
	*p = BusinessProfile(wire.fields)
	return true
}

// UpdateBusinessProfileRequest changes a profile. What is nil stays as it is;
// an empty text clears a field, and an empty list of Websites all of them.
type UpdateBusinessProfileRequest struct {
	// About has 1 to 139 characters; it cannot be cleared.
	About *string `json:"about,omitzero"`
	// Address has at most 256 characters.
	Address *string `json:"address,omitzero"`
	// Description has at most 512 characters.
	Description *string `json:"description,omitzero"`
	// Email has at most 128 characters.
	Email    *string           `json:"email,omitzero"`
	Vertical *BusinessVertical `json:"vertical,omitzero"`
	// Websites are at most two addresses of at most 256 characters, each with
	// http:// or https://.
	Websites []string `json:"websites,omitzero"`
	// ProfilePictureHandle is what [UploadService.Upload] returns; see
	// [BusinessProfileService.SetPicture].
	ProfilePictureHandle *string `json:"profile_picture_handle,omitzero"`
	// AccountName has 1 to 75 characters. It is for
	// [BusinessProfileService.UpdateByID].
	AccountName *string `json:"account_name,omitzero"`
}

// The limits of a profile, in characters unless another unit is said.
const (
	maxProfileAbout       = 139
	maxProfileAddress     = 256
	maxProfileDescription = 512
	maxProfileEmail       = 128
	maxProfileWebsite     = 256
	maxProfileWebsites    = 2 // addresses
	maxAccountName        = 75
)

// Validate checks the limits that Meta documents.
func (r UpdateBusinessProfileRequest) Validate() error {
	var found violations
	found.optionalLength("about", r.About, 1, maxProfileAbout)
	found.optionalLength("address", r.Address, 0, maxProfileAddress)
	found.optionalLength("description", r.Description, 0, maxProfileDescription)
	found.optionalLength("email", r.Email, 0, maxProfileEmail)
	found.optionalLength("account_name", r.AccountName, 1, maxAccountName)
	if r.ProfilePictureHandle != nil {
		found.require("profile_picture_handle", *r.ProfilePictureHandle)
	}
	found.atMost("websites", len(r.Websites), maxProfileWebsites)
	for i, website := range r.Websites {
		place := fmt.Sprintf("websites[%d]", i)
		found.length(place, website, 1, maxProfileWebsite)
		if website != "" {
			found.webLink(place, website)
		}
	}
	if r.isEmpty() {
		found.changesNothing("about")
	}
	return found.err()
}

func (r UpdateBusinessProfileRequest) isEmpty() bool {
	return r.About == nil && r.Address == nil && r.Description == nil && r.Email == nil && r.Vertical == nil &&
		r.Websites == nil && r.ProfilePictureHandle == nil && r.AccountName == nil
}

// profileOfNumberCheck refuses what the edge of a phone number does not take.
type profileOfNumberCheck struct{ request UpdateBusinessProfileRequest }

func (c profileOfNumberCheck) Validate() error {
	var found violations
	if c.request.AccountName != nil {
		found.add("account_name", "is for the profile's own id; use UpdateByID")
	}
	return found.err()
}

// BusinessVertical is the industry of a business.
type BusinessVertical string

// The industries that Meta documents, over both nodes.
const (
	BusinessVerticalAlcohol              BusinessVertical = "ALCOHOL"
	BusinessVerticalApparel              BusinessVertical = "APPAREL"
	BusinessVerticalAuto                 BusinessVertical = "AUTO"
	BusinessVerticalBeauty               BusinessVertical = "BEAUTY"
	BusinessVerticalEducation            BusinessVertical = "EDU"
	BusinessVerticalEntertainment        BusinessVertical = "ENTERTAIN"
	BusinessVerticalEventPlanning        BusinessVertical = "EVENT_PLAN"
	BusinessVerticalFinance              BusinessVertical = "FINANCE"
	BusinessVerticalGovernment           BusinessVertical = "GOVT"
	BusinessVerticalGrocery              BusinessVertical = "GROCERY"
	BusinessVerticalHealth               BusinessVertical = "HEALTH"
	BusinessVerticalHotel                BusinessVertical = "HOTEL"
	BusinessVerticalNonprofit            BusinessVertical = "NONPROFIT"
	BusinessVerticalNotABusiness         BusinessVertical = "NOT_A_BIZ"
	BusinessVerticalOnlineGambling       BusinessVertical = "ONLINE_GAMBLING"
	BusinessVerticalOTCDrugs             BusinessVertical = "OTC_DRUGS"
	BusinessVerticalOther                BusinessVertical = "OTHER"
	BusinessVerticalPhysicalGambling     BusinessVertical = "PHYSICAL_GAMBLING"
	BusinessVerticalProfessionalServices BusinessVertical = "PROF_SERVICES"
	BusinessVerticalRestaurant           BusinessVertical = "RESTAURANT"
	BusinessVerticalRetail               BusinessVertical = "RETAIL"
	BusinessVerticalTravel               BusinessVertical = "TRAVEL"
	BusinessVerticalUndefined            BusinessVertical = "UNDEFINED"
)
