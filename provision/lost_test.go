package provision_test

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/graphtest"
	"github.com/wabakit/whatsapp/provision"
)

const newCode = `"qr_codes": [{"prefilled_message": "I am in the shop"}]`

// TestLostAnswerThatCannotBeLookedUp must not be taken for one that was carried
// out.
func TestLostAnswerThatCannotBeLookedUp(t *testing.T) {
	t.Parallel()
	srv := graphtest.New()
	client, err := whatsapp.NewClient(graphtest.AccessToken, whatsapp.WithHTTPClient(srv.Client()), whatsapp.WithMaxRetries(0))
	require.NoError(t, err)
	plan := planFor(t, client, parse(t, number(newCode)))
	srv.Script("POST /{phone}/message_qrdls", graphtest.DropBefore())
	srv.Script("GET /{phone}/message_qrdls", graphtest.Pass(), graphtest.GraphError(http.StatusForbidden, graphtest.Error{Code: 10, Message: "No."}))
	results, err := plan.Apply(t.Context(), client, provision.ApplyOptions{})
	require.ErrorIs(t, err, whatsapp.ErrOutcomeUnknown)
	require.Equal(t, []provision.Outcome{provision.OutcomeFailed}, outcomes(results))
}

// misreported carries requests out, and says that a server in between has
// failed.
type misreported struct{ below http.RoundTripper }

func (m misreported) RoundTrip(request *http.Request) (*http.Response, error) {
	response, err := m.below.RoundTrip(request)
	if err != nil || request.Method == http.MethodGet {
		return response, err
	}
	response.Body.Close()
	page := http.Response{
		StatusCode: http.StatusBadGateway, Header: http.Header{}, Request: request, Body: io.NopCloser(strings.NewReader("<html>")),
	}
	return &page, nil
}

func TestMisreportedChangesAreLookedUp(t *testing.T) {
	t.Parallel()
	srv := graphtest.New()
	faulty := &http.Client{Transport: misreported{srv.Client().Transport}}
	client, err := whatsapp.NewClient(graphtest.AccessToken, whatsapp.WithHTTPClient(faulty), whatsapp.WithMaxRetries(0))
	require.NoError(t, err)
	results, err := planFor(t, client, parse(t, number(newCode))).Apply(t.Context(), client, provision.ApplyOptions{})
	require.NoError(t, err)
	require.Equal(t, []provision.Outcome{provision.OutcomeApplied}, outcomes(results))
	require.True(t, planFor(t, client, parse(t, number(newCode))).Empty())
}

// TestNothingIsCreatedAfterAReadingThatFailed has a template whose flow cannot
// be looked up any more.
func TestNothingIsCreatedAfterAReadingThatFailed(t *testing.T) {
	t.Parallel()
	srv, client := newWorld(t)
	document := parse(t, account(`"templates": [{"name": "book", "language": "en_US", "category": "UTILITY", "components": [
		{"type": "BODY", "text": "Book now."}, {"type": "BUTTONS", "buttons": [{"type": "FLOW", "text": "Book", "flow_id": "`+graphtest.FlowID+`"}]}]}]`))
	plan := planFor(t, client, document)
	require.Len(t, plan.Changes, 1)
	refusal := graphtest.GraphError(http.StatusForbidden, graphtest.Error{Code: 10, Message: "No."})
	srv.Script("GET /{waba}/flows", refusal, refusal)
	_, err := provision.NewPlan(t.Context(), client, document)
	require.ErrorIs(t, err, whatsapp.ErrPermission)
	_, err = plan.Apply(t.Context(), client, provision.ApplyOptions{})
	require.ErrorIs(t, err, whatsapp.ErrPermission)
	page, err := client.Templates.List(t.Context(), graphtest.WABAID, &whatsapp.ListTemplatesOptions{Name: "book"})
	require.NoError(t, err)
	require.Empty(t, page.Data)
}

// TestOutdatedPlans would now do more than they say.
func TestOutdatedPlans(t *testing.T) {
	t.Parallel()
	_, client := newWorld(t)
	// What was to be new and approved at once is there, and an edit is
	// reviewed.
	library := account(`"templates": [{"name": "due", "language": "en_US", "category": "UTILITY", "library_template_name": "payment_overdue_1",
		"message_send_ttl_seconds": 600}]`)
	plan := planFor(t, client, parse(t, library))
	require.False(t, plan.Changes[0].Reviewed)
	_, err := client.Templates.Create(t.Context(), graphtest.WABAID, whatsapp.CreateMessageTemplateRequest{
		Name: "due", Language: "en_US", Category: whatsapp.MessageTemplateCategoryUtility, LibraryTemplateName: new("payment_overdue_1"),
	})
	require.NoError(t, err)
	_, err = plan.Apply(t.Context(), client, provision.ApplyOptions{})
	require.ErrorIs(t, err, provision.ErrPlanOutdated)

	// A plan that was changed by hand does not delete in disguise.
	plan = planFor(t, client, parse(t, number(`"qr_codes": [{"prefilled_message": "When do you open?", "state": "absent"}]`)))
	plan.Changes[0].Action = provision.ActionUpdate
	_, err = plan.Apply(t.Context(), client, provision.ApplyOptions{})
	require.ErrorIs(t, err, provision.ErrPlanOutdated)
}
