package whatsapp_test

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/graphtest"
)

const callbackURL = "https://hooks.shop.test/whatsapp"

func subscriptionMethods() []method {
	return slices.Concat(subscribedAppLists(), subscribing(), appSubscriptionLists(), appSubscribing(), diagnosing())
}

func overriddenApp() whatsapp.WABAApp {
	return whatsapp.WABAApp{
		ID: appID, Name: "Messaging console", Link: "https://www.facebook.com/games/?app_id=" + appID,
		OverrideCallbackURI: "https://hooks.shop.test/second",
	}
}

func subscribedAppLists() []method {
	return listRow[whatsapp.WABAApp, whatsapp.ListOptions]{
		list:      (*whatsapp.SubscriptionService).List,
		all:       (*whatsapp.SubscriptionService).All,
		operation: "GET /{waba-id}/subscribed_apps",
		ids:       []string{wabaID},
		options:   secondPage,
		fields:    []string{"whatsapp_business_api_data", "override_callback_uri"},
		page: &whatsapp.Page[whatsapp.WABAApp]{Paging: lastPage, Data: []whatsapp.WABAApp{
			overriddenApp(), {ID: "885410032197845", Name: "Partner console"},
		}},
	}.methods()
}

func subscribing() []method {
	subscribe := func(request whatsapp.SubscribeRequest, first ...whatsapp.RequestOption) callMethod {
		return func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
			return result(client.Subscriptions.Subscribe(ctx, id, request, append(first, opts...)...))
		}
	}
	unsubscribe := func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
		return nothing(client.Subscriptions.Unsubscribe(ctx, id, opts...))
	}
	override := whatsapp.SubscribeRequest{OverrideCallbackURI: "https://hooks.shop.test/second", VerifyToken: "chosen text"}
	return []method{
		{
			name: "Subscriptions.Subscribe", operation: "POST /{waba-id}/subscribed_apps", repeat: whatsapp.RepeatSafe, id: wabaID,
			cases: []exchange{
				one("subscriptions/subscribe_success", subscribe(whatsapp.SubscribeRequest{}), &whatsapp.WABASubscription{Success: true}),
				one("subscriptions/subscribe_override", subscribe(override), &whatsapp.WABASubscription{
					Success: true, Data: []whatsapp.WABAApp{overriddenApp()},
				}),
				one("subscriptions/subscribe_beyond_limits", subscribe(whatsapp.SubscribeRequest{VerifyToken: "chosen text"}, whatsapp.WithoutValidation()),
					&whatsapp.WABASubscription{Success: true}),
			},
		},
		{
			name: "Subscriptions.Unsubscribe", operation: "DELETE /{waba-id}/subscribed_apps", repeat: whatsapp.RepeatSafe, id: wabaID,
			cases: []exchange{one("subscriptions/unsubscribe_success", unsubscribe, nil)},
		},
	}
}

func appSubscriptionLists() []method {
	return listRow[whatsapp.AppSubscription, whatsapp.ListOptions]{
		list:      (*whatsapp.SubscriptionService).ListForApp,
		all:       (*whatsapp.SubscriptionService).AllForApp,
		operation: "GET /{app-id}/subscriptions",
		ids:       []string{appID},
		options:   secondPage,
		fields:    []string{"object", "callback_url"},
		page: &whatsapp.Page[whatsapp.AppSubscription]{Paging: lastPage, Data: []whatsapp.AppSubscription{
			{
				Object: whatsapp.WebhookObjectWABA, CallbackURL: callbackURL + "?key=1", Active: true,
				Fields: []whatsapp.SubscribedField{{Name: "messages", Version: "v23.0"}, {Name: "account_update", Version: "v23.0"}},
			},
			{Object: "page", CallbackURL: "https://hooks.shop.test/page", Fields: []whatsapp.SubscribedField{{Name: "feed", Version: "v23.0"}}},
		}},
	}.methods()
}

func appSubscribing() []method {
	set := func(request whatsapp.SetAppSubscriptionRequest, first ...whatsapp.RequestOption) callMethod {
		return func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
			return nothing(client.Subscriptions.SetForApp(ctx, id, request, append(first, opts...)...))
		}
	}
	remove := func(request whatsapp.DeleteAppSubscriptionRequest) callMethod {
		return func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
			return nothing(client.Subscriptions.DeleteForApp(ctx, id, request, opts...))
		}
	}
	return []method{
		{
			name: "Subscriptions.SetForApp", operation: "POST /{app-id}/subscriptions", repeat: whatsapp.RepeatSafe, id: appID,
			cases: []exchange{
				one("subscriptions/set_for_app_success", set(appSubscription()), nil),
				one("subscriptions/set_for_app_beyond_limits", set(whatsapp.SetAppSubscriptionRequest{Object: "page"}, whatsapp.WithoutValidation()), nil),
			},
		},
		{
			name: "Subscriptions.DeleteForApp", operation: "DELETE /{app-id}/subscriptions", repeat: whatsapp.RepeatSafe, id: appID,
			cases: []exchange{
				one("subscriptions/delete_for_app_success", remove(whatsapp.DeleteAppSubscriptionRequest{}), nil),
				one("subscriptions/delete_for_app_fields", remove(whatsapp.DeleteAppSubscriptionRequest{Object: "page", Fields: []string{"feed", "mention"}}), nil),
			},
		},
	}
}

func appSubscription() whatsapp.SetAppSubscriptionRequest {
	return whatsapp.SetAppSubscriptionRequest{CallbackURL: callbackURL, VerifyToken: "chosen text", Fields: []string{"messages", "account_update"}}
}

func diagnosing() []method {
	diagnose := func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
		return result(client.Subscriptions.Diagnose(ctx, id, appID, whatsapp.DiagnoseWebhooksRequest{PhoneNumberID: phoneNumberID}, opts...))
	}
	return []method{{
		name: "Subscriptions.Diagnose", operation: "GET /{waba-id}/subscribed_apps", repeat: whatsapp.RepeatSafe, id: wabaID,
		cases: []exchange{{
			fixtures: []string{"subscriptions/diagnose_subscribed", "subscriptions/diagnose_app", "subscriptions/diagnose_number"},
			call:     diagnose,
			want: &whatsapp.WebhookDiagnosis{Findings: []whatsapp.WebhookFinding{
				{Check: whatsapp.WebhookCheckSubscription, Verdict: whatsapp.WebhookVerdictOK, Detail: "the app is subscribed to the account"},
				{Check: whatsapp.WebhookCheckCallback, Verdict: whatsapp.WebhookVerdictOK, Detail: "the app's callback URL is " + callbackURL},
				{Check: whatsapp.WebhookCheckFields, Verdict: whatsapp.WebhookVerdictOK, Detail: "the app receives messages"},
				{
					Check: whatsapp.WebhookCheckOverride, Verdict: whatsapp.WebhookVerdictProblem,
					Detail: "the override does not begin with https", NextStep: "set one that Meta can reach, or take it back",
				},
			}},
		}},
	}}
}

// Each step of the way that a webhook takes can be missing, and the diagnosis
// names it.
func TestDiagnoseFindsWhatIsMissing(t *testing.T) {
	t.Parallel()
	const secret = "app-secret"
	whole := graphtest.AppSubscription{CallbackURL: callbackURL, Fields: []string{"messages"}}
	inactive, elsewhere, local := whole, whole, whole
	inactive.Inactive, elsewhere.Object, local.CallbackURL = true, "page", "https://192.168.1.20/whatsapp"
	tests := map[string]struct {
		app     graphtest.AppSubscription
		omit    bool // the subscription to the account
		secret  string
		request whatsapp.DiagnoseWebhooksRequest
		check   whatsapp.WebhookCheck // that does not hold; empty if all do
		verdict whatsapp.WebhookVerdict
		detail  string
	}{
		"nothing":        {app: whole, secret: secret},
		"subscription":   {app: whole, omit: true, secret: secret, check: whatsapp.WebhookCheckSubscription, verdict: whatsapp.WebhookVerdictProblem, detail: "the app is not subscribed to the account"},
		"the object":     {app: elsewhere, secret: secret, check: whatsapp.WebhookCheckCallback, verdict: whatsapp.WebhookVerdictProblem, detail: "the app has no callback URL for whatsapp_business_account"},
		"verification":   {app: inactive, secret: secret, check: whatsapp.WebhookCheckCallback, verdict: whatsapp.WebhookVerdictProblem, detail: "the app's callback URL is not active"},
		"a public place": {app: local, secret: secret, check: whatsapp.WebhookCheckCallback, verdict: whatsapp.WebhookVerdictProblem, detail: "the app's callback URL leads to an address that only your own network knows"},
		"a field": {
			app: whole, secret: secret, request: whatsapp.DiagnoseWebhooksRequest{Fields: []string{"messages", "calls"}},
			check: whatsapp.WebhookCheckFields, verdict: whatsapp.WebhookVerdictProblem, detail: "the app does not receive calls",
		},
		"the app token": {
			app: whole, check: whatsapp.WebhookCheckCallback, verdict: whatsapp.WebhookVerdictUnknown,
			detail: "the app's subscriptions cannot be read: (#15) This method must be called with an app access_token. (code 15, HTTP 400)",
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := graphtest.New(graphtest.WithoutSampleWorld(), graphtest.WithAccessToken(testToken))
			business := server.AddBusiness(graphtest.Business{})
			app, waba := server.AddApplication(graphtest.Application{}), server.AddWABA(business, graphtest.WABA{})
			server.AddAppSubscription(app, test.app)
			if !test.omit {
				server.AddSubscribedApp(waba, graphtest.SubscribedApp{AppID: app})
			}
			opts := []whatsapp.Option{}
			if test.secret != "" {
				opts = append(opts, whatsapp.WithAppSecret(test.secret))
			} else {
				server.Script("GET /{app}/subscriptions", graphtest.GraphError(400, graphtest.Error{
					Message: "(#15) This method must be called with an app access_token.", Type: "OAuthException", Code: 15,
				}))
			}
			diagnosis, err := newClient(t, server.Client().Transport, opts...).Subscriptions.Diagnose(t.Context(), waba, app, test.request)
			require.NoError(t, err)
			assert.Equal(t, test.check == "", diagnosis.CanArrive())
			for _, finding := range diagnosis.Findings {
				assert.Equal(t, finding.Verdict == whatsapp.WebhookVerdictOK, finding.NextStep == "", "%s says what to do next", finding)
				if finding.Verdict != whatsapp.WebhookVerdictOK {
					assert.Equal(t, test.check, finding.Check)
					assert.Equal(t, test.verdict, finding.Verdict)
					assert.Equal(t, test.detail, finding.Detail)
				}
			}
		})
	}
}

// The client makes the app token from the app secret, for these calls only, and
// a token that a request names wins.
func TestAppSubscriptionsUseTheAppToken(t *testing.T) {
	t.Parallel()
	server := graphtest.New(graphtest.WithAppSecret("app-secret"))
	client := newClient(t, server.Client().Transport, whatsapp.WithAppSecret("app-secret"))
	require.NoError(t, client.Subscriptions.SetForApp(t.Context(), graphtest.AppID, appSubscription()))
	page, err := client.Subscriptions.ListForApp(t.Context(), graphtest.AppID, nil)
	require.NoError(t, err)
	require.Equal(t, callbackURL, page.Data[0].CallbackURL)
	require.NoError(t, client.Subscriptions.DeleteForApp(t.Context(), graphtest.AppID, whatsapp.DeleteAppSubscriptionRequest{}))

	_, err = client.Subscriptions.ListForApp(t.Context(), graphtest.AppID, nil, whatsapp.WithToken(testToken))
	require.ErrorContains(t, err, "must be called with an app access_token")
	require.NotContains(t, err.Error(), "app-secret")
}

func TestSubscriptionRequestsAreChecked(t *testing.T) {
	t.Parallel()
	for want, check := range map[string]interface{ Validate() error }{
		"verify_token is required":                            whatsapp.SubscribeRequest{OverrideCallbackURI: callbackURL},
		"override_callback_uri is required":                   whatsapp.SubscribeRequest{VerifyToken: "chosen text"},
		"override_callback_uri must be an https address":      whatsapp.SubscribeRequest{OverrideCallbackURI: "http://hooks.shop.test", VerifyToken: "chosen text"},
		"callback_url is required":                            whatsapp.SetAppSubscriptionRequest{},
		"fields needs at least one name":                      whatsapp.SetAppSubscriptionRequest{},
		`fields[0] must be one name, not "messages,comments"`: whatsapp.DeleteAppSubscriptionRequest{Fields: []string{"messages,comments"}},
		"fields[1] is required":                               whatsapp.DeleteAppSubscriptionRequest{Fields: []string{"messages", ""}},
	} {
		require.ErrorContains(t, check.Validate(), want)
	}
	require.NoError(t, whatsapp.SubscribeRequest{}.Validate())
	require.NoError(t, whatsapp.SubscribeRequest{OverrideCallbackURI: "http://127.0.0.1:8080/hook", VerifyToken: "t"}.Validate(), "a simulator may call it")
	require.NoError(t, appSubscription().Validate())
}

// Some versions name the fields alone.
func TestSubscribedFieldAsText(t *testing.T) {
	t.Parallel()
	var subscription whatsapp.AppSubscription
	require.NoError(t, json.Unmarshal([]byte(`{"fields":["messages",{"name":"calls","version":"v23.0"}]}`), &subscription))
	require.Equal(t, []whatsapp.SubscribedField{{Name: "messages"}, {Name: "calls", Version: "v23.0"}}, subscription.Fields)
}

func TestVerifyTokenIsASecret(t *testing.T) {
	t.Parallel()
	request := appSubscription()
	for _, form := range []string{"%v", "%+v", "%#v", "%s"} {
		require.NotContains(t, fmt.Sprintf(form, request), "chosen text", form)
		require.NotContains(t, fmt.Sprintf(form, &request), "chosen text", form)
	}
	require.NotContains(t, request.VerifyToken.LogValue().String(), "chosen text")
}
