package provision_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/graphtest"
	"github.com/wabakit/whatsapp/provision"
)

// twentyNumbers is a world of two accounts with ten numbers each, and a
// document that changes all of them.
func twentyNumbers() (*graphtest.Server, *provision.Document) {
	srv := graphtest.New(graphtest.WithoutSampleWorld())
	srv.AddApplication(graphtest.Application{ID: graphtest.AppID})
	business := srv.AddBusiness(graphtest.Business{})
	document := new(provision.Document)
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
	return srv, document
}

func requireTwoCodes(t *testing.T, client *whatsapp.Client, document *provision.Document) {
	t.Helper()
	for _, account := range document.Accounts {
		for _, number := range account.PhoneNumbers {
			codes, err := client.QRCodes.List(t.Context(), number.ID, nil)
			require.NoError(t, err)
			require.Len(t, codes.Data, 2)
		}
	}
}

// TestTwentyNumbersKilledAgainAndAgain kills run after run at random requests,
// until one comes to its end.
func TestTwentyNumbersKilledAgainAndAgain(t *testing.T) {
	t.Parallel()
	for seed := range uint64(10) {
		random := rand.New(rand.NewPCG(seed, 0))
		srv, document := twentyNumbers()
		blade := &guillotine{below: srv.Client().Transport, counts: map[string]int{}}
		client, err := whatsapp.NewClient(graphtest.AccessToken, whatsapp.WithHTTPClient(&http.Client{Transport: blade}), whatsapp.WithMaxRetries(0))
		require.NoError(t, err)
		runs := 0
		for killed := true; killed; runs++ {
			ctx, cancel := context.WithCancel(t.Context())
			blade.kill, blade.left, blade.after = cancel, 1+random.IntN(120), random.IntN(2) == 0
			plan, err := provision.NewPlan(ctx, client, document)
			if err == nil {
				_, err = plan.Apply(ctx, client, provision.ApplyOptions{AppID: graphtest.AppID})
			}
			killed = ctx.Err() != nil
			require.Equal(t, killed, err != nil, "seed %d: %v", seed, err)
			cancel()
		}
		require.Greater(t, runs, 2, "seed %d", seed)
		blade.left = -1
		require.True(t, planFor(t, client, document).Empty())
		requireTwoCodes(t, client, document)
	}
}

// TestTwentyNumbers goes over several accounts with twenty numbers, reading
// some at a time, through answers that are lost.
func TestTwentyNumbers(t *testing.T) {
	t.Parallel()
	srv, document := twentyNumbers()
	client, err := whatsapp.NewClient(graphtest.AccessToken, whatsapp.WithHTTPClient(srv.Client()), whatsapp.WithMaxRetries(0))
	require.NoError(t, err)
	plan := planFor(t, client, document, provision.WithConcurrency(8))
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
	require.Equal(t, provision.OutcomeApplied, steps[1].Outcome)

	_, err = plan.Apply(t.Context(), client, options)
	require.NoError(t, err)
	require.True(t, planFor(t, client, document).Empty())
	requireTwoCodes(t, client, document)
}

func TestApplyStopsAtAnError(t *testing.T) {
	t.Parallel()
	srv, client := newWorld(t)
	document := parse(t, number(`"profile": {"about": "New"}, "commerce": {"is_catalog_visible": true}`))
	plan := planFor(t, client, document)
	refusal := graphtest.GraphError(http.StatusBadRequest, graphtest.Error{Code: 100, Message: "Not this."})
	srv.Script("POST /{phone}/whatsapp_business_profile", refusal, refusal)

	var last provision.Progress
	results, err := plan.Apply(t.Context(), client, provision.ApplyOptions{Progress: func(p provision.Progress) { last = p }})
	require.ErrorContains(t, err, "provision: update the profile of phone number "+graphtest.PhoneNumberID+": ")
	require.Equal(t, provision.OutcomeFailed, last.Outcome)
	require.Equal(t, results[0].Err, last.Err)
	require.Equal(t, []provision.Outcome{provision.OutcomeFailed, provision.OutcomeSkipped}, outcomes(results))
	require.Equal(t, whatsapp.ActionChange, whatsapp.Decide(results[0].Err).Action)

	results, err = plan.Apply(t.Context(), client, provision.ApplyOptions{ContinueOnError: true})
	require.Error(t, err)
	require.Equal(t, []provision.Outcome{provision.OutcomeFailed, provision.OutcomeApplied}, outcomes(results))
}

func TestApplyStopsWithoutAToken(t *testing.T) {
	t.Parallel()
	_, client := newWorld(t)
	plan := planFor(t, client, parse(t, number(`"profile": {"about": "New"}, "commerce": {"is_catalog_visible": true}`)))
	expired, err := client.Clone(whatsapp.WithToken(graphtest.ExpiredToken))
	require.NoError(t, err)
	results, err := plan.Apply(t.Context(), expired, provision.ApplyOptions{ContinueOnError: true})
	require.ErrorIs(t, err, whatsapp.ErrUnauthorized)
	require.Equal(t, []provision.Outcome{provision.OutcomeFailed, provision.OutcomeSkipped}, outcomes(results))
}

func TestApplyAfterTheEndOfTheContext(t *testing.T) {
	t.Parallel()
	srv, client := newWorld(t)
	plan := planFor(t, client, parse(t, number(`"profile": {"about": "New"}`)))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	before := len(srv.Requests())
	results, err := plan.Apply(ctx, client, provision.ApplyOptions{WaitForReviews: true})
	require.ErrorIs(t, err, context.Canceled)
	require.Equal(t, []provision.Outcome{provision.OutcomeSkipped}, outcomes(results))
	require.Len(t, srv.Requests(), before)
}

// TestApplyEndsWithTheContext tells of the end once, and not by every change.
func TestApplyEndsWithTheContext(t *testing.T) {
	t.Parallel()
	srv := graphtest.New()
	blade := &guillotine{below: srv.Client().Transport, left: -1, counts: map[string]int{}}
	client, err := whatsapp.NewClient(graphtest.AccessToken, whatsapp.WithHTTPClient(&http.Client{Transport: blade}))
	require.NoError(t, err)
	plan := planFor(t, client, parse(t, number(`"profile": {"about": "New"}, "commerce": {"is_catalog_visible": true}`)))
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	blade.kill, blade.left = cancel, 1
	results, err := plan.Apply(ctx, client, provision.ApplyOptions{ContinueOnError: true, WaitForReviews: true})
	require.ErrorIs(t, err, context.Canceled)
	require.Equal(t, 1, strings.Count(err.Error(), context.Canceled.Error()), err)
	require.Equal(t, []provision.Outcome{provision.OutcomeFailed, provision.OutcomeSkipped}, outcomes(results))
}

// TestApplyDoesNotWaitAfterAnError has a review that nobody ends.
func TestApplyDoesNotWaitAfterAnError(t *testing.T) {
	t.Parallel()
	srv, client := newWorld(t)
	srv.AddTemplate(graphtest.WABAID, graphtest.Template{Name: "slow", Status: "PENDING", Category: "UTILITY", Body: "Slow."})
	plan := planFor(t, client, parse(t, account(`"templates": [{"name": "slow", "language": "en_US", "components": [{"type": "BODY", "text": "Slow."}]}],
		"phone_numbers": [{"id": "`+graphtest.PhoneNumberID+`", "profile": {"about": "New"}}]`)))
	require.Len(t, plan.Reviews, 1)
	srv.Script("POST /{phone}/whatsapp_business_profile", graphtest.GraphError(http.StatusBadRequest, graphtest.Error{Code: 100, Message: "No."}))
	before := len(srv.Requests())
	_, err := plan.Apply(t.Context(), client, provision.ApplyOptions{WaitForReviews: true})
	require.ErrorIs(t, err, whatsapp.ErrInvalidRequest)
	for _, request := range srv.Requests()[before:] {
		require.NotContains(t, request.Path, "message_templates")
	}
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
	srv, client := newWorld(t)
	plan := planFor(t, client, parse(t, everything))
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
	srv, client := newWorld(t)
	plan := planFor(t, client, parse(t, account(`"subscriptions": [{"app_id": "`+graphtest.PartnerAppID+`"}]`)))
	_, err := plan.Apply(t.Context(), client, provision.ApplyOptions{AppID: graphtest.PartnerAppID})
	require.ErrorContains(t, err, "the app is not subscribed; the access token belongs to another app")

	srv.AddSubscribedApp(graphtest.WABAID, graphtest.SubscribedApp{AppID: graphtest.PartnerAppID})
	plan = planFor(t, client, parse(t, account(`"subscriptions": [{"app_id": "`+graphtest.PartnerAppID+`", "state": "absent"}]`)))
	_, err = plan.Apply(t.Context(), client, provision.ApplyOptions{AppID: graphtest.PartnerAppID})
	require.ErrorContains(t, err, "the app is still subscribed; the access token belongs to another app")
	srv.AddSubscribedApp(graphtest.WABAID, graphtest.SubscribedApp{AppID: graphtest.AppID})

	plan = planFor(t, client, parse(t, account(`"subscriptions": [{"app_id": "`+graphtest.AppID+`", "state": "absent"}]`)))
	_, err = plan.Apply(t.Context(), client, provision.ApplyOptions{AppID: graphtest.AppID})
	require.NoError(t, err)
	require.True(t, planFor(t, client, parse(t, account(`"subscriptions": [{"app_id": "`+graphtest.AppID+`", "state": "absent"}]`))).Empty())
}

// TestOutdatedPlan applies a plan that deletes a draft after somebody has
// published it, which would now end the flow for good.
func TestOutdatedPlan(t *testing.T) {
	t.Parallel()
	_, client := newWorld(t)
	plan := planFor(t, client, parse(t, account(`"flows": [{"name": "survey", "state": "absent"}]`)))
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
