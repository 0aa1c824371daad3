package provision_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/graphtest"
	"github.com/wabakit/whatsapp/provision"
)

func TestFlows(t *testing.T) {
	t.Parallel()
	srv, client := newWorld(t)
	options := provision.ApplyOptions{}
	apply := func(document string) error {
		_, err := planFor(t, client, parse(t, document)).Apply(t.Context(), client, options)
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
		require.Len(t, planFor(t, client, parse(t, draft)).Changes, 1)
		require.NoError(t, apply(draft))
	}
	flow, err = client.Flows.Get(t.Context(), graphtest.FlowID)
	require.NoError(t, err)
	require.Equal(t, whatsapp.FlowStatusDraft, flow.Status)
	require.NoError(t, apply(changed))

	// A run that ends before the publication is taken up by the same plan.
	republished := account(`"flows": [{"name": "appointment", "categories": ["SURVEY"], "published": true}]`)
	plan := planFor(t, client, parse(t, republished))
	srv.Script("POST /{flow}/publish", graphtest.GraphError(http.StatusBadRequest, graphtest.Error{Code: 139002, Message: "Not now."}))
	_, err = plan.Apply(t.Context(), client, options)
	require.Error(t, err)
	_, err = plan.Apply(t.Context(), client, options)
	require.NoError(t, err)
	require.True(t, planFor(t, client, parse(t, republished)).Empty())

	// Mistakes in the JSON keep it from being published, and are in the plan.
	wrong := account(`"flows": [{"name": "survey", "published": true, "json": {"version": "7.3", "screens": [{"id": "A", "colour": 1}]}}]`)
	require.Error(t, apply(wrong))
	require.Contains(t, planFor(t, client, parse(t, wrong)).String(), "its JSON has mistakes: flow.json")

	// A deprecated flow stays so, and is not in the export.
	require.NoError(t, apply(account(`"flows": [{"name": "appointment", "state": "absent"}]`)))
	require.True(t, planFor(t, client, parse(t, account(`"flows": [{"name": "appointment", "state": "absent"}]`))).Empty())
	require.Equal(t, "it is deprecated for good; choose another name",
		planFor(t, client, parse(t, changed)).Changes[0].Blocked)
	require.ErrorIs(t, apply(changed), provision.ErrBlocked)
	document, err := provision.Export(t.Context(), client, []string{graphtest.WABAID})
	require.NoError(t, err)
	require.Len(t, document.Accounts[0].Flows, 1)
}

// TestFlowsOfTemplates names a flow in a document where Graph has its id.
func TestFlowsOfTemplates(t *testing.T) {
	t.Parallel()
	srv, client := newWorld(t)
	srv.AddTemplate(graphtest.WABAID, graphtest.Template{Name: "book", Components: `[{"type":"BODY","text":"Book now."},
		{"type":"BUTTONS","buttons":[{"type":"FLOW","text":"Book","flow_id":"` + graphtest.FlowID + `"}]}]`})
	document, err := provision.Export(t.Context(), client, []string{graphtest.WABAID})
	require.NoError(t, err)
	encoded, err := json.Marshal(document)
	require.NoError(t, err)
	require.Contains(t, string(encoded), `"flow_name":"appointment"`)
	require.True(t, planFor(t, client, document).Empty())

	byID := strings.Replace(string(encoded), `"flow_name":"appointment"`, `"flow_id":"`+graphtest.FlowID+`"`, 1)
	require.True(t, planFor(t, client, parse(t, byID)).Empty())
}

func TestThingsWithTheSameName(t *testing.T) {
	t.Parallel()
	srv, client := newWorld(t)
	srv.AddWelcomeSequence(graphtest.WABAID, graphtest.WelcomeSequence{Name: "Returns"})
	srv.AddQRCode(graphtest.PhoneNumberID, graphtest.QRCode{PrefilledMessage: "When do you open?"})
	document, err := provision.Export(t.Context(), client, []string{graphtest.WABAID})
	require.NoError(t, err)
	require.True(t, planFor(t, client, document).Empty())

	blocked := planFor(t, client, parse(t, account(`"welcome_sequences": [{"name": "Returns", "state": "absent"}]`)))
	require.Equal(t, "2 sequences have this name; give each a name of its own", blocked.Changes[0].Blocked)

	plan := planFor(t, client, parse(t, number(`"qr_codes": [{"prefilled_message": "When do you open?", "state": "absent"}]`)))
	_, err = plan.Apply(t.Context(), client, provision.ApplyOptions{})
	require.NoError(t, err)
	codes, err := client.QRCodes.List(t.Context(), graphtest.PhoneNumberID, nil)
	require.NoError(t, err)
	require.Len(t, codes.Data, 1)
}

func TestCallHoursKeepTheirHolidays(t *testing.T) {
	t.Parallel()
	_, client := newWorld(t)
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
