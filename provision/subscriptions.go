package provision

import (
	"context"
	"errors"

	"github.com/wabakit/whatsapp"
)

// Subscription declares that an app receives the webhooks of an account. Only
// the app that the access token belongs to can be subscribed and unsubscribed.
type Subscription struct {
	// AppID is the id of the app.
	AppID string `json:"app_id" identity:"id"`
	// State is absent to end the subscription.
	State State `json:"state,omitzero"`
	// OverrideCallbackURI is where the webhooks go in place of the app's own
	// address. Empty takes an override back, and nil leaves it.
	OverrideCallbackURI *string `json:"override_callback_uri,omitzero"`
}

var subscriptions = &definition[Subscription]{
	kind: KindSubscription,
	ofAccount: &field[Account, Subscription]{
		name: "subscriptions",
		get:  func(a *Account) []Subscription { return a.Subscriptions },
		set:  func(a *Account, list []Subscription) { a.Subscriptions = list },
	},
	identify: func(one *Subscription) (string, State) { return one.AppID, one.State },
	read: func(ctx context.Context, s *session, scope Target, _ []*Subscription) ([]found[Subscription], error) {
		var list []found[Subscription]
		for app, err := range s.client.Subscriptions.All(ctx, scope.AccountID, nil) {
			if err != nil {
				return nil, err
			}
			value := Subscription{AppID: app.ID, OverrideCallbackURI: given(app.OverrideCallbackURI)}
			list = append(list, found[Subscription]{name: app.ID, id: app.ID, value: value})
		}
		return list, nil
	},
	judge: func(v *verdict, _ *Subscription, _ *found[Subscription]) {
		if v.change.Action == ActionDelete {
			v.change.Warnings = append(v.change.Warnings, "the app no longer receives the account's webhooks")
		}
	},
	validate: func(want *Subscription, _ *found[Subscription]) error {
		return validateCallback("override_callback_uri", want.OverrideCallbackURI)
	},
	create: subscribe,
	update: func(ctx context.Context, s *session, scope Target, want *Subscription, _ *found[Subscription]) error {
		return subscribe(ctx, s, scope, want)
	},
	remove: func(ctx context.Context, s *session, scope Target, have *found[Subscription]) error {
		if err := s.client.Subscriptions.Unsubscribe(ctx, scope.AccountID); err != nil {
			return err
		}
		return s.confirmSubscription(ctx, scope, have.id, false)
	},
}

func subscribe(ctx context.Context, s *session, scope Target, want *Subscription) error {
	var request whatsapp.SubscribeRequest
	if want.OverrideCallbackURI != nil && *want.OverrideCallbackURI != "" {
		token, err := s.tokens(*want.OverrideCallbackURI)
		if err != nil {
			return err
		}
		request = whatsapp.SubscribeRequest{OverrideCallbackURI: *want.OverrideCallbackURI, VerifyToken: token}
	}
	if _, err := s.client.Subscriptions.Subscribe(ctx, scope.AccountID, request); err != nil {
		return err
	}
	return s.confirmSubscription(ctx, scope, want.AppID, true)
}

// confirmSubscription sees whether it was the app that the document declares:
// Graph takes the app from the token, and does not say which one it was.
func (s *session) confirmSubscription(ctx context.Context, scope Target, appID string, subscribed bool) error {
	for app, err := range s.client.Subscriptions.All(ctx, scope.AccountID, nil) {
		switch {
		case err != nil:
			return err
		case app.ID == appID && subscribed:
			return nil
		case app.ID == appID:
			return errors.New("the app is still subscribed; the access token belongs to another app")
		}
	}
	if subscribed {
		return errors.New("the app is not subscribed; the access token belongs to another app")
	}
	return nil
}
