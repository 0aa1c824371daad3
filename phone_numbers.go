package whatsapp

import (
	"context"
	"encoding/json"
	"fmt"
	"iter"
	"net/http"
	"net/url"
	"strings"
)

// PhoneNumberService adds, verifies and registers business phone numbers, and
// reads and changes them.
//
// https://developers.facebook.com/docs/graph-api/reference/whats-app-business-account-to-number-current-status/
type PhoneNumberService service

const numbersOfWABA = "/{waba-id}/phone_numbers"

// Get returns a phone number. Without [WithFields], Graph chooses a few fields;
// [FieldsOf] lists what there is.
//
//	GET /{phone-number-id}
//
// Permission: whatsapp_business_management or whatsapp_business_messaging.
func (s *PhoneNumberService) Get(ctx context.Context, phoneNumberID string, opts ...RequestOption) (*PhoneNumber, error) {
	return decode[PhoneNumber](ctx, s.client, operation(http.MethodGet, "/{phone-number-id}", phoneNumberID), opts)
}

// List returns one page of the phone numbers of a WhatsApp Business Account.
//
//	GET /{waba-id}/phone_numbers
//
// Permission: whatsapp_business_management.
func (s *PhoneNumberService) List(ctx context.Context, wabaID string, page *ListPhoneNumbersOptions, opts ...RequestOption) (*Page[PhoneNumber], error) {
	return list[PhoneNumber](ctx, s.client, operation(http.MethodGet, numbersOfWABA, wabaID), page, opts)
}

// All iterates over the phone numbers of a WhatsApp Business Account; see
// [PhoneNumberService.List].
func (s *PhoneNumberService) All(ctx context.Context, wabaID string, page *ListPhoneNumbersOptions, opts ...RequestOption) iter.Seq2[*PhoneNumber, error] {
	return all[PhoneNumber](ctx, s.client, operation(http.MethodGet, numbersOfWABA, wabaID), page, opts)
}

// Add adds a phone number to a business portfolio as a pre-verified number.
// Spaces, hyphens and parentheses are accepted: "+1 (631) 555-0100".
//
//	POST /{business-id}/add_phone_numbers
//
// Permission: whatsapp_business_management and business_management. It is never
// repeated. A number that is in use already is [ErrAlreadyRegistered].
func (s *PhoneNumberService) Add(ctx context.Context, businessID, phoneNumber string, opts ...RequestOption) (*CreatedPhoneNumber, error) {
	op := operation(http.MethodPost, "/{business-id}/add_phone_numbers", businessID)
	op.Body = addPhoneNumberRequest{PhoneNumber: phoneNumber}
	op.Repeat = RepeatNever
	op.requires = "id"
	op.reconcile = "list the pre-verified numbers before adding it again"
	return decode[CreatedPhoneNumber](ctx, s.client, op, opts)
}

// CreatedPhoneNumber is the answer to [PhoneNumberService.Add].
type CreatedPhoneNumber struct {
	ID string `json:"id"`
}

type addPhoneNumberRequest struct {
	PhoneNumber string `json:"phone_number"`
}

// Validate checks that the number can be one: 7 to 15 digits, perhaps after a
// plus sign, with the usual separators.
func (r addPhoneNumberRequest) Validate() error {
	var found violations
	digits := 0
	for _, character := range strings.TrimPrefix(r.PhoneNumber, "+") {
		switch {
		case character >= '0' && character <= '9':
			digits++
		case !strings.ContainsRune(" -().", character):
			found.add("phone_number", "may hold digits, spaces, hyphens and parentheses after a plus sign, not %q", character)
		}
	}
	if digits < 7 || digits > 15 {
		found.add("phone_number", "has %d digits, 7 to 15 with the country code are required", digits)
	}
	return found.err()
}

// ListPhoneNumbersOptions selects a page of phone numbers.
type ListPhoneNumbersOptions struct {
	ListOptions
	// Filters keep the numbers that match all of them.
	Filters []PhoneNumberFilter
	// Sort orders the numbers.
	Sort PhoneNumberSort
}

func (o *ListPhoneNumbersOptions) addFilters(query url.Values) error {
	setIfPresent(query, "sort", string(o.Sort))
	if len(o.Filters) == 0 {
		return nil
	}
	filters, err := json.Marshal(o.Filters)
	if err != nil {
		return fmt.Errorf("whatsapp: encode the filters: %w", err)
	}
	query.Set("filtering", string(filters))
	return nil
}

// PhoneNumberFilter keeps the entries whose field compares with a value, such
// as {"account_mode", "EQUAL", "LIVE"}.
type PhoneNumberFilter struct {
	Field    string `json:"field"`
	Operator string `json:"operator"`
	Value    any    `json:"value"`
}

// PhoneNumberSort is an order of phone numbers.
type PhoneNumberSort string

// The orders that Meta documents.
const (
	PhoneNumberSortCreationTimeAscending       PhoneNumberSort = "creation_time.asc"
	PhoneNumberSortCreationTimeDescending      PhoneNumberSort = "creation_time.desc"
	PhoneNumberSortLastOnboardedTimeAscending  PhoneNumberSort = "last_onboarded_time.asc"
	PhoneNumberSortLastOnboardedTimeDescending PhoneNumberSort = "last_onboarded_time.desc"
)
