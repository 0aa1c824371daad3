package whatsapp

import (
	"context"
	"net/http"
	"net/url"
	"regexp"
)

// DeleteFromContactBook deletes the phone number of somebody from the contact
// book of the portfolio, where Meta keeps it with the person's business-scoped
// user id. From then on webhooks have the id only, if the person hides the
// number behind a username and has not been in touch for 30 days. It cannot be
// undone; the next message records the number again.
//
//	DELETE /{phone-number-id}/contact_book
//
// Permission: whatsapp_business_management. The user id is one such as
// "US.13491208655302741918", and not the id of a parent portfolio.
//
// https://developers.facebook.com/documentation/business-messaging/whatsapp/business-scoped-user-ids
func (s *PhoneNumberService) DeleteFromContactBook(ctx context.Context, phoneNumberID, userID string, opts ...RequestOption) (*ContactBookDeletion, error) {
	op := operation(http.MethodDelete, "/{phone-number-id}/contact_book", phoneNumberID)
	op.checks = []validator{contactBookEntry(userID)}
	op.Query = url.Values{"messaging_product": {messagingProduct}, "bsuid": {userID}}
	op.Repeat = RepeatSafe
	return decode[ContactBookDeletion](ctx, s.client, op, opts)
}

// ContactBookDeletion is the answer to
// [PhoneNumberService.DeleteFromContactBook].
type ContactBookDeletion struct {
	MessagingProduct string `json:"messaging_product"`
	Success          bool   `json:"success"`
	// Deleted is false if there was no entry, which also happens when the call
	// was repeated because its first answer was lost.
	Deleted bool `json:"deleted"`
}

// contactBookEntry is the business-scoped user id of an entry.
type contactBookEntry string

var userIDPattern = regexp.MustCompile(`^[A-Z]{2}\.[0-9A-Za-z]{1,128}$`)

// Validate checks the form of the id.
func (e contactBookEntry) Validate() error {
	var found violations
	if !userIDPattern.MatchString(string(e)) {
		found.add("bsuid", "must be a business-scoped user id such as US.13491208655302741918")
	}
	return found.err()
}
