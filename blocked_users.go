package whatsapp

import (
	"context"
	"fmt"
	"iter"
	"net/http"
)

// BlockedUserService manages the people whose messages a phone number does not
// receive, and who do not receive its own.
//
// https://developers.facebook.com/documentation/business-messaging/whatsapp/block-users
type BlockedUserService service

const blockedUsers = "/{phone-number-id}/block_users"

// List returns one page of the people whom a number has blocked.
//
//	GET /{phone-number-id}/block_users
//
// Permission: whatsapp_business_messaging. If the list has changed since the
// cursor was given, the error is [ErrStaleCursor]: start with the first page
// again.
func (s *BlockedUserService) List(ctx context.Context, phoneNumberID string, page *ListOptions, opts ...RequestOption) (*Page[BlockedUser], error) {
	return list[BlockedUser](ctx, s.client, operation(http.MethodGet, blockedUsers, phoneNumberID), page, opts)
}

// All iterates over the people whom a number has blocked; see
// [BlockedUserService.List].
func (s *BlockedUserService) All(ctx context.Context, phoneNumberID string, page *ListOptions, opts ...RequestOption) iter.Seq2[*BlockedUser, error] {
	return all[BlockedUser](ctx, s.client, operation(http.MethodGet, blockedUsers, phoneNumberID), page, opts)
}

// Add blocks people, by phone number or WAID. Only those can be blocked who
// have written to the number within the last 24 hours, and 64,000 at most.
//
//	POST /{phone-number-id}/block_users
//
// Permission: whatsapp_business_messaging. If some could not be blocked, the
// error has code 139100, and the result is there too: it says who was blocked
// and who was not. Code 139101 says that the list is full.
func (s *BlockedUserService) Add(ctx context.Context, phoneNumberID string, users []string, opts ...RequestOption) (*BlockedUsersResult, error) {
	return s.change(ctx, http.MethodPost, phoneNumberID, users, opts)
}

// Remove lets blocked people write again.
//
//	DELETE /{phone-number-id}/block_users
//
// Permission: whatsapp_business_messaging. If it failed for some, the error has
// code 139100, and the result is there too.
func (s *BlockedUserService) Remove(ctx context.Context, phoneNumberID string, users []string, opts ...RequestOption) (*BlockedUsersResult, error) {
	return s.change(ctx, http.MethodDelete, phoneNumberID, users, opts)
}

func (s *BlockedUserService) change(ctx context.Context, method, phoneNumberID string, users []string, opts []RequestOption) (*BlockedUsersResult, error) {
	request := blockUsersRequest{Users: make([]blockedInput, len(users))}
	for i, user := range users {
		request.Users[i].User = user
	}
	op := operation(method, blockedUsers, phoneNumberID)
	op.Body = request
	op.product = true
	op.Repeat = RepeatSafe
	changed, err := decode[BlockedUsersResult](ctx, s.client, op, opts)
	return orPartial(changed, err, someUsersFailed)
}

// someUsersFailed is the code of an answer that reports both, what was done and
// what was not.
const someUsersFailed = 139100

type blockUsersRequest struct {
	Users []blockedInput `json:"block_users"`
}

type blockedInput struct {
	User string `json:"user"`
}

// Validate checks that there is somebody to block or unblock, and that it is
// clear who.
func (r blockUsersRequest) Validate() error {
	var found violations
	if len(r.Users) == 0 {
		found.add("block_users", "needs at least one user")
	}
	for i, input := range r.Users {
		if input.User == "" {
			found.requireEntry("block_users", i, "user", "")
		}
		if hasTrunkPrefix(input.User) {
			found.phoneNumber(fmt.Sprintf("block_users[%d].user", i), input.User)
		}
	}
	return found.err()
}

// BlockedUser is somebody whom a number has blocked.
type BlockedUser struct {
	MessagingProduct string `json:"messaging_product"`
	WAID             string `json:"wa_id"`
}

// BlockedUsersResult is the answer to [BlockedUserService.Add] and
// [BlockedUserService.Remove].
type BlockedUsersResult struct {
	MessagingProduct string             `json:"messaging_product"`
	Users            BlockedUserChanges `json:"block_users,omitzero"`
}

// BlockedUserChanges says what has become of each of the people.
type BlockedUserChanges struct {
	Added   []BlockedUserChange `json:"added_users,omitzero"`
	Removed []BlockedUserChange `json:"removed_users,omitzero"`
	Failed  []BlockedUserChange `json:"failed_users,omitzero"`
}

func (r *BlockedUsersResult) isEmpty() bool {
	return len(r.Users.Added)+len(r.Users.Removed)+len(r.Users.Failed) == 0
}

// BlockedUserChange is what has become of one person.
type BlockedUserChange struct {
	// Input is the number as the request had it.
	Input string `json:"input"`
	WAID  string `json:"wa_id"`
	// Errors say why it failed.
	Errors []BlockedUserError `json:"errors,omitzero"`
}

// BlockedUserError says why somebody could not be blocked or unblocked.
type BlockedUserError struct {
	Code      int                  `json:"code"`
	Message   string               `json:"message"`
	ErrorData BlockedUserErrorData `json:"error_data,omitzero"`
}

// BlockedUserErrorData has Graph's explanation.
type BlockedUserErrorData struct {
	Details string `json:"details"`
}
