package whatsapp

import (
	"context"
	"iter"
	"net/http"
	"net/url"
	"strings"

	"github.com/wabakit/whatsapp/internal/graphjson"
)

const appSubscriptions = "/{app-id}/subscriptions"

// WebhookObjectWABA is the object of the webhooks of this platform.
const WebhookObjectWABA = "whatsapp_business_account"

// ListForApp returns one page of the subscriptions of an app: a callback URL
// and fields for each kind of object.
//
//	GET /{app-id}/subscriptions
//
// Permission: none; the token must be the app's own, see [AppToken].
func (s *SubscriptionService) ListForApp(ctx context.Context, appID string, page *ListOptions, opts ...RequestOption) (*Page[AppSubscription], error) {
	return list[AppSubscription](ctx, s.client, operation(http.MethodGet, appSubscriptions, appID), page, s.client.asApp(appID, opts))
}

// AllForApp iterates over the subscriptions of an app; see
// [SubscriptionService.ListForApp].
func (s *SubscriptionService) AllForApp(ctx context.Context, appID string, page *ListOptions, opts ...RequestOption) iter.Seq2[*AppSubscription, error] {
	return all[AppSubscription](ctx, s.client, operation(http.MethodGet, appSubscriptions, appID), page, s.client.asApp(appID, opts))
}

// SetForApp sets an app's callback URL and the fields that it receives, in
// place of what was set before for the same object. Fields that the request
// leaves out end.
//
//	POST /{app-id}/subscriptions
//
// Permission: none; the token must be the app's own, see [AppToken]. Meta calls
// the URL at once, with the verify token; if it does not answer as it should,
// code 2200 comes back.
//
// https://developers.facebook.com/docs/graph-api/reference/app/subscriptions
func (s *SubscriptionService) SetForApp(ctx context.Context, appID string, request SetAppSubscriptionRequest, opts ...RequestOption) error {
	op := operation(http.MethodPost, appSubscriptions, appID)
	op.checks = []validator{request}
	op.Form = request.form()
	op.Repeat = RepeatSafe
	return s.client.perform(ctx, op, nil, s.client.asApp(appID, opts))
}

// DeleteForApp ends an app's subscription to a kind of object, or to some of
// its fields only.
//
//	DELETE /{app-id}/subscriptions
//
// Permission: none; the token must be the app's own, see [AppToken].
func (s *SubscriptionService) DeleteForApp(ctx context.Context, appID string, request DeleteAppSubscriptionRequest, opts ...RequestOption) error {
	op := operation(http.MethodDelete, appSubscriptions, appID)
	op.checks = []validator{request}
	op.Form = url.Values{}
	setIfPresent(op.Form, "object", orWABA(request.Object))
	setIfPresent(op.Form, "fields", strings.Join(request.Fields, ","))
	op.Repeat = RepeatSafe
	return s.client.perform(ctx, op, nil, s.client.asApp(appID, opts))
}

func orWABA(object string) string {
	if object == "" {
		return WebhookObjectWABA
	}
	return object
}

// AppSubscription is an app's subscription to a kind of object.
type AppSubscription struct {
	Object      string `json:"object"`
	CallbackURL string `json:"callback_url"`
	// Active is false after the callback URL could not be verified.
	Active bool              `json:"active"`
	Fields []SubscribedField `json:"fields,omitzero"`
}

// SubscribedField is a field of webhooks and the version in which it comes.
type SubscribedField struct {
	Name    string `json:"name"`
	Version string `json:"version"`
}

// UnmarshalJSON also accepts the name alone.
func (f *SubscribedField) UnmarshalJSON(data []byte) error { return readGraph(data, f) }

func (f *SubscribedField) decodeGraph(d *graphjson.Decoder) bool {
	*f = SubscribedField{}
	if d.Peek() == '"' {
		return d.Decode(&f.Name)
	}
	type fields SubscribedField
	return d.Decode((*fields)(f))
}

// SetAppSubscriptionRequest describes an app's subscription. CallbackURL,
// VerifyToken and Fields are required.
type SetAppSubscriptionRequest struct {
	// Object is [WebhookObjectWABA] if it is empty.
	Object      string
	CallbackURL string
	VerifyToken VerifyToken
	// Fields are names such as "messages" and "message_template_status_update".
	Fields []string
}

// Validate checks what Graph requires.
func (r SetAppSubscriptionRequest) Validate() error {
	var found violations
	found.callback("callback_url", r.CallbackURL)
	found.require("verify_token", string(r.VerifyToken))
	if len(r.Fields) == 0 {
		found.add("fields", "needs at least one name")
	}
	found.fieldNames(r.Fields)
	return found.err()
}

func (r SetAppSubscriptionRequest) form() url.Values {
	return url.Values{
		"object":         {orWABA(r.Object)},
		"callback_url":   {r.CallbackURL},
		"verify_token":   {string(r.VerifyToken)},
		"fields":         {strings.Join(r.Fields, ",")},
		"include_values": {"true"},
	}
}

// DeleteAppSubscriptionRequest says which subscription of an app ends.
type DeleteAppSubscriptionRequest struct {
	// Object is [WebhookObjectWABA] if it is empty.
	Object string
	// Fields end alone, if there are any. The rest stays as it is.
	Fields []string
}

// Validate checks the names of the fields.
func (r DeleteAppSubscriptionRequest) Validate() error {
	var found violations
	found.fieldNames(r.Fields)
	return found.err()
}

// fieldNames checks names that travel in one text with commas between them.
func (v *violations) fieldNames(names []string) {
	for i, name := range names {
		var entry violations
		entry.oneName(name)
		v.addEntry("fields", i, entry)
	}
}

func (v *violations) oneName(name string) {
	switch {
	case name == "":
		v.add("", "is required")
	case strings.ContainsAny(name, ", "):
		v.add("", "must be one name, not %q", name)
	}
}
