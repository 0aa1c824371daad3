package whatsapp

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// An EmbeddedSignup onboards customers who have gone through Embedded Signup:
// from the code that the web page got to an account whose webhooks arrive and a
// number that can send. It can be used for any number of customers; what is
// known about one of them is an [EmbeddedSignupState].
//
//	signup := whatsapp.EmbeddedSignup{Client: client, AppID: appID, Registration: registration, Save: save}
//	state := whatsapp.EmbeddedSignupState{Code: code, WABAID: wabaID}
//	err := signup.Run(ctx, &state)
//
// https://developers.facebook.com/documentation/business-messaging/whatsapp/embedded-signup/onboarding-customers-as-a-tech-provider
type EmbeddedSignup struct {
	// Client is a client of your app, with [WithAppSecret]. Its own token may
	// be the one of [AppToken]: the steps use the app's or the customer's.
	Client *Client
	AppID  string
	// Registration returns how a number is registered: with its two-step
	// verification PIN, which you choose if it has none, and must keep. It is
	// needed unless all numbers are registered already.
	Registration func(ctx context.Context, number *PhoneNumber) (RegisterPhoneNumberRequest, error)
	// Scopes are the permissions that the customer must have granted: both of
	// WhatsApp's if there are none.
	Scopes []Scope
	// Webhooks says where the webhooks of the accounts go, in place of the
	// app's own callback URL.
	Webhooks SubscribeRequest
	// Save stores the state after every step, so that another process can go on
	// from there. Its context does not end with that of Run: the token must not
	// be lost because somebody has closed a browser. Without Save, store the
	// state when Run returns, also after an error.
	Save func(ctx context.Context, state EmbeddedSignupState) error
}

// Run takes the customer through the steps that are left:
//
//	GET  /oauth/access_token         the code is exchanged for the token
//	GET  /debug_token                the token has the permissions, and reaches the account
//	POST /{waba-id}/subscribed_apps  the app receives the account's webhooks
//	POST /{phone-number-id}/register the numbers can send
//
// After an error, in which errors.As finds an [*EmbeddedSignupError], run it
// again with the same state: it goes on with the step that failed. What is done
// is not done again. A code with an unknown outcome is never sent a second
// time, and before a number is registered its status is read, because a number
// has 10 registrations in 72 hours. One number does not wait for another, and
// the error is about all that failed. Do not run it twice at the same time for
// one customer.
//
// The token of the customer is in the state then:
//
//	tenant, err := client.Clone(whatsapp.WithToken(string(state.Token)))
func (e *EmbeddedSignup) Run(ctx context.Context, state *EmbeddedSignupState) error {
	if err := e.check(state); err != nil {
		return err
	}
	steps := map[EmbeddedSignupStep]func(context.Context, *EmbeddedSignupState) error{
		EmbeddedSignupStepExchange:  e.exchange,
		EmbeddedSignupStepInspect:   e.inspect,
		EmbeddedSignupStepSubscribe: e.subscribe,
		EmbeddedSignupStepRegister:  e.register,
	}
	for step := state.Step(); step != EmbeddedSignupStepDone; step = state.Step() {
		if err := steps[step](ctx, state); err != nil {
			return err
		}
	}
	return nil
}

func (e *EmbeddedSignup) check(state *EmbeddedSignupState) error {
	switch {
	case e.Client == nil:
		return &misuseError{errors.New("whatsapp: EmbeddedSignup needs a Client")}
	case e.Client.config.proof == nil:
		return errNoAppSecret
	case state == nil:
		return &misuseError{errors.New("whatsapp: EmbeddedSignup needs a state, not nil")}
	}
	var found violations
	found.digits("app_id", e.AppID)
	if state.Code == "" && state.Token == "" && !state.CodeSpent {
		found.add("code", "or a token is required")
	}
	if state.WABAID != "" {
		found.digits("waba_id", state.WABAID)
	}
	if err := found.err(); err != nil {
		return err
	}
	return e.Webhooks.Validate()
}

// exchange gets the customer's token for the code.
func (e *EmbeddedSignup) exchange(ctx context.Context, state *EmbeddedSignupState) error {
	failure := EmbeddedSignupError{Step: EmbeddedSignupStepExchange, NeedsNewCode: true, NextStep: anotherSignup}
	if state.CodeSpent {
		failure.Err = errCodeSpent
		return &failure
	}
	token, err := e.Client.Tokens.ExchangeCode(ctx, e.AppID, state.Code)
	if err == nil {
		state.Token, state.Code, state.CodeSpent = token.Token, "", true
		state.TokenExpiresAt = token.Expires(time.Now())
		return e.save(ctx, EmbeddedSignupStepExchange, state)
	}
	failure.Err = err
	refusal, refused := errors.AsType[*GraphAPIError](err)
	switch {
	case errors.Is(err, ErrOutcomeUnknown):
		state.Code, state.CodeSpent = "", true
		return joined(&failure, e.save(ctx, EmbeddedSignupStepExchange, state))
	case refused && refusal.Code == invalidParameter:
		// It is not saved: a page that posts a code twice must not replace the
		// state of the first time.
		state.Code, state.CodeSpent = "", true
	default:
		failure.NeedsNewCode, failure.NextStep = false, "run it again within 30 seconds of the signup; later, "+anotherSignup
	}
	return &failure
}

// What to do after an error.
const (
	anotherSignup = "have the customer go through Embedded Signup again"
	anotherRun    = "once that is settled, run it again with the same state"
)

var errCodeSpent = errors.New("the code was sent before, and brought no token")

// inspect checks the token, and finds the account if the web page did not name
// it. What it named is not trusted: the customer's browser could say anything.
func (e *EmbeddedSignup) inspect(ctx context.Context, state *EmbeddedSignupState) error {
	failure := EmbeddedSignupError{Step: EmbeddedSignupStepInspect, NextStep: anotherSignup}
	info, err := e.Client.Tokens.Debug(ctx, e.AppID, state.Token)
	if err != nil {
		failure.Err, failure.NextStep = err, anotherRun
		return &failure
	}
	granted := info.TargetIDs(ScopeWhatsAppBusinessManagement)
	missing := e.missing(info)
	switch {
	case !info.IsValid:
		failure.Err, failure.NeedsNewCode = invalidToken(info), true
	case len(missing) > 0:
		failure.Err, failure.NeedsNewCode = fmt.Errorf("the token lacks the permission %s", strings.Join(missing, " and ")), true
		failure.NextStep = "ask for it in the configuration of Facebook Login for Business, then " + anotherSignup
	case state.WABAID == "" && len(granted) == 0:
		failure.Err = errors.New("the token does not say which account it is for")
		failure.NextStep = "set WABAID to the waba_id that the web page got, and run it again"
	case state.WABAID != "" && len(granted) > 0 && !slices.Contains(granted, state.WABAID):
		failure.Err = fmt.Errorf("the token is not for the account %s, but for %s", state.WABAID, strings.Join(granted, ", "))
		failure.NextStep = "set WABAID to the account that the customer has shared, and run it again"
	default:
		if state.WABAID == "" {
			state.WABAID = granted[0] // the one that was granted last
		}
		state.GrantedWABAIDs, state.TokenExpiresAt, state.Inspected = granted, info.ExpiresAt.Time, true
		return e.save(ctx, EmbeddedSignupStepInspect, state)
	}
	return &failure
}

// missing are the permissions that the token should have.
func (e *EmbeddedSignup) missing(info *TokenInfo) []string {
	scopes := e.Scopes
	if len(scopes) == 0 {
		scopes = []Scope{ScopeWhatsAppBusinessManagement, ScopeWhatsAppBusinessMessaging}
	}
	var missing []string
	for _, scope := range scopes {
		if !info.Has(scope) {
			missing = append(missing, string(scope))
		}
	}
	return missing
}

func invalidToken(info *TokenInfo) error {
	if info.Error == nil {
		return errors.New("the token is not valid")
	}
	return fmt.Errorf("the token is not valid: %s (code %d, subcode %d)", info.Error.Message, info.Error.Code, info.Error.Subcode)
}

// subscribe lets the app receive the account's webhooks.
func (e *EmbeddedSignup) subscribe(ctx context.Context, state *EmbeddedSignupState) error {
	if _, err := e.Client.Subscriptions.Subscribe(ctx, state.WABAID, e.Webhooks, state.asCustomer()); err != nil {
		return &EmbeddedSignupError{Step: EmbeddedSignupStepSubscribe, NextStep: anotherRun, Err: err}
	}
	state.Subscribed = true
	return e.save(ctx, EmbeddedSignupStepSubscribe, state)
}

// save stores the state, whatever has become of the caller's context.
func (e *EmbeddedSignup) save(ctx context.Context, step EmbeddedSignupStep, state *EmbeddedSignupState) error {
	if e.Save == nil {
		return nil
	}
	if err := e.Save(context.WithoutCancel(ctx), state.clone()); err != nil {
		return &EmbeddedSignupError{
			Step: step, Err: fmt.Errorf("save the state: %w", err),
			NextStep: "the step is done: store the state that Run was given, and run it again",
		}
	}
	return nil
}
