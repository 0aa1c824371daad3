package provision_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/graphtest"
	"github.com/wabakit/whatsapp/provision"
)

// account is a document about the first account of the sample world.
func account(members string) string {
	return `{"accounts": [{"id": "` + graphtest.WABAID + `", ` + members + `}]}`
}

// number is a document about its first phone number.
func number(members string) string {
	return account(`"phone_numbers": [{"id": "` + graphtest.PhoneNumberID + `", ` + members + `}]`)
}

func TestPlanText(t *testing.T) {
	t.Parallel()
	const (
		ofAccount = "account " + graphtest.WABAID + "\n"
		ofNumber  = "phone number " + graphtest.PhoneNumberID + "\n"
	)
	hello := func(members string) string {
		return account(`"templates": [{"name": "hello_world", "language": "en_US", ` + members + `}]`)
	}
	tests := map[string]struct{ document, want string }{
		"nothing declared":       {account(`"templates": []`), "no changes"},
		"as it is":               {number(`"profile": {"about": "Here to help"}, "commerce": {"is_cart_enabled": true}, "display_name": "Support line"`), "no changes"},
		"what is left out":       {number(`"automation": {}`), "no changes"},
		"tasks in another order": {account(`"users": [{"id": "` + graphtest.UserID + `", "tasks": ["DEVELOP", "MANAGE", "MANAGE"]}]`), "no changes"},
		"a user without tasks":   {account(`"users": [{"id": "` + graphtest.UserID + `"}]`), "no changes"},
		"another spelling":       {number(`"calling": {"status": "enabled"}`), "no changes"},
		"absent already": {account(`"templates": [{"name": "none", "language": "en_US", "state": "absent"}], "flows": [{"name": "none", "state": "absent"}],
			"welcome_sequences": [{"name": "none", "state": "absent"}], "users": [{"id": "5", "state": "absent"}],
			"subscriptions": [{"app_id": "` + graphtest.PartnerAppID + `", "state": "absent"}],
			"phone_numbers": [{"id": "` + graphtest.PhoneNumberID + `", "webhook": {"state": "absent"}, "qr_codes": [{"prefilled_message": "none", "state": "absent"}]}]`), "no changes"},
		"a changed profile": {number(`"profile": {"about": "Say \"hi\"", "websites": ["https://www.shop.test", "https://help.shop.test"]}`), ofNumber +
			"  ~ profile\n" +
			`      about: "Here to help" -> "Say \"hi\""` + "\n" +
			`      websites[1]: "https://help.shop.test"` + "\n" +
			"0 to create, 1 to change, 0 to delete"},
		"cleared prompts": {number(`"automation": {"prompts": []}`), ofNumber +
			"  ~ automation\n" +
			`      prompts[0]: "Where is my order?" -> nothing` + "\n" +
			`      prompts[1]: "What are your opening hours?" -> nothing` + "\n" +
			"0 to create, 1 to change, 0 to delete"},
		"a category that Meta has changed": {hello(`"category": "MARKETING"`),
			"no changes\n" + `warning: template "hello_world/en_US" of account ` + graphtest.WABAID +
				": it has the category UTILITY, which cannot be changed while it is approved"},
		"an edited template": {hello(`"components": [{"type": "HEADER", "format": "TEXT", "text": "Hello World"}, {"type": "BODY", "text": "Good to see you."}]`), ofAccount +
			`  ~ template "hello_world/en_US"` + "\n" +
			`      components[1]: {"text":"Good to have you here. This message shows that the set-up works.","type":"BODY"} -> nothing` + "\n" +
			`      components[2]: {"text":"A sample","type":"FOOTER"} -> nothing` + "\n" +
			`      components[1]: {"text":"Good to see you.","type":"BODY"}` + "\n" +
			"      ! will be reviewed by Meta\n" +
			"      ! an approved template can be edited once in 24 hours and ten times in 30 days\n" +
			"0 to create, 1 to change, 0 to delete; 1 will be reviewed by Meta"},
		"a deleted template": {hello(`"state": "absent"`), ofAccount +
			`  - template "hello_world/en_US"` + "\n" +
			"      ! cannot be undone: the name cannot be used again for 30 days\n" +
			"0 to create, 0 to change, 1 to delete; 1 cannot be undone"},
		"a sequence of an ad": {account(`"welcome_sequences": [{"name": "Spring sale", "state": "absent"}]`), ofAccount +
			`  - welcome_sequence "Spring sale"` + "\n" +
			"      ! blocked: an active ad uses it\n" +
			"0 to create, 0 to change, 1 to delete; 1 blocked"},
		"a published flow": {account(`"flows": [{"name": "appointment", "state": "absent"}]`), ofAccount +
			`  - flow "appointment"` + "\n" +
			"      ! cannot be undone: a deprecated flow can never be sent or opened again\n" +
			"0 to create, 0 to change, 1 to delete; 1 cannot be undone"},
		"a flow that becomes a draft": {account(`"flows": [{"name": "appointment", "endpoint_uri": "https://flows.shop.test/new"}]`), ofAccount +
			`  ~ flow "appointment"` + "\n" +
			`      endpoint_uri: "https://flows.shop.test/appointment" -> "https://flows.shop.test/new"` + "\n" +
			"      ! it becomes a draft; people go on seeing what was published last\n" +
			"0 to create, 1 to change, 0 to delete"},
		"the end of a subscription": {account(`"subscriptions": [{"app_id": "` + graphtest.AppID + `", "state": "absent"}]`), ofAccount +
			`  - subscription "` + graphtest.AppID + `"` + "\n" +
			"      ! the app no longer receives the account's webhooks\n" +
			"0 to create, 0 to change, 1 to delete"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, client, files := newWorld(t)
			plan := planFor(t, client, parse(t, test.document), files)
			require.Equal(t, test.want, plan.String())
			require.Equal(t, strings.HasPrefix(test.want, "no changes"), plan.Empty())
			require.Equal(t, strings.Contains(test.want, "cannot be undone"), plan.Irreversible())
		})
	}
}

// TestPlanGoesByDependency has flows before the templates that open them, and
// deletes in the opposite order.
func TestPlanGoesByDependency(t *testing.T) {
	t.Parallel()
	_, client, files := newWorld(t)
	var steps []string
	for _, change := range planFor(t, client, parse(t, everything), files).Changes {
		steps = append(steps, string(change.Action)+" "+string(change.Target.Kind))
	}
	require.Equal(t, []string{
		"create user", "update user", "update subscription", "update display_name", "update profile", "update automation",
		"update commerce", "update calling", "create webhook", "create flow", "create template", "update template",
		"create welcome_sequence", "update welcome_sequence", "create qr_code",
		"delete qr_code", "delete welcome_sequence", "delete template", "delete flow", "delete user",
	}, steps)
}

func TestPlanChecksTheLimitsOfWhatChanges(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("a", 200)
	_, client, files := newWorld(t)
	for document, want := range map[string]string{
		number(`"profile": {"about": "` + long + `"}`):                                                                       "accounts[0].phone_numbers[0].profile.about has 200 characters",
		number(`"qr_codes": [{"prefilled_message": "` + long + `"}]`):                                                        "accounts[0].phone_numbers[0].qr_codes[0].prefilled_message has 200 characters",
		number(`"display_name": "a"`):                                                                                        "accounts[0].phone_numbers[0].display_name must have 2 to 75 characters",
		number(`"webhook": {}`):                                                                                              "accounts[0].phone_numbers[0].webhook.override_callback_uri is required",
		number(`"webhook": {"override_callback_uri": "http://a.test"}`):                                                      "accounts[0].phone_numbers[0].webhook.override_callback_uri must be an https address",
		number(`"automation": {"prompts": ["a", "b", "c", "d", "e"]}`):                                                       "accounts[0].phone_numbers[0].automation.prompts ",
		number(`"calling": {"status": "ENABLED", "call_icons": {"restrict_to_user_countries": ["Germany"]}}`):                "accounts[0].phone_numbers[0].calling.call_icons.restrict_to_user_countries[0] must be a country",
		account(`"templates": [{"name": "Big", "language": "en"}]`):                                                          "accounts[0].templates[0].name ",
		account(`"templates": [{"name": "hello_world", "language": "en_US", "components": [{"type": "BODY", "text": ""}]}]`): "accounts[0].templates[0].components",
		account(`"flows": [{"name": "a"}]`):                                                                                  "accounts[0].flows[0].categories needs at least one entry",
		account(`"flows": [{"name": "survey", "categories": []}]`):                                                           "accounts[0].flows[0].categories needs at least one entry",
		account(`"flows": [{"name": "survey", "endpoint_uri": "http://a.test"}]`):                                            "accounts[0].flows[0].endpoint_uri must be an https address",
		account(`"welcome_sequences": [{"name": "a"}]`):                                                                      "accounts[0].welcome_sequences[0].welcome_message_sequence.text is required",
		account(`"users": [{"id": "` + graphtest.UserID + `", "tasks": []}]`):                                                "accounts[0].users[0].tasks needs at least one task",
		account(`"users": [{"id": "5"}]`):                                                                                    "accounts[0].users[0].tasks needs at least one task",
	} {
		_, err := provision.NewPlan(t.Context(), client, parse(t, document), files)
		require.ErrorContains(t, err, "provision: "+want, document)
	}
}

func TestPlanOfWrongArguments(t *testing.T) {
	t.Parallel()
	_, client, _ := newWorld(t)
	document := parse(t, account(`"templates": []`))
	_, err := provision.NewPlan(t.Context(), client, nil)
	require.EqualError(t, err, "provision: the document is nil")
	_, err = provision.NewPlan(t.Context(), nil, document)
	require.EqualError(t, err, "provision: the client is nil")
	_, err = provision.NewPlan(t.Context(), client, document, nil, provision.WithConcurrency(0))
	require.EqualError(t, err, "provision: the concurrency must be at least 1")
	_, err = provision.NewPlan(t.Context(), client, document, provision.WithHTTPClient(nil))
	require.EqualError(t, err, "provision: the HTTP client is nil")
	_, err = provision.Export(t.Context(), client, []string{"me"})
	require.EqualError(t, err, `provision: the account id must have digits only, not "me"`)
	_, err = provision.Export(t.Context(), nil, nil)
	require.EqualError(t, err, "provision: the client is nil")
	_, err = new(provision.Plan).Apply(t.Context(), nil, provision.ApplyOptions{})
	require.EqualError(t, err, "provision: the client is nil")
	_, err = provision.NewPlan(t.Context(), client, &provision.Document{Accounts: []provision.Account{{ID: "x"}}})
	require.EqualError(t, err, `provision: accounts[0].id must have digits only, not "x"`)
	_, err = provision.Export(t.Context(), client, []string{"12345"})
	require.ErrorContains(t, err, "provision: list the phone numbers of account 12345: ")
	_, err = (*provision.Plan)(nil).Apply(t.Context(), client, provision.ApplyOptions{})
	require.EqualError(t, err, "provision: the plan is nil")
	unknown := &provision.Plan{Changes: []provision.Change{{Target: provision.Target{Kind: "moon"}}}}
	_, err = unknown.Apply(t.Context(), client, provision.ApplyOptions{})
	require.EqualError(t, err, `provision: unknown kind "moon"`)
}

func TestPlanFailsWhereReadingFails(t *testing.T) {
	t.Parallel()
	srv, client, files := newWorld(t)
	srv.Always("GET /{phone}/whatsapp_business_profile", graphtest.GraphError(http.StatusForbidden, graphtest.Error{Code: 10, Message: "No."}))
	_, err := provision.NewPlan(t.Context(), client, parse(t, number(`"profile": {"about": "a"}`)), files)
	require.ErrorIs(t, err, whatsapp.ErrPermission)
	require.ErrorContains(t, err, "provision: read the profile of phone number "+graphtest.PhoneNumberID)
}

// TestTwentyNumbers goes over several accounts with twenty numbers, reading
// some at a time, through answers that are lost.
func TestTwentyNumbers(t *testing.T) {
	t.Parallel()
	srv := graphtest.New(graphtest.WithoutSampleWorld())
	srv.AddApplication(graphtest.Application{ID: graphtest.AppID})
	business := srv.AddBusiness(graphtest.Business{})
	var document provision.Document
	for i := range 2 {
		waba := srv.AddWABA(business, graphtest.WABA{})
		declared := provision.Account{ID: waba, Subscriptions: []provision.Subscription{{AppID: graphtest.AppID}}}
		for j := range 10 {
			id := srv.AddPhoneNumber(waba, graphtest.PhoneNumber{})
			declared.PhoneNumbers = append(declared.PhoneNumbers, provision.PhoneNumber{
				ID:         id,
				Profile:    &provision.Profile{About: new(fmt.Sprintf("Shop %d", j)), Websites: []string{"https://www.shop.test"}},
				Automation: &whatsapp.ConversationalAutomationRequest{Prompts: []string{"When do you open?"}},
				QRCodes:    []provision.QRCode{{PrefilledMessage: "Hello"}, {PrefilledMessage: fmt.Sprint("I am at counter ", i)}},
			})
		}
		document.Accounts = append(document.Accounts, declared)
	}
	client, err := whatsapp.NewClient(graphtest.AccessToken, whatsapp.WithHTTPClient(srv.Client()), whatsapp.WithMaxRetries(0))
	require.NoError(t, err)
	plan := planFor(t, client, &document, provision.WithConcurrency(8))
	require.Len(t, plan.Changes, 2+20*4)

	lost := 0
	for _, route := range []string{"POST /{phone}/message_qrdls", "POST /{phone}/whatsapp_business_profile", "POST /{waba}/subscribed_apps"} {
		srv.Script(route, graphtest.DropAfter(), graphtest.Pass(), graphtest.DropBefore(), graphtest.Pass(), graphtest.DropAfter())
	}
	var steps []provision.Progress
	options := provision.ApplyOptions{ContinueOnError: true, AppID: graphtest.AppID, Progress: func(p provision.Progress) { steps = append(steps, p) }}
	results, err := plan.Apply(t.Context(), client, options)
	require.ErrorIs(t, err, whatsapp.ErrOutcomeUnknown)
	for _, result := range results {
		if result.Outcome == provision.OutcomeFailed {
			lost++
			require.Error(t, result.Err)
		}
	}
	require.Equal(t, 2, lost, "what was carried out although the answer was lost is looked up")
	require.Len(t, steps, 2*len(plan.Changes))
	require.Equal(t, 1, steps[0].Step)
	require.Empty(t, steps[0].Outcome)

	_, err = plan.Apply(t.Context(), client, options)
	require.NoError(t, err)
	require.True(t, planFor(t, client, &document).Empty())
	for _, account := range document.Accounts {
		for _, number := range account.PhoneNumbers {
			codes, err := client.QRCodes.List(t.Context(), number.ID, nil)
			require.NoError(t, err)
			require.Len(t, codes.Data, 2)
		}
	}
}

func TestApplyStopsAtAnError(t *testing.T) {
	t.Parallel()
	srv, client, files := newWorld(t)
	document := parse(t, number(`"profile": {"about": "New"}, "commerce": {"is_catalog_visible": true}`))
	plan := planFor(t, client, document, files)
	refusal := graphtest.GraphError(http.StatusBadRequest, graphtest.Error{Code: 100, Message: "Not this."})
	srv.Script("POST /{phone}/whatsapp_business_profile", refusal, refusal)

	results, err := plan.Apply(t.Context(), client, provision.ApplyOptions{})
	require.ErrorContains(t, err, "provision: update the profile of phone number "+graphtest.PhoneNumberID+": ")
	require.Equal(t, []provision.Outcome{provision.OutcomeFailed, provision.OutcomeSkipped}, outcomes(results))
	require.Equal(t, whatsapp.ActionChange, whatsapp.Decide(results[0].Err).Action)

	results, err = plan.Apply(t.Context(), client, provision.ApplyOptions{ContinueOnError: true})
	require.Error(t, err)
	require.Equal(t, []provision.Outcome{provision.OutcomeFailed, provision.OutcomeApplied}, outcomes(results))
}

func TestApplyStopsWithoutAToken(t *testing.T) {
	t.Parallel()
	_, client, files := newWorld(t)
	plan := planFor(t, client, parse(t, number(`"profile": {"about": "New"}, "commerce": {"is_catalog_visible": true}`)), files)
	expired, err := client.Clone(whatsapp.WithToken(graphtest.ExpiredToken))
	require.NoError(t, err)
	results, err := plan.Apply(t.Context(), expired, provision.ApplyOptions{ContinueOnError: true})
	require.ErrorIs(t, err, whatsapp.ErrUnauthorized)
	require.Equal(t, []provision.Outcome{provision.OutcomeFailed, provision.OutcomeSkipped}, outcomes(results))
}

func TestApplyAfterTheEndOfTheContext(t *testing.T) {
	t.Parallel()
	srv, client, files := newWorld(t)
	plan := planFor(t, client, parse(t, number(`"profile": {"about": "New"}`)), files)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	before := len(srv.Requests())
	results, err := plan.Apply(ctx, client, provision.ApplyOptions{WaitForReviews: true})
	require.ErrorIs(t, err, context.Canceled)
	require.Equal(t, []provision.Outcome{provision.OutcomeSkipped}, outcomes(results))
	require.Len(t, srv.Requests(), before)
}

func outcomes(results []provision.Result) []provision.Outcome {
	list := make([]provision.Outcome, len(results))
	for i, result := range results {
		list[i] = result.Outcome
	}
	return list
}

// TestApplyNeedsSecrets refuses before anything is changed.
func TestApplyNeedsSecrets(t *testing.T) {
	t.Parallel()
	srv, client, files := newWorld(t)
	plan := planFor(t, client, parse(t, everything), files)
	before := len(srv.Requests())
	_, err := plan.Apply(t.Context(), client, provision.ApplyOptions{AppID: graphtest.AppID})
	require.ErrorContains(t, err, "needs a verify token; set ApplyOptions.VerifyToken")
	_, err = plan.Apply(t.Context(), client, provision.ApplyOptions{VerifyToken: verifyToken})
	require.ErrorContains(t, err, `is not that of the access token's app; ApplyOptions.AppID is ""`)
	require.Len(t, srv.Requests(), before)

	failing := provision.ApplyOptions{AppID: graphtest.AppID, ContinueOnError: true, VerifyToken: func(string) (whatsapp.VerifyToken, error) {
		return "", assert.AnError
	}}
	_, err = plan.Apply(t.Context(), client, failing)
	require.ErrorIs(t, err, assert.AnError)
	encoded, err := json.Marshal(plan)
	require.NoError(t, err)
	require.False(t, bytes.Contains(encoded, []byte("sesame")))
}

func TestSubscriptionOfAnotherAppIsNoticed(t *testing.T) {
	t.Parallel()
	srv, client, files := newWorld(t)
	plan := planFor(t, client, parse(t, account(`"subscriptions": [{"app_id": "`+graphtest.PartnerAppID+`"}]`)), files)
	_, err := plan.Apply(t.Context(), client, provision.ApplyOptions{AppID: graphtest.PartnerAppID})
	require.ErrorContains(t, err, "the app is not subscribed; the access token belongs to another app")

	srv.AddSubscribedApp(graphtest.WABAID, graphtest.SubscribedApp{AppID: graphtest.PartnerAppID})
	plan = planFor(t, client, parse(t, account(`"subscriptions": [{"app_id": "`+graphtest.PartnerAppID+`", "state": "absent"}]`)), files)
	_, err = plan.Apply(t.Context(), client, provision.ApplyOptions{AppID: graphtest.PartnerAppID})
	require.ErrorContains(t, err, "the app is still subscribed; the access token belongs to another app")
	srv.AddSubscribedApp(graphtest.WABAID, graphtest.SubscribedApp{AppID: graphtest.AppID})

	plan = planFor(t, client, parse(t, account(`"subscriptions": [{"app_id": "`+graphtest.AppID+`", "state": "absent"}]`)), files)
	_, err = plan.Apply(t.Context(), client, provision.ApplyOptions{AppID: graphtest.AppID})
	require.NoError(t, err)
	require.True(t, planFor(t, client, parse(t, account(`"subscriptions": [{"app_id": "`+graphtest.AppID+`", "state": "absent"}]`))).Empty())
}

const order = `{"name": "order", "language": "en_US", "category": "UTILITY", "components": [{"type": "BODY", "text": "%s"}]}`

func TestReviews(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv, client, files := newWorld(t, graphtest.WithTemplateReview(10*time.Minute))
		first := parse(t, account(`"templates": [`+fmt.Sprintf(order, "It is on its way.")+`]`))
		plan := planFor(t, client, first, files)
		_, err := plan.Apply(t.Context(), client, provision.ApplyOptions{})
		require.NoError(t, err)

		pending := planFor(t, client, first, files)
		require.True(t, pending.Empty())
		require.Len(t, pending.Reviews, 1)
		require.Equal(t, "no changes\nunder review: template \"order/en_US\" of account "+graphtest.WABAID, pending.String())

		second := parse(t, account(`"templates": [`+fmt.Sprintf(order, "It has arrived.")+`]`))
		plan = planFor(t, client, second, files)
		require.Equal(t, "it is under review, and cannot be edited until that is over", plan.Changes[0].Blocked)
		_, err = plan.Apply(t.Context(), client, provision.ApplyOptions{})
		require.ErrorIs(t, err, provision.ErrBlocked)
		require.Equal(t, whatsapp.ActionChange, whatsapp.Decide(err).Action)

		soon, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		_, err = plan.Apply(soon, client, provision.ApplyOptions{WaitForReviews: true})
		require.ErrorIs(t, err, context.DeadlineExceeded)

		started := time.Now()
		_, err = plan.Apply(t.Context(), client, provision.ApplyOptions{WaitForReviews: true})
		require.NoError(t, err)
		require.Greater(t, time.Since(started), 15*time.Minute, "both reviews")
		require.True(t, planFor(t, client, second, files).Empty())
		require.Empty(t, planFor(t, client, second, files).Reviews)

		rejected := parse(t, account(`"templates": [`+strings.ReplaceAll(fmt.Sprintf(order, "You have won."), `"order"`, `"prize"`)+`]`))
		plan = planFor(t, client, rejected, files)
		_, err = plan.Apply(t.Context(), client, provision.ApplyOptions{})
		require.NoError(t, err)
		plan = planFor(t, client, rejected, files)
		srv.ReviewTemplate(templateID(t, client, "prize"), "REJECTED", "PROMOTIONAL")
		_, err = plan.Apply(t.Context(), client, provision.ApplyOptions{WaitForReviews: true})
		require.ErrorIs(t, err, provision.ErrRejected)
		require.Contains(t, planFor(t, client, rejected, files).String(), "Meta has rejected it: PROMOTIONAL")
	})
}

func templateID(t *testing.T, client *whatsapp.Client, name string) string {
	t.Helper()
	page, err := client.Templates.List(t.Context(), graphtest.WABAID, &whatsapp.ListTemplatesOptions{Name: name})
	require.NoError(t, err)
	require.Len(t, page.Data, 1)
	return page.Data[0].ID
}

func TestDisplayNames(t *testing.T) {
	t.Parallel()
	srv, client, files := newWorld(t)
	document := parse(t, number(`"display_name": "Support desk"`))
	plan := planFor(t, client, document, files)
	_, err := plan.Apply(t.Context(), client, provision.ApplyOptions{})
	require.NoError(t, err)
	pending := planFor(t, client, document, files)
	require.True(t, pending.Empty())
	require.Len(t, pending.Reviews, 1)

	srv.ReviewDisplayName(graphtest.PhoneNumberID, "DECLINED", "")
	_, err = pending.Apply(t.Context(), client, provision.ApplyOptions{WaitForReviews: true})
	require.ErrorIs(t, err, provision.ErrRejected)
	require.Contains(t, planFor(t, client, document, files).String(), "Meta has declined the name")
}

// TestOutdatedPlan applies a plan that deletes a draft after somebody has
// published it, which would now end the flow for good.
func TestOutdatedPlan(t *testing.T) {
	t.Parallel()
	_, client, files := newWorld(t)
	plan := planFor(t, client, parse(t, account(`"flows": [{"name": "survey", "state": "absent"}]`)), files)
	require.NoError(t, client.Flows.Publish(t.Context(), graphtest.DraftFlowID))
	_, err := plan.Apply(t.Context(), client, provision.ApplyOptions{})
	require.ErrorIs(t, err, provision.ErrPlanOutdated)
	flow, err := client.Flows.Get(t.Context(), graphtest.DraftFlowID)
	require.NoError(t, err)
	require.Equal(t, whatsapp.FlowStatusPublished, flow.Status)

	plan.Changes[0].Desired = json.RawMessage(`[]`)
	_, err = plan.Apply(t.Context(), client, provision.ApplyOptions{})
	require.ErrorContains(t, err, "decode what is desired")
}

// TestPlanDoesNotObeyItsContent prints what came from Graph to a terminal.
func TestPlanDoesNotObeyItsContent(t *testing.T) {
	t.Parallel()
	change := provision.Change{Action: provision.ActionUpdate, Target: provision.Target{Kind: provision.KindFlow, Name: "a\x1b[2J"}}
	change.Differences = []provision.Difference{{Path: "b\x1b[2J", Old: json.RawMessage("[\"\u009b2J\"]")}}
	plan := &provision.Plan{Changes: []provision.Change{change}}
	for _, text := range []string{plan.String(), change.String(), change.Differences[0].String()} {
		require.NotContains(t, text, "\x1b")
		require.NotContains(t, text, "\u009b")
		require.Contains(t, text, `b\u001b[2J: ["\u009b2J"] -> nothing`)
	}
}

func TestFlows(t *testing.T) {
	t.Parallel()
	_, client, files := newWorld(t)
	options := provision.ApplyOptions{Options: []provision.Option{files}}
	apply := func(document string) error {
		_, err := planFor(t, client, parse(t, document), files).Apply(t.Context(), client, options)
		return err
	}
	// A change of a published flow is published again.
	changed := account(`"flows": [{"name": "appointment", "categories": ["OTHER"], "published": true}]`)
	require.NoError(t, apply(changed))
	flow, err := client.Flows.Get(t.Context(), graphtest.FlowID)
	require.NoError(t, err)
	require.Equal(t, whatsapp.FlowStatusPublished, flow.Status)

	// Without that it becomes a draft. A member that is gone is a change.
	screens := `"json": {"version": "7.3", "screens": [{"id": "A", "title": "A", "terminal": true, %s"layout": {"type": "SingleColumnLayout",
		"children": [{"type": "Footer", "label": "Done", "on-click-action": {"name": "complete", "payload": {}}}]}}]}`
	for _, data := range []string{`"data": {}, "refresh_on_back": true, `, `"data": {}, `} {
		draft := account(`"flows": [{"name": "appointment", ` + fmt.Sprintf(screens, data) + `}]`)
		require.Len(t, planFor(t, client, parse(t, draft), files).Changes, 1)
		require.NoError(t, apply(draft))
	}
	flow, err = client.Flows.Get(t.Context(), graphtest.FlowID)
	require.NoError(t, err)
	require.Equal(t, whatsapp.FlowStatusDraft, flow.Status)
	require.NoError(t, apply(changed))

	// Mistakes in the JSON keep it from being published, and are in the plan.
	wrong := account(`"flows": [{"name": "survey", "published": true, "json": {"version": "7.3", "screens": [{"id": "A", "colour": 1}]}}]`)
	require.Error(t, apply(wrong))
	require.Contains(t, planFor(t, client, parse(t, wrong), files).String(), "its JSON has mistakes: flow.json")

	// A deprecated flow stays so, and is not in the export.
	require.NoError(t, apply(account(`"flows": [{"name": "appointment", "state": "absent"}]`)))
	require.True(t, planFor(t, client, parse(t, account(`"flows": [{"name": "appointment", "state": "absent"}]`))).Empty())
	require.Equal(t, "it is deprecated for good; choose another name",
		planFor(t, client, parse(t, changed), files).Changes[0].Blocked)
	require.ErrorIs(t, apply(changed), provision.ErrBlocked)
	document, err := provision.Export(t.Context(), client, []string{graphtest.WABAID}, files)
	require.NoError(t, err)
	require.Len(t, document.Accounts[0].Flows, 1)
}

// TestFlowsOfTemplates names a flow in a document where Graph has its id.
func TestFlowsOfTemplates(t *testing.T) {
	t.Parallel()
	srv, client, files := newWorld(t)
	srv.AddTemplate(graphtest.WABAID, graphtest.Template{Name: "book", Components: `[{"type":"BODY","text":"Book now."},
		{"type":"BUTTONS","buttons":[{"type":"FLOW","text":"Book","flow_id":"` + graphtest.FlowID + `"}]}]`})
	document, err := provision.Export(t.Context(), client, []string{graphtest.WABAID}, files)
	require.NoError(t, err)
	encoded, err := json.Marshal(document)
	require.NoError(t, err)
	require.Contains(t, string(encoded), `"flow_name":"appointment"`)
	require.True(t, planFor(t, client, document, files).Empty())

	byID := strings.Replace(string(encoded), `"flow_name":"appointment"`, `"flow_id":"`+graphtest.FlowID+`"`, 1)
	require.True(t, planFor(t, client, parse(t, byID), files).Empty())
}

func TestThingsWithTheSameName(t *testing.T) {
	t.Parallel()
	srv, client, files := newWorld(t)
	srv.AddWelcomeSequence(graphtest.WABAID, graphtest.WelcomeSequence{Name: "Returns"})
	srv.AddQRCode(graphtest.PhoneNumberID, graphtest.QRCode{PrefilledMessage: "When do you open?"})
	document, err := provision.Export(t.Context(), client, []string{graphtest.WABAID}, files)
	require.NoError(t, err)
	require.True(t, planFor(t, client, document, files).Empty())

	blocked := planFor(t, client, parse(t, account(`"welcome_sequences": [{"name": "Returns", "state": "absent"}]`)), files)
	require.Equal(t, "2 sequences have this name; give each a name of its own", blocked.Changes[0].Blocked)

	plan := planFor(t, client, parse(t, number(`"qr_codes": [{"prefilled_message": "When do you open?", "state": "absent"}]`)), files)
	_, err = plan.Apply(t.Context(), client, provision.ApplyOptions{})
	require.NoError(t, err)
	codes, err := client.QRCodes.List(t.Context(), graphtest.PhoneNumberID, nil)
	require.NoError(t, err)
	require.Len(t, codes.Data, 1)
}

func TestCallHoursKeepTheirHolidays(t *testing.T) {
	t.Parallel()
	_, client, _ := newWorld(t)
	hours := func(open, holidays string) string {
		return number(`"calling": {"call_hours": {"status": "ENABLED", "timezone_id": "America/Manaus",
			"weekly_operating_hours": [{"day_of_week": "TUESDAY", "open_time": "0900", "close_time": "1700"}, {"day_of_week": "MONDAY", "open_time": "` + open + `", "close_time": "1700"}]` + holidays + `}}`)
	}
	for _, document := range []string{
		hours("0900", `, "holiday_schedule": [{"date": "2027-01-01", "start_time": "0000", "end_time": "2359"}]`),
		hours("1000", ""),
	} {
		plan := planFor(t, client, parse(t, document))
		_, err := plan.Apply(t.Context(), client, provision.ApplyOptions{})
		require.NoError(t, err)
		require.True(t, planFor(t, client, parse(t, document)).Empty())
	}
	settings, err := client.PhoneNumbers.GetSettings(t.Context(), graphtest.PhoneNumberID)
	require.NoError(t, err)
	require.Len(t, settings.Calling.CallHours.HolidaySchedule, 1)

	cleared := parse(t, hours("1000", `, "holiday_schedule": []`))
	require.Len(t, planFor(t, client, cleared).Changes, 1, "an empty list deletes them")
}
