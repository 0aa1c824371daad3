package provision_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/graphtest"
	"github.com/wabakit/whatsapp/provision"
)

const order = `{"name": "order", "language": "en_US", "category": "UTILITY", "components": [{"type": "BODY", "text": "%s"}]}`

func TestReviews(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv, client := newWorld(t, graphtest.WithTemplateReview(10*time.Minute))
		first := parse(t, account(`"templates": [`+fmt.Sprintf(order, "It is on its way.")+`]`))
		plan := planFor(t, client, first)
		_, err := plan.Apply(t.Context(), client, provision.ApplyOptions{})
		require.NoError(t, err)

		pending := planFor(t, client, first)
		require.True(t, pending.Empty())
		require.Len(t, pending.Reviews, 1)
		require.Equal(t, "no changes\nunder review: template \"order/en_US\" of account "+graphtest.WABAID, pending.String())

		second := parse(t, account(`"templates": [`+fmt.Sprintf(order, "It has arrived.")+`]`))
		plan = planFor(t, client, second)
		require.Equal(t, "it is under review, and cannot be edited until that is over", plan.Changes[0].Blocked)
		_, err = plan.Apply(t.Context(), client, provision.ApplyOptions{})
		require.ErrorIs(t, err, provision.ErrBlocked)
		require.Equal(t, whatsapp.ActionChange, whatsapp.Decide(err).Action)

		soon, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		results, err := plan.Apply(soon, client, provision.ApplyOptions{WaitForReviews: true})
		require.ErrorIs(t, err, context.DeadlineExceeded)
		require.Equal(t, []provision.Outcome{provision.OutcomeFailed}, outcomes(results))

		started := time.Now()
		_, err = plan.Apply(t.Context(), client, provision.ApplyOptions{WaitForReviews: true})
		require.NoError(t, err)
		require.Greater(t, time.Since(started), 15*time.Minute, "both reviews")
		require.True(t, planFor(t, client, second).Empty())
		require.Empty(t, planFor(t, client, second).Reviews)

		rejected := parse(t, account(`"templates": [`+strings.ReplaceAll(fmt.Sprintf(order, "You have won."), `"order"`, `"prize"`)+`]`))
		plan = planFor(t, client, rejected)
		_, err = plan.Apply(t.Context(), client, provision.ApplyOptions{})
		require.NoError(t, err)
		plan = planFor(t, client, rejected)
		srv.ReviewTemplate(templateID(t, client, "prize"), "REJECTED", "PROMOTIONAL")
		_, err = plan.Apply(t.Context(), client, provision.ApplyOptions{WaitForReviews: true})
		require.ErrorIs(t, err, provision.ErrRejected)
		require.Contains(t, planFor(t, client, rejected).String(), "Meta has rejected it: PROMOTIONAL")
	})
}

// TestWaitingAtTheEnd waits for all reviews, also of what an earlier run has
// created.
func TestWaitingAtTheEnd(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv, client := newWorld(t, graphtest.WithTemplateReview(10*time.Minute))
		first := fmt.Sprintf(order, "It is on its way.")
		second := strings.ReplaceAll(first, `"order"`, `"arrival"`)
		plan := planFor(t, client, parse(t, account(`"templates": [`+first+`,`+second+`]`)))
		_, err := plan.Apply(t.Context(), client, provision.ApplyOptions{})
		require.NoError(t, err)

		wait := provision.ApplyOptions{WaitForReviews: true}
		soon, cancel := context.WithTimeout(t.Context(), time.Minute+time.Second)
		defer cancel()
		results, err := plan.Apply(soon, client, wait)
		require.ErrorIs(t, err, context.DeadlineExceeded)
		require.ErrorContains(t, err, "provision: the review of the template \"order/en_US\" of account ")
		require.Equal(t, []provision.Outcome{provision.OutcomeUnchanged, provision.OutcomeUnchanged}, outcomes(results))

		srv.ReviewTemplate(templateID(t, client, "arrival"), "REJECTED", "PROMOTIONAL")
		started := time.Now()
		_, err = plan.Apply(t.Context(), client, wait)
		require.ErrorIs(t, err, provision.ErrRejected)
		require.ErrorContains(t, err, "arrival/en_US")
		require.Greater(t, time.Since(started), 8*time.Minute)

		// A review that cannot be read is an error, and not the end of it.
		third := planFor(t, client, parse(t, account(`"templates": [`+strings.ReplaceAll(first, `"order"`, `"return"`)+`]`)))
		refusal := graphtest.GraphError(http.StatusForbidden, graphtest.Error{Code: 10, Message: "No."})
		srv.Script("GET /{waba}/message_templates", graphtest.Pass(), refusal)
		_, err = third.Apply(t.Context(), client, wait)
		require.ErrorIs(t, err, whatsapp.ErrPermission)
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
	srv, client := newWorld(t)
	document := parse(t, number(`"display_name": "Support desk"`))
	plan := planFor(t, client, document)
	_, err := plan.Apply(t.Context(), client, provision.ApplyOptions{})
	require.NoError(t, err)
	pending := planFor(t, client, document)
	require.True(t, pending.Empty())
	require.Len(t, pending.Reviews, 1)

	srv.ReviewDisplayName(graphtest.PhoneNumberID, "DECLINED", "")
	_, err = pending.Apply(t.Context(), client, provision.ApplyOptions{WaitForReviews: true})
	require.ErrorIs(t, err, provision.ErrRejected)
	require.Contains(t, planFor(t, client, document).String(), "Meta has declined the name")
}
