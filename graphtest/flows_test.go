package graphtest_test

import (
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/graphtest"
)

const (
	flowsPath = "/" + graphtest.WABAID + "/flows"
	draftPath = "/" + graphtest.DraftFlowID
	goodFlow  = `{"version":"7.3","screens":[{"id":"FIRST","terminal":true,"layout":{"type":"SingleColumnLayout","children":[{"type":"Footer","label":"Done"}]}}]}`
)

// flowFile is the form that uploads the JSON of a flow.
func flowFile(text string) payload {
	const boundary = "a-boundary-of-the-tests"
	part := func(disposition, text string) string {
		return "--" + boundary + "\r\nContent-Disposition: form-data; " + disposition + "\r\n\r\n" + text + "\r\n"
	}
	body := part(`name="name"`, "flow.json") + part(`name="asset_type"`, "FLOW_JSON") +
		part("name=\"file\"; filename=\"flow.json\"\r\nContent-Type: application/json", text) + "--" + boundary + "--\r\n"
	return payload{"multipart/form-data; boundary=" + boundary, body}
}

func flowStatus(t *testing.T, srv *graphtest.Server, id string) string {
	t.Helper()
	status, _ := get(t, srv, "/"+id).object(t)["status"].(string)
	return status
}

func sendFlow(t *testing.T, srv *graphtest.Server, parameters string) answer {
	t.Helper()
	return call(t, srv, http.MethodPost, messages, contentBody("interactive", interactive("flow", flowAction(parameters))))
}

func TestStatesOfAFlow(t *testing.T) {
	t.Parallel()
	srv := graphtest.New()
	var bodies []string
	hooks := srv.Webhooks(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		bodies = append(bodies, string(body))
	}), "secret")
	reply := call(t, srv, http.MethodPost, flowsPath, multipartForm("name", "contact", "categories", `["CONTACT_US"]`))
	id, _ := reply.object(t)["id"].(string)
	flow := "/" + id
	require.Equal(t, "DRAFT", flowStatus(t, srv, id))
	call(t, srv, http.MethodPost, flow+"/publish").requireError(t, http.StatusBadRequest, 139002)
	call(t, srv, http.MethodPost, flow+"/deprecate").requireError(t, http.StatusBadRequest, 139003)
	sendFlow(t, srv, `"flow_id":"`+id+`"`).requireError(t, http.StatusBadRequest, 131009)
	require.Equal(t, http.StatusOK, sendFlow(t, srv, `"flow_name":"contact","mode":"draft"`).Status)

	require.Equal(t, http.StatusOK, call(t, srv, http.MethodPost, flow+"/assets", flowFile(goodFlow)).Status)
	require.Equal(t, http.StatusOK, call(t, srv, http.MethodPost, flow+"/publish").Status)
	require.Equal(t, "PUBLISHED", flowStatus(t, srv, id))
	call(t, srv, http.MethodPost, flow+"/publish").requireError(t, http.StatusBadRequest, 139002)
	call(t, srv, http.MethodDelete, flow).requireError(t, http.StatusBadRequest, 139004)

	// An edit makes a published flow a draft, whose last version can be sent.
	require.Equal(t, http.StatusOK, call(t, srv, http.MethodPost, flow, form("name", "contact us")).Status)
	require.Equal(t, "DRAFT", flowStatus(t, srv, id))
	require.Equal(t, http.StatusOK, sendFlow(t, srv, `"flow_id":"`+id+`"`).Status)
	require.Equal(t, http.StatusOK, call(t, srv, http.MethodPost, flow+"/publish").Status)

	srv.SetFlowStatus(id, "THROTTLED")
	call(t, srv, http.MethodPost, flow, form("name", "again")).requireError(t, http.StatusBadRequest, 139001)
	srv.SetFlowStatus(id, "BLOCKED")
	sendFlow(t, srv, `"flow_id":"`+id+`"`).requireError(t, http.StatusBadRequest, 132068)
	require.Equal(t, http.StatusOK, call(t, srv, http.MethodPost, flow+"/deprecate").Status)
	call(t, srv, http.MethodPost, flow+"/deprecate").requireError(t, http.StatusBadRequest, 139003)
	call(t, srv, http.MethodPost, flow+"/assets", flowFile(goodFlow)).requireError(t, http.StatusBadRequest, 139001)
	sendFlow(t, srv, `"flow_id":"`+id+`"`).requireError(t, http.StatusBadRequest, 131009)

	bodies = nil
	require.NoError(t, hooks.Flush(t.Context()))
	var events []string
	for _, body := range bodies {
		if strings.Contains(body, `"field":"flows"`) {
			events = append(events, body)
		}
	}
	require.Len(t, events, 6)
	assert.Contains(t, events[0], `"message":"Flow contact has been created with DRAFT status","new_status":"DRAFT"`)
	assert.NotContains(t, events[0], "old_status")
	for i, change := range []string{"DRAFT to PUBLISHED", "DRAFT to PUBLISHED", "PUBLISHED to THROTTLED", "THROTTLED to BLOCKED", "BLOCKED to DEPRECATED"} {
		assert.Contains(t, events[i+1], "changed status from "+change)
		assert.Contains(t, events[i+1], `"event":"FLOW_STATUS_CHANGE","flow_id":"`+id+`"`)
	}
}

func TestDraftIsDeleted(t *testing.T) {
	t.Parallel()
	srv := graphtest.New()
	require.Equal(t, http.StatusOK, call(t, srv, http.MethodDelete, draftPath).Status)
	get(t, srv, draftPath).requireError(t, http.StatusBadRequest, 100)
	require.Equal(t, []string{"appointment"}, texts(get(t, srv, flowsPath).data(t), "name"))
}

func TestThrottledFlow(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv := graphtest.New()
		srv.SetFlowStatus(graphtest.FlowID, "THROTTLED")
		const flow = `"flow_id":"` + graphtest.FlowID + `"`
		for range 10 {
			require.Equal(t, http.StatusOK, sendFlow(t, srv, flow).Status)
		}
		sendFlow(t, srv, flow).requireError(t, http.StatusBadRequest, 132069)
		time.Sleep(time.Hour)
		require.Equal(t, http.StatusOK, sendFlow(t, srv, flow).Status)
	})
}

func TestFlowIsCreatedWhole(t *testing.T) {
	t.Parallel()
	srv := graphtest.New()
	create := func(pairs ...string) map[string]any {
		return call(t, srv, http.MethodPost, flowsPath, form(append([]string{"categories", `["OTHER"]`}, pairs...)...)).object(t)
	}
	published := create("name", "published", "flow_json", goodFlow, "publish", "true")
	require.Equal(t, "PUBLISHED", flowStatus(t, srv, published["id"].(string)))
	draft := create("name", "with mistakes", "flow_json", `{"version":"7.3"}`, "publish", "true")
	require.Len(t, draft["validation_errors"], 1)
	require.Equal(t, "DRAFT", flowStatus(t, srv, draft["id"].(string)))
	clone := create("name", "a clone", "clone_flow_id", graphtest.FlowID)
	fields := get(t, srv, "/"+clone["id"].(string)+"?fields=json_version,data_api_version,endpoint_uri,data_channel_uri,status").object(t)
	delete(fields, "id")
	require.Equal(t, map[string]any{
		"json_version": "7.3", "data_api_version": "4.0", "status": "DRAFT",
		"endpoint_uri": "https://flows.shop.test/appointment", "data_channel_uri": "https://flows.shop.test/appointment",
	}, fields)
}

func TestFlowsThatAreRefused(t *testing.T) {
	t.Parallel()
	flow := func(pairs ...string) payload {
		return form(append([]string{"name", "a", "categories", `["OTHER"]`}, pairs...)...)
	}
	withEndpoint := strings.Replace(goodFlow, `"version"`, `"data_api_version":"4.0","routing_model":{"FIRST":[]},"version"`, 1)
	tests := map[string]struct {
		path string
		body payload
		code int
	}{
		"no name":            {flowsPath, form("categories", `["OTHER"]`), 100},
		"no categories":      {flowsPath, form("name", "a"), 100},
		"another category":   {flowsPath, form("name", "a", "categories", `["FUN"]`), 100},
		"a taken name":       {flowsPath, form("name", "survey", "categories", `["OTHER"]`), 100},
		"an odd endpoint":    {flowsPath, flow("endpoint_uri", "http://shop.test"), 100},
		"an odd choice":      {flowsPath, flow("publish", "perhaps"), 100},
		"a large JSON":       {flowsPath, flow("flow_json", strings.Repeat(" ", 10<<20+1)), 100},
		"an unknown clone":   {flowsPath, flow("clone_flow_id", "1"), 100},
		"no endpoint":        {flowsPath, flow("publish", "1", "flow_json", withEndpoint), 139002},
		"no change":          {draftPath, form(), 100},
		"another's name":     {draftPath, form("name", "appointment"), 100},
		"no category":        {draftPath, form("categories", `["FUN"]`), 100},
		"a bad endpoint":     {draftPath, form("endpoint_uri", "shop"), 100},
		"an unknown app":     {draftPath, form("application_id", "1"), 100},
		"no file":            {draftPath + "/assets", multipartForm("name", "flow.json", "asset_type", "FLOW_JSON"), 100},
		"a large file":       {draftPath + "/assets", flowFile(strings.Repeat(" ", 10<<20+1)), 100},
		"no source":          {"/" + graphtest.SecondWABAID + "/migrate_flows", form(), 100},
		"its own source":     {"/" + graphtest.WABAID + "/migrate_flows", form("source_waba_id", graphtest.WABAID), 100},
		"too many to copy":   {"/" + graphtest.SecondWABAID + "/migrate_flows", form("source_waba_id", graphtest.WABAID, "source_flow_names", strings.Repeat("a,", 100)+"a"), 100},
		"names of any kind":  {"/" + graphtest.SecondWABAID + "/migrate_flows", form("source_waba_id", graphtest.WABAID, "source_flow_names", "[1]"), 100},
		"an asset of a kind": {draftPath + "/assets", payload{flowFile("{}").contentType, strings.Replace(flowFile("{}").text, "FLOW_JSON", "PICTURE", 1)}, 100},
		"another file name":  {draftPath + "/assets", payload{flowFile("{}").contentType, strings.Replace(flowFile("{}").text, "\r\n\r\nflow.json", "\r\n\r\nform.json", 1)}, 100},
		"a file of text":     {draftPath + "/assets", payload{flowFile("{}").contentType, strings.Replace(flowFile("{}").text, "application/json", "text/plain", 1)}, 100},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			call(t, graphtest.New(), http.MethodPost, test.path, test.body).requireError(t, http.StatusBadRequest, test.code)
		})
	}
}

func TestFlowsAreMigrated(t *testing.T) {
	t.Parallel()
	srv := graphtest.New()
	path := "/" + graphtest.SecondWABAID + "/migrate_flows"
	var migrated struct {
		MigratedFlows []map[string]string `json:"migrated_flows"`
		FailedFlows   []map[string]string `json:"failed_flows"`
	}
	migrate := func(pairs ...string) {
		migrated.MigratedFlows, migrated.FailedFlows = nil, nil
		reply := call(t, srv, http.MethodPost, path+query(append([]string{"source_waba_id", graphtest.WABAID}, pairs...)...))
		require.NoError(t, json.Unmarshal([]byte(reply.Body), &migrated))
	}
	migrate("source_flow_names", `["survey","leadgen"]`)
	require.Len(t, migrated.MigratedFlows, 1)
	require.Equal(t, graphtest.DraftFlowID, migrated.MigratedFlows[0]["source_id"])
	require.Equal(t, "DRAFT", flowStatus(t, srv, migrated.MigratedFlows[0]["migrated_id"]))
	require.Equal(t, "leadgen", migrated.FailedFlows[0]["source_name"])
	migrate()
	require.Equal(t, "appointment", migrated.MigratedFlows[0]["source_name"])
	require.Equal(t, "PUBLISHED", flowStatus(t, srv, migrated.MigratedFlows[0]["migrated_id"]))
	require.Contains(t, migrated.FailedFlows[0]["error_message"], "same name")
}

// Mistakes in the JSON of a flow have a line and a column.
func TestMistakesInFlowJSON(t *testing.T) {
	t.Parallel()
	screens := func(text string) string { return "{\"version\": \"7.3\",\n\"screens\": [" + text + "]}" }
	layout := `"layout":{"type":"SingleColumnLayout","children":[]}`
	tests := map[string]struct {
		text  string
		code  string
		path  string
		place [4]float64 // line, column, and those of the end
	}{
		"a comma":             {"{\n  \"version\": \"7.3\",,\n}", "INVALID_FLOW_JSON", "", [4]float64{2, 20, 2, 20}},
		"an end":              {"{\"version\":", "INVALID_FLOW_JSON", "", [4]float64{1, 11, 1, 11}},
		"a list":              {"[]", "INVALID_PROPERTY_TYPE", "", [4]float64{1, 1, 1, 2}},
		"no version":          {`{"screens":[]}`, "MISSING_FLOW_JSON_VERSION", "", [4]float64{1, 1, 1, 1}},
		"an odd version":      {`{"version":7}`, "INVALID_FLOW_JSON_VERSION", "version", [4]float64{1, 12, 1, 12}},
		"another property":    {`{"version":"7.3","été": 1, "screen":[]}`, "INVALID_PROPERTY_KEY", "été", [4]float64{1, 18, 1, 22}},
		"no screens":          {`{"version":"7.3"}`, "MISSING_REQUIRED_TYPE_PROPERTY", "", [4]float64{1, 1, 1, 1}},
		"screens of no list":  {`{"version":"7.3","screens":{}}`, "INVALID_PROPERTY_TYPE", "screens", [4]float64{1, 28, 1, 29}},
		"no screen":           {screens(""), "MIN_ITEMS_REQUIRED", "screens", [4]float64{2, 12, 2, 13}},
		"a screen of text":    {screens(`"A"`), "INVALID_PROPERTY_TYPE", "screens[0]", [4]float64{2, 13, 2, 15}},
		"a screen of numbers": {screens(`{"id":"A1","terminal":true,` + layout + `}`), "PATTERN_MISMATCH", "screens[0].id", [4]float64{2, 19, 2, 22}},
		"a reserved name":     {screens(`{"id":"SUCCESS","terminal":true,` + layout + `}`), "INVALID_PROPERTY_VALUE", "screens[0].id", [4]float64{2, 19, 2, 27}},
		"two of one name":     {screens(`{"id":"A","terminal":true,` + layout + "},\n" + `{"id":"A",` + layout + `}`), "INVALID_PROPERTY_VALUE", "screens[1].id", [4]float64{3, 7, 3, 9}},
		"no end of the flow":  {screens(`{"id":"A",` + layout + `}`), "INVALID_PROPERTY_VALUE", "screens", [4]float64{2, 12, 2, 76}},
		"no layout":           {screens(`{"id":"A","terminal":true}`), "MISSING_REQUIRED_TYPE_PROPERTY", "screens[0]", [4]float64{2, 13, 2, 13}},
		"another layout":      {screens(`{"id":"A","terminal":true,"layout":{"type":"Grid","children":[]}}`), "INVALID_PROPERTY_VALUE", "screens[0].layout.type", [4]float64{2, 56, 2, 61}},
		"another component": {
			screens(`{"id":"A","terminal":true,"layout":{"type":"SingleColumnLayout","children":[` + "\n" + `{"type":"Form","children":[{"type":"Heading"}]}]}}`),
			"INVALID_PROPERTY_VALUE", "screens[0].layout.children[0].children[0].type", [4]float64{3, 36, 3, 44},
		},
		"a component of text": {screens(`{"id":"A","terminal":true,"layout":{"type":"SingleColumnLayout","children":[7]}}`), "INVALID_PROPERTY_TYPE", "screens[0].layout.children[0]", [4]float64{2, 89, 2, 89}},
		"no routing":          {strings.Replace(goodFlow, `{`, `{"data_api_version":"4.0",`, 1), "INVALID_ROUTING_MODEL", "", [4]float64{1, 1, 1, 1}},
		"a missing route":     {strings.Replace(goodFlow, `{`, `{"routing_model":{},`, 1), "INVALID_ROUTING_MODEL", "routing_model", [4]float64{1, 2, 1, 16}},
		"a route to nowhere":  {strings.Replace(goodFlow, `{`, `{"routing_model":{"FIRST":["B"]},`, 1), "INVALID_ROUTING_MODEL", "routing_model.FIRST[0]", [4]float64{1, 28, 1, 30}},
		"a route of nobody":   {strings.Replace(goodFlow, `{`, `{"routing_model":{"FIRST":[],"B":[]},`, 1), "INVALID_ROUTING_MODEL", "routing_model.B", [4]float64{1, 30, 1, 32}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := graphtest.New()
			mistakes := call(t, srv, http.MethodPost, draftPath+"/assets", flowFile(test.text)).object(t)["validation_errors"].([]any)
			require.NotEmpty(t, mistakes)
			mistake := mistakes[0].(map[string]any)
			place := [4]float64{}
			for i, member := range []string{"line_start", "column_start", "line_end", "column_end"} {
				place[i] = mistake[member].(float64)
			}
			require.Equal(t, test.place, place, mistakes)
			require.Equal(t, test.code, mistake["error"], mistakes)
			if test.path != "" {
				require.Equal(t, test.path, mistake["pointers"].([]any)[0].(map[string]any)["path"])
			}
			require.Equal(t, mistakes, get(t, srv, draftPath).object(t)["validation_errors"])
			call(t, srv, http.MethodPost, draftPath+"/publish").requireError(t, http.StatusBadRequest, 139002)
		})
	}
}

func TestFlowMistakesAreBounded(t *testing.T) {
	t.Parallel()
	text := `{"version":"7.3","screens":[` + strings.Repeat("7,", 5000) + "7]}"
	mistakes := call(t, graphtest.New(), http.MethodPost, draftPath+"/assets", flowFile(text)).object(t)["validation_errors"].([]any)
	require.Len(t, mistakes, 100)
}

func TestFlowFields(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv := graphtest.New()
		preview := func(fields string) map[string]any {
			return get(t, srv, "/"+graphtest.FlowID+"?fields="+fields).object(t)["preview"].(map[string]any)
		}
		first := preview("preview")
		require.Equal(t, first, preview("preview.invalidate(false)"))
		time.Sleep(30 * 24 * time.Hour)
		second := preview("preview")
		require.NotEqual(t, first["preview_url"], second["preview_url"], "a link lasts 30 days")
		require.NotEqual(t, second["preview_url"], preview("preview.invalidate(true)")["preview_url"])
		for _, fields := range []string{"metric.name(ENDPOINT_COLOUR).granularity(DAY)", "metric.name(ENDPOINT_AVAILABILITY).granularity(WEEK)"} {
			get(t, srv, "/"+graphtest.FlowID+"?fields="+fields).requireError(t, http.StatusBadRequest, 100)
		}
		for status, ability := range map[string]string{"THROTTLED": "LIMITED", "BLOCKED": "BLOCKED", "PUBLISHED": "AVAILABLE"} {
			srv.SetFlowStatus(graphtest.FlowID, status)
			health := get(t, srv, "/"+graphtest.FlowID+"?fields=health_status").object(t)["health_status"].(map[string]any)
			require.Equal(t, ability, health["can_send_message"])
		}
	})
}

func TestFlowWorldMistakes(t *testing.T) {
	t.Parallel()
	srv := graphtest.New()
	require.Panics(t, func() { srv.AddFlow(graphtest.WABAID, graphtest.Flow{Name: "survey"}) })
	require.Panics(t, func() { srv.SetFlowStatus("1", "BLOCKED") })
	link, _ := get(t, srv, draftPath+"/assets").data(t)[0]["download_url"].(string)
	for _, path := range []string{strings.Replace(link, "oh=", "oh=0", 1), strings.Replace(link, graphtest.DraftFlowID, "1", 1)} {
		request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, path, nil)
		require.NoError(t, err)
		require.Equal(t, http.StatusNotFound, do(t, srv.Client(), request).Status)
	}
}
