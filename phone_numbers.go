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

// PhoneNumberService reads and adds business phone numbers.
//
// https://developers.facebook.com/docs/graph-api/reference/whats-app-business-account-to-number-current-status/
type PhoneNumberService service

// Get returns a phone number. [WithFields] selects what comes; [PhoneNumberFields]
// lists what there is.
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
func (s *PhoneNumberService) List(ctx context.Context, wabaID string, options *ListPhoneNumbersOptions, opts ...RequestOption) (*Page[PhoneNumber], error) {
	op, page, err := phoneNumbersOf(wabaID, options)
	if err != nil {
		return nil, err
	}
	return list[PhoneNumber](ctx, s.client, op, page, opts)
}

// All iterates over the phone numbers of a WhatsApp Business Account; see
// [PhoneNumberService.List].
func (s *PhoneNumberService) All(ctx context.Context, wabaID string, options *ListPhoneNumbersOptions, opts ...RequestOption) iter.Seq2[*PhoneNumber, error] {
	op, page, err := phoneNumbersOf(wabaID, options)
	if err != nil {
		return func(yield func(*PhoneNumber, error) bool) { yield(nil, err) }
	}
	return all[PhoneNumber](ctx, s.client, op, page, opts)
}

func phoneNumbersOf(wabaID string, options *ListPhoneNumbersOptions) (Operation, *ListOptions, error) {
	op := operation(http.MethodGet, "/{waba-id}/phone_numbers", wabaID)
	if options == nil {
		return op, nil, nil
	}
	op.Query = url.Values{}
	setIfPresent(op.Query, "sort", string(options.Sort))
	if len(options.Filters) > 0 {
		filters, err := json.Marshal(options.Filters)
		if err != nil {
			return op, nil, fmt.Errorf("whatsapp: encode the filters: %w", err)
		}
		op.Query.Set("filtering", string(filters))
	}
	return op, &options.ListOptions, nil
}

// Add adds a phone number to a business portfolio as a pre-verified number and
// returns its id. Spaces, hyphens and parentheses are accepted:
// "+1 (631) 555-0100". It is never repeated. A number that is in use already is
// [ErrAlreadyRegistered].
//
//	POST /{business-id}/add_phone_numbers
//
// Permission: whatsapp_business_management and business_management.
func (s *PhoneNumberService) Add(ctx context.Context, businessID, phoneNumber string, opts ...RequestOption) (string, error) {
	op := operation(http.MethodPost, "/{business-id}/add_phone_numbers", businessID)
	op.Body = addPhoneNumberRequest{PhoneNumber: phoneNumber}
	op.Repeat = RepeatNever
	answer, err := decode[createdNode](ctx, s.client, op, opts)
	if err != nil {
		return "", err
	}
	return answer.ID, nil
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
		found.add("phone_number", "has %d digits, 7 to 15 with the country code are needed", digits)
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

// PhoneNumberFilter keeps the entries whose field compares with a value, such as
// {"account_mode", "EQUAL", "LIVE"}.
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
