package provision_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/graphtest"
	"github.com/wabakit/whatsapp/provision"
)

// TestExportOfRichThings goes over what the sample world does not have.
func TestExportOfRichThings(t *testing.T) {
	t.Parallel()
	srv, client := newWorld(t)
	settings := &whatsapp.CallingSettingsRequest{
		Status: new(whatsapp.FeatureStatusEnabled),
		SIP: &whatsapp.SIPSettingsRequest{Status: whatsapp.FeatureStatusEnabled, Servers: []whatsapp.SIPServerRequest{
			{Hostname: "sip.shop.test", Port: new(5062), RequestURIUserParams: map[string]string{"line": "1"}},
		}},
		Audio: &whatsapp.CallAudioRequest{AdditionalCodecs: []whatsapp.AudioCodec{whatsapp.AudioCodecPCMA}},
	}
	update := whatsapp.UpdatePhoneNumberSettingsRequest{Calling: settings}
	require.NoError(t, client.PhoneNumbers.UpdateSettings(t.Context(), graphtest.PhoneNumberID, update))
	srv.AddTemplate(graphtest.WABAID, graphtest.Template{
		Name: "spring", Category: "MARKETING", Status: "DISABLED",
		Fields: map[string]any{"message_send_ttl_seconds": 43200, "cta_url_link_tracking_opted_out": true, "sub_category": "ORDER_STATUS"},
		Components: `[{"type":"BODY","text":"New."},{"type":"CAROUSEL","cards":[
			{"components":[{"type":"HEADER","format":"IMAGE","example":{"header_handle":["https://scontent.whatsapp.net/sample"]}},
				{"type":"BUTTONS","buttons":[{"type":"URL","text":"See","url":"https://shop.test/{{1}}","example":["https://shop.test/1"]}]}]},
			{"components":[{"type":"HEADER","format":"IMAGE","example":{"header_handle":["https://scontent.whatsapp.net/sample"]}},
				{"type":"BUTTONS","buttons":[{"type":"QUICK_REPLY","text":"Yes"}]}]}]}]`,
	})
	srv.AddTemplate(graphtest.WABAID, graphtest.Template{Name: "old", Status: "ARCHIVED", Body: "Old."})
	srv.AddTemplate(graphtest.WABAID, graphtest.Template{Name: "going", Status: "PENDING_DELETION", Body: "Going."})
	srv.AddTemplate(graphtest.WABAID, graphtest.Template{Name: "gone", Status: "DELETED", Body: "Gone."})
	srv.SetFlowStatus(graphtest.FlowID, "THROTTLED")

	document, err := provision.Export(t.Context(), client, []string{graphtest.WABAID})
	require.NoError(t, err)
	encoded, err := json.Marshal(document)
	require.NoError(t, err)
	require.NotContains(t, string(encoded), "scontent.whatsapp.net", "links of samples expire")
	require.NotContains(t, string(encoded), graphtest.SIPUserPassword)
	require.NotContains(t, string(encoded), `"old"`)
	require.NotContains(t, string(encoded), `"gone"`)
	again := document.Accounts[0].PhoneNumbers[0].Calling
	require.Equal(t, settings.SIP, again.SIP)
	require.Equal(t, settings.Audio, again.Audio)

	plan := planFor(t, client, parse(t, string(encoded)))
	require.True(t, plan.Empty(), plan.String())
	require.Contains(t, plan.String(), "it is disabled")
	require.Contains(t, plan.String(), "it is THROTTLED, because its endpoint fails")

	changed := planFor(t, client, parse(t, account(`"templates": [
		{"name": "spring", "language": "en_US", "components": [{"type": "BODY", "text": "Newer."}]},
		{"name": "going", "language": "en_US", "state": "absent"}, {"name": "gone", "language": "en_US", "state": "absent"}]`)))
	require.Len(t, changed.Changes, 1)
	require.Equal(t, "it cannot be edited while it is DISABLED", changed.Changes[0].Blocked)
	require.Contains(t, changed.Changes[0].String(), "~ template \"spring/en_US\"\n")
}

// TestOverASocket reads a server that is not in memory, whose links lead to
// itself.
func TestOverASocket(t *testing.T) {
	t.Parallel()
	web := httptest.NewServer(graphtest.New())
	t.Cleanup(web.Close)
	client, err := whatsapp.NewClient(graphtest.AccessToken, whatsapp.WithBaseURL(web.URL))
	require.NoError(t, err)
	document, err := provision.Export(t.Context(), client, []string{graphtest.WABAID})
	require.NoError(t, err)
	require.NotEmpty(t, document.Accounts[0].Flows[0].JSON)
	require.True(t, planFor(t, client, document).Empty())
}

// TestFlowsWithoutUsableJSON has a draft without JSON, one whose JSON is none,
// and one whose JSON cannot be had.
func TestFlowsWithoutUsableJSON(t *testing.T) {
	t.Parallel()
	srv, client := newWorld(t)
	_, err := client.Flows.Create(t.Context(), graphtest.WABAID, whatsapp.CreateFlowRequest{
		Name: "empty", Categories: []whatsapp.FlowCategory{whatsapp.FlowCategoryOther},
	})
	require.NoError(t, err)
	_, err = client.Flows.UpdateJSON(t.Context(), graphtest.DraftFlowID, json.RawMessage(`{"version": "7.3",}`))
	require.NoError(t, err)
	document, err := provision.Export(t.Context(), client, []string{graphtest.WABAID})
	require.NoError(t, err)
	plan := planFor(t, client, document)
	require.True(t, plan.Empty())
	declared := parse(t, account(`"flows": [{"name": "survey", "json": {"version": "7.3"}}, {"name": "empty", "json": {"version": "7.3"}}]`))
	plan = planFor(t, client, declared)
	require.Len(t, plan.Changes, 2)
	require.Contains(t, plan.Changes[0].String(), "what it has as its JSON is not JSON")
	_, err = plan.Apply(t.Context(), client, provision.ApplyOptions{})
	require.NoError(t, err)
	require.True(t, planFor(t, client, declared).Empty())

	srv.Always("GET /{flow}/assets", graphtest.Reply(http.StatusOK, "application/json",
		`{"data":[{"name":"flow.json","asset_type":"FLOW_JSON","download_url":"https://elsewhere.test/flow.json"}]}`))
	_, err = provision.NewPlan(t.Context(), client, declared)
	require.ErrorContains(t, err, "provision: read the flow of account "+graphtest.WABAID+": whatsapp: the file's URL has the host elsewhere.test")
}

func TestUsersOfAnUnknownPortfolio(t *testing.T) {
	t.Parallel()
	srv, client := newWorld(t)
	srv.Always("GET /{waba}", graphtest.Reply(http.StatusOK, "application/json", `{"id":"`+graphtest.WABAID+`"}`))
	tasks := `"users": [{"id": "` + graphtest.UserID + `", "tasks": ["MANAGE", "DEVELOP"]}]`
	_, err := provision.NewPlan(t.Context(), client, parse(t, account(tasks)))
	require.ErrorContains(t, err, "the account does not tell which portfolio owns it; set business_id")

	given := parse(t, account(`"business_id": "`+graphtest.BusinessID+`", `+tasks))
	require.True(t, planFor(t, client, given).Empty())
}

// TestCommerceThatIsNotThere has a number without commerce settings.
func TestCommerceThatIsNotThere(t *testing.T) {
	t.Parallel()
	srv, client := newWorld(t)
	srv.Script("GET /{phone}/whatsapp_commerce_settings", noSettings(), noSettings())
	plan := planFor(t, client, parse(t, number(`"commerce": {"is_cart_enabled": true}`)))
	require.Equal(t, provision.ActionCreate, plan.Changes[0].Action)
	results, err := plan.Apply(t.Context(), client, provision.ApplyOptions{})
	require.NoError(t, err)
	require.Equal(t, provision.OutcomeApplied, results[0].Outcome)
}

func noSettings() graphtest.Fault {
	return graphtest.Reply(http.StatusOK, "application/json", `{"data":[]}`)
}

func TestSomeKindsOnly(t *testing.T) {
	t.Parallel()
	srv, client := newWorld(t)
	before := len(srv.Requests())
	some := provision.WithKinds(provision.KindProfile, provision.KindTemplate)
	document, err := provision.Export(t.Context(), client, []string{graphtest.WABAID}, some)
	require.NoError(t, err)
	require.Len(t, srv.Requests(), before+1+1+4, "the numbers, the templates, and four profiles")
	require.Len(t, document.Accounts[0].Templates, 3)
	require.Nil(t, document.Accounts[0].Users)
	require.Nil(t, document.Accounts[0].PhoneNumbers[0].Automation)
	require.NotNil(t, document.Accounts[0].PhoneNumbers[0].Profile)

	plan := planFor(t, client, parse(t, everything), some)
	require.Len(t, plan.Changes, 4, plan.String())
	_, err = provision.Export(t.Context(), client, nil, provision.WithKinds("moon"))
	require.EqualError(t, err, `provision: unknown kind "moon"`)
}
