package whatsapp

import (
	"context"
	"iter"
	"log/slog"
	"net/http"
	"net/url"

	"github.com/wabakit/whatsapp/internal/redact"
)

// SubscriptionService says who receives webhooks and where: an app needs a
// callback URL with fields, and a subscription to every account whose events it
// is to receive.
//
// https://developers.facebook.com/documentation/business-messaging/whatsapp/solution-providers/manage-webhooks
type SubscriptionService service

const subscribedApps = "/{waba-id}/subscribed_apps"

// List returns one page of the apps that receive an account's webhooks.
//
//	GET /{waba-id}/subscribed_apps
//
// Permission: whatsapp_business_management. The call counts against the
// account's management quota: [ErrRateLimited].
func (s *SubscriptionService) List(ctx context.Context, wabaID string, page *ListOptions, opts ...RequestOption) (*Page[WABAApp], error) {
	return list[WABAApp](ctx, s.client, operation(http.MethodGet, subscribedApps, wabaID), page, opts)
}

// All iterates over the apps that receive an account's webhooks; see
// [SubscriptionService.List].
func (s *SubscriptionService) All(ctx context.Context, wabaID string, page *ListOptions, opts ...RequestOption) iter.Seq2[*WABAApp, error] {
	return all[WABAApp](ctx, s.client, operation(http.MethodGet, subscribedApps, wabaID), page, opts)
}

// Subscribe subscribes the app that the token belongs to, so that it receives
// an account's webhooks. The zero request sends them to the app's own callback
// URL, and takes back an override of an earlier call.
//
//	POST /{waba-id}/subscribed_apps
//
// Permission: whatsapp_business_management. Meta calls an override at once,
// with the verify token; if it does not answer as it should, code 100 comes
// back.
func (s *SubscriptionService) Subscribe(ctx context.Context, wabaID string, request SubscribeRequest, opts ...RequestOption) (*WABASubscription, error) {
	op := operation(http.MethodPost, subscribedApps, wabaID)
	if request != (SubscribeRequest{}) {
		op.Body = request
	}
	op.Repeat = RepeatSafe
	return decode[WABASubscription](ctx, s.client, op, opts)
}

// Unsubscribe ends the subscription of the app that the token belongs to. It no
// longer receives the account's webhooks.
//
//	DELETE /{waba-id}/subscribed_apps
//
// Permission: whatsapp_business_management.
func (s *SubscriptionService) Unsubscribe(ctx context.Context, wabaID string, opts ...RequestOption) error {
	op := operation(http.MethodDelete, subscribedApps, wabaID)
	op.Repeat = RepeatSafe
	return s.client.perform(ctx, op, nil, opts)
}

// SubscribeRequest says where the webhooks of an account go, in place of the
// app's own callback URL. Its two fields belong together.
type SubscribeRequest struct {
	OverrideCallbackURI string      `json:"override_callback_uri,omitempty"`
	VerifyToken         VerifyToken `json:"verify_token,omitempty"`
}

// Validate checks that an override is complete and an https address.
func (r SubscribeRequest) Validate() error {
	var found violations
	if r.OverrideCallbackURI == "" && r.VerifyToken == "" {
		return nil
	}
	found.callback("override_callback_uri", r.OverrideCallbackURI)
	found.require("verify_token", string(r.VerifyToken))
	return found.err()
}

func (r SubscribeRequest) secrets() []string { return []string{string(r.VerifyToken)} }

// callback checks an address that Meta delivers webhooks to. Only a simulator
// calls a loopback one without TLS.
func (v *violations) callback(field, address string) {
	target, err := url.Parse(address)
	switch {
	case address == "":
		v.add(field, "is required")
	case err != nil || target.Hostname() == "" || !isSafe(target):
		v.add(field, "must be an https address")
	}
}

// WABASubscription is the answer to [SubscriptionService.Subscribe].
type WABASubscription struct {
	Success bool `json:"success"`
	// Data has the subscription with its override. Graph often leaves it out.
	Data []WABAApp `json:"data,omitzero"`
}

// A VerifyToken is the text by which a callback knows that it is Meta that
// calls to verify it. You choose it. It prints redacted; string(t) is the text.
type VerifyToken string

// String returns a mark in place of the text.
func (t VerifyToken) String() string {
	if t == "" {
		return ""
	}
	return redact.Mark
}

// LogValue returns the same as String.
func (t VerifyToken) LogValue() slog.Value { return slog.StringValue(t.String()) }

// GoString returns String quoted, for %#v.
func (t VerifyToken) GoString() string { return `"` + t.String() + `"` }
