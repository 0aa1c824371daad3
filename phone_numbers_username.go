package whatsapp

import (
	"context"
	"net/http"
	"regexp"
	"strings"
)

const usernameOfNumber = "/{phone-number-id}/username"

// GetUsername returns the username by which people find a business, and whether
// they can see it yet.
//
//	GET /{phone-number-id}/username
//
// Permission: whatsapp_business_management.
//
// https://developers.facebook.com/documentation/business-messaging/whatsapp/business-scoped-user-ids
func (s *PhoneNumberService) GetUsername(ctx context.Context, phoneNumberID string, opts ...RequestOption) (*BusinessUsername, error) {
	op := operation(http.MethodGet, usernameOfNumber, phoneNumberID)
	op.allowEmpty = true // a number without a username
	return decode[BusinessUsername](ctx, s.client, op, opts)
}

// SetUsername gives a phone number a username, in place of the one it has. The
// answer says only how it stands. A webhook of the field
// business_username_update tells what becomes of it.
//
//	POST /{phone-number-id}/username
//
// Permission: whatsapp_business_management. Code 147001 says that the username
// is taken, 147002 that the number may not have one yet, 147003 and 147004 that
// a page or an account of this name must be linked first, and 147005 that
// another number of the same portfolio has it: [UsernameTransferForce] moves
// it here.
//
// https://developers.facebook.com/documentation/business-messaging/whatsapp/business-scoped-user-ids
func (s *PhoneNumberService) SetUsername(ctx context.Context, phoneNumberID string, request SetUsernameRequest, opts ...RequestOption) (*BusinessUsername, error) {
	op := operation(http.MethodPost, usernameOfNumber, phoneNumberID)
	op.Body = request
	op.reconcile = "read the number's username to see whether it has changed"
	return decode[BusinessUsername](ctx, s.client, op, opts)
}

// DeleteUsername takes the username from a phone number. If it has none, Meta
// answers without success, and the call fails.
//
//	DELETE /{phone-number-id}/username
//
// Permission: whatsapp_business_management.
//
// https://developers.facebook.com/documentation/business-messaging/whatsapp/business-scoped-user-ids
func (s *PhoneNumberService) DeleteUsername(ctx context.Context, phoneNumberID string, opts ...RequestOption) error {
	op := operation(http.MethodDelete, usernameOfNumber, phoneNumberID)
	op.Repeat = RepeatSafe
	return s.client.perform(ctx, op, nil, opts)
}

// GetUsernameSuggestions returns the usernames that Meta keeps for the
// business, which are the likeliest to be granted.
//
//	GET /{phone-number-id}/username_suggestions
//
// Permission: whatsapp_business_management.
//
// https://developers.facebook.com/documentation/business-messaging/whatsapp/business-scoped-user-ids
func (s *PhoneNumberService) GetUsernameSuggestions(ctx context.Context, phoneNumberID string, opts ...RequestOption) (*UsernameSuggestions, error) {
	op := operation(http.MethodGet, "/{phone-number-id}/username_suggestions", phoneNumberID)
	return decode[UsernameSuggestions](ctx, s.client, op, opts)
}

// UsernameSuggestions are the usernames that Meta keeps for a business, as it
// groups them.
type UsernameSuggestions struct {
	Data []SuggestedUsernames `json:"data"`
}

// SuggestedUsernames is one group of [UsernameSuggestions].
type SuggestedUsernames struct {
	Usernames []string `json:"username_suggestions"`
}

// Usernames returns the usernames of all groups.
func (s *UsernameSuggestions) Usernames() []string {
	var names []string
	for _, group := range s.Data {
		names = append(names, group.Usernames...)
	}
	return names
}

// BusinessUsername is the username of a phone number.
type BusinessUsername struct {
	// Username is empty if the number has none.
	Username string         `json:"username"`
	Status   UsernameStatus `json:"status"`
}

// UsernameStatus says whether people can see a username.
type UsernameStatus string

// The states that Meta documents. Deleted occurs only in webhooks, and pending
// review no longer.
const (
	UsernameStatusApproved      UsernameStatus = "approved"
	UsernameStatusReserved      UsernameStatus = "reserved" // granted, and visible later
	UsernameStatusPendingReview UsernameStatus = "pending_review"
	UsernameStatusDeleted       UsernameStatus = "deleted"
)

// SetUsernameRequest asks for a username.
type SetUsernameRequest struct {
	// Username has 3 to 35 letters from a to z, digits, periods and
	// underscores, and at least one letter. It does not begin with www, nor
	// begin or end with a period, nor hold two in a row, nor end as a domain
	// does. Capitals count as small letters.
	Username string `json:"username"`
	// Transfer says what happens if another number of the portfolio has it:
	// nothing, unless it is set.
	Transfer UsernameTransfer `json:"transfer_action,omitzero"`
}

// UsernameTransfer says what happens if another number of the same portfolio
// has the username.
type UsernameTransfer string

// The choices that Meta documents.
const (
	UsernameTransferNone  UsernameTransfer = "none"
	UsernameTransferForce UsernameTransfer = "force_transfer"
)

const (
	minUsername = 3
	maxUsername = 35
)

var (
	usernamePattern  = regexp.MustCompile(`^[A-Za-z0-9._]*$`)
	asciiLetter      = regexp.MustCompile(`[A-Za-z]`)
	domainLikeEnding = regexp.MustCompile(`(?i)\.(com|org|net|edu|gov|mil|us|in|html)$`)
)

// Validate checks the form that Meta documents. Meta refuses more endings than
// the domains that it names.
func (r SetUsernameRequest) Validate() error {
	var found violations
	const field = "username"
	found.length(field, r.Username, minUsername, maxUsername)
	if !usernamePattern.MatchString(r.Username) {
		found.add(field, "may hold letters from a to z, digits, periods and underscores only")
	}
	if !asciiLetter.MatchString(r.Username) {
		found.add(field, "needs at least one letter")
	}
	if strings.HasPrefix(r.Username, ".") || strings.HasSuffix(r.Username, ".") || strings.Contains(r.Username, "..") {
		found.add(field, "must not begin or end with a period, nor hold two in a row")
	}
	if strings.HasPrefix(strings.ToLower(r.Username), "www") {
		found.add(field, `must not begin with "www"`)
	}
	if domainLikeEnding.MatchString(r.Username) {
		found.add(field, "must not end as a domain does")
	}
	return found.err()
}
