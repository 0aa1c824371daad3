package whatsapp

import (
	"cmp"
	"context"
	"errors"
	"net/netip"
	"net/url"
	"slices"
	"strings"
)

// Diagnose says whether an app can receive an account's webhooks, and what to
// do if it cannot. It reads the account's subscriptions, the app's, and if the
// request names a phone number, the override of that number. It changes
// nothing, and does not call the callback URL.
//
//	GET /{waba-id}/subscribed_apps
//	GET /{app-id}/subscriptions
//	GET /{phone-number-id}
//
// Permission: whatsapp_business_management. The app's subscriptions need the
// app token, which a client with [WithAppSecret] makes by itself; without it,
// they stay [WebhookVerdictUnknown]. An error is returned if the account or the
// number cannot be read.
func (s *SubscriptionService) Diagnose(ctx context.Context, wabaID, appID string, request DiagnoseWebhooksRequest, opts ...RequestOption) (*WebhookDiagnosis, error) {
	if err := request.check(appID); err != nil {
		return nil, err
	}
	found := new(WebhookDiagnosis)
	subscribed, err := s.subscribedApp(ctx, wabaID, appID, opts)
	if err != nil {
		return nil, err
	}
	found.judgeSubscription(subscribed)
	if err := s.diagnoseApp(ctx, appID, request.Fields, found, opts); err != nil {
		return nil, err
	}
	override := ""
	if subscribed != nil {
		override = subscribed.OverrideCallbackURI
	}
	if request.PhoneNumberID != "" {
		number, err := s.client.PhoneNumbers.Get(ctx, request.PhoneNumberID, append(slices.Clip(opts), WithFields("webhook_configuration"))...)
		if err != nil {
			return nil, err
		}
		if number.WebhookConfiguration != nil {
			override = cmp.Or(number.WebhookConfiguration.PhoneNumber, override)
		}
	}
	found.judgeOverride(override)
	return found, nil
}

// subscribedApp returns the app's subscription to the account, nil if there is
// none.
func (s *SubscriptionService) subscribedApp(ctx context.Context, wabaID, appID string, opts []RequestOption) (*WABAApp, error) {
	for app, err := range s.All(ctx, wabaID, nil, opts...) {
		if err != nil || app.ID == appID {
			return app, err
		}
	}
	return nil, nil
}

// diagnoseApp judges the subscription of the app. A refusal leaves it unknown.
func (s *SubscriptionService) diagnoseApp(ctx context.Context, appID string, fields []string, found *WebhookDiagnosis, opts []RequestOption) error {
	if s.client.config.proof != nil {
		opts = append(slices.Clip(opts), WithToken(AppToken(appID, s.client.config.proof.Secret())))
	}
	for subscription, err := range s.AllForApp(ctx, appID, nil, opts...) {
		refusal, isRefusal := errors.AsType[*GraphAPIError](err)
		switch {
		case isRefusal && isFinal(refusal):
			found.add(WebhookCheckCallback, WebhookVerdictUnknown,
				"the app's subscriptions cannot be read: "+refusal.description(),
				"use the app token: give the client WithAppSecret, with the secret of this app")
			return nil
		case err != nil:
			return err
		case subscription.Object == WebhookObjectWABA:
			found.judgeCallback(subscription)
			found.judgeFields(subscription, fields)
			return nil
		}
	}
	found.add(WebhookCheckCallback, WebhookVerdictProblem,
		"the app has no callback URL for "+WebhookObjectWABA, "set one with Subscriptions.SetForApp, or in the dashboard under Configuration")
	return nil
}

func isFinal(refusal *GraphAPIError) bool {
	return errors.Is(refusal, ErrInvalidRequest) || errors.Is(refusal, ErrUnauthorized) ||
		errors.Is(refusal, ErrPermission) || errors.Is(refusal, ErrNotFound)
}

// DiagnoseWebhooksRequest says what to look at besides the account and the app.
type DiagnoseWebhooksRequest struct {
	// Fields must be subscribed to: "messages" if there are none.
	Fields []string
	// PhoneNumberID is a number of the account. Its own override is looked at,
	// if it is not empty.
	PhoneNumberID string
}

func (r DiagnoseWebhooksRequest) check(appID string) error {
	var found violations
	found.digits("app-id", appID)
	if r.PhoneNumberID != "" {
		found.digits("phone-number-id", r.PhoneNumberID)
	}
	return found.err()
}

// WebhookDiagnosis is the answer to [SubscriptionService.Diagnose].
type WebhookDiagnosis struct {
	// Findings has one entry for each check, in the order of the path that a
	// webhook takes.
	Findings []WebhookFinding
}

// CanArrive reports whether every check was made and none has found a problem.
func (d *WebhookDiagnosis) CanArrive() bool {
	return !slices.ContainsFunc(d.Findings, func(finding WebhookFinding) bool { return finding.Verdict != WebhookVerdictOK })
}

// WebhookFinding is what one check has found.
type WebhookFinding struct {
	Check   WebhookCheck
	Verdict WebhookVerdict
	// Detail says what was found.
	Detail string
	// NextStep says what to do; empty if there is nothing to do.
	NextStep string
}

// String returns the finding on one line.
func (f WebhookFinding) String() string {
	text := string(f.Check) + ": " + string(f.Verdict) + ": " + f.Detail
	if f.NextStep != "" {
		text += "; " + f.NextStep
	}
	return text
}

// WebhookCheck names a check of [SubscriptionService.Diagnose].
type WebhookCheck string

// The checks.
const (
	// WebhookCheckSubscription looks for the app among those of the account.
	WebhookCheckSubscription WebhookCheck = "subscription"
	// WebhookCheckCallback looks at the app's callback URL.
	WebhookCheckCallback WebhookCheck = "callback"
	// WebhookCheckFields looks at the fields that the app receives.
	WebhookCheckFields WebhookCheck = "fields"
	// WebhookCheckOverride looks at the URL that takes the place of the app's.
	WebhookCheckOverride WebhookCheck = "override"
)

// WebhookVerdict is the outcome of a check.
type WebhookVerdict string

// The verdicts.
const (
	WebhookVerdictOK      WebhookVerdict = "ok"
	WebhookVerdictProblem WebhookVerdict = "problem"
	WebhookVerdictUnknown WebhookVerdict = "unknown"
)

func (d *WebhookDiagnosis) add(check WebhookCheck, verdict WebhookVerdict, detail, nextStep string) {
	d.Findings = append(d.Findings, WebhookFinding{Check: check, Verdict: verdict, Detail: detail, NextStep: nextStep})
}

func (d *WebhookDiagnosis) judgeSubscription(app *WABAApp) {
	if app == nil {
		d.add(WebhookCheckSubscription, WebhookVerdictProblem,
			"the app is not subscribed to the account", "call Subscriptions.Subscribe with a token of this app")
		return
	}
	d.add(WebhookCheckSubscription, WebhookVerdictOK, "the app is subscribed to the account", "")
}

func (d *WebhookDiagnosis) judgeCallback(subscription *AppSubscription) {
	problem := unreachable(subscription.CallbackURL)
	switch {
	case problem != "":
		d.add(WebhookCheckCallback, WebhookVerdictProblem, "the app's callback URL "+problem, "set one that Meta can reach with Subscriptions.SetForApp")
	case !subscription.Active:
		d.add(WebhookCheckCallback, WebhookVerdictProblem,
			"the app's callback URL is not active", "start the server that answers it, then set the URL again with Subscriptions.SetForApp")
	default:
		d.add(WebhookCheckCallback, WebhookVerdictOK, "the app's callback URL is "+printable(subscription.CallbackURL), "")
	}
}

func (d *WebhookDiagnosis) judgeFields(subscription *AppSubscription, wanted []string) {
	if len(wanted) == 0 {
		wanted = []string{"messages"}
	}
	var absent []string
	for _, name := range wanted {
		if !slices.ContainsFunc(subscription.Fields, func(field SubscribedField) bool { return field.Name == name }) {
			absent = append(absent, name)
		}
	}
	if len(absent) > 0 {
		d.add(WebhookCheckFields, WebhookVerdictProblem, "the app does not receive "+strings.Join(absent, ", "),
			"add them to the fields that it receives with Subscriptions.SetForApp")
		return
	}
	d.add(WebhookCheckFields, WebhookVerdictOK, "the app receives "+strings.Join(wanted, ", "), "")
}

func (d *WebhookDiagnosis) judgeOverride(override string) {
	switch problem := unreachable(override); {
	case override == "":
		d.add(WebhookCheckOverride, WebhookVerdictOK, "there is no override", "")
	case problem != "":
		d.add(WebhookCheckOverride, WebhookVerdictProblem, "the override "+problem, "set one that Meta can reach, or take it back")
	default:
		d.add(WebhookCheckOverride, WebhookVerdictOK, "webhooks go to "+printable(override)+" in place of the app's callback URL", "")
	}
}

// unreachable says why Meta cannot reach an address, as far as it can be seen
// by looking at it.
func unreachable(address string) string {
	target, err := url.Parse(address)
	switch {
	case address == "":
		return "is not set"
	case err != nil || target.Hostname() == "":
		return "is not an address"
	case target.Scheme != "https":
		return "does not begin with https"
	case isOnlyHere(target.Hostname()):
		return "leads to an address that only your own network knows"
	}
	return ""
}

func isOnlyHere(host string) bool {
	if address, err := netip.ParseAddr(host); err == nil {
		return address.IsLoopback() || address.IsPrivate() || address.IsUnspecified() || address.IsLinkLocalUnicast()
	}
	return host == "localhost" || strings.HasSuffix(host, ".localhost") || !strings.Contains(host, ".")
}

// printable is an address without its query, which may hold a secret of the
// server there.
func printable(address string) string {
	target, err := url.Parse(address)
	if err != nil {
		return "an address"
	}
	return (&url.URL{Scheme: target.Scheme, Host: target.Host, Path: target.Path}).String()
}
