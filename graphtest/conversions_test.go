package graphtest_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/graphtest"
)

const (
	datasetPath     = "/" + graphtest.WABAID + "/dataset"
	conversionsPath = "/" + graphtest.DatasetID + "/events"
)

// conversion is an event of now with these members besides what all need.
func conversion(members string) string {
	return fmt.Sprintf(`{"event_time":%d,"action_source":"business_messaging","messaging_channel":"whatsapp"%s}`, time.Now().Unix(), members)
}

const lead = `,"event_name":"LeadSubmitted","user_data":{"ctwa_clid":"ARAk"}`

func sendEvents(t *testing.T, srv *graphtest.Server, events ...string) answer {
	t.Helper()
	return call(t, srv, "POST", conversionsPath, jsonBody(`{"data":[`+strings.Join(events, ",")+`]}`))
}

func TestDatasets(t *testing.T) {
	t.Parallel()
	srv := graphtest.New()
	require.Equal(t, map[string]any{"id": graphtest.DatasetID, "name": "Retail account events"}, get(t, srv, datasetPath).object(t))
	require.Equal(t, map[string]any{"id": graphtest.DatasetID}, call(t, srv, "POST", datasetPath).object(t))
	second := "/" + graphtest.SecondWABAID + "/dataset"
	require.Empty(t, get(t, srv, second).data(t))
	created := call(t, srv, "POST", second, form("dataset_name", "Sales")).object(t)
	require.Equal(t, map[string]any{"id": created["id"], "name": "Sales"}, get(t, srv, "/"+created["id"].(string)).object(t))
}

func TestConversionEvents(t *testing.T) {
	t.Parallel()
	srv := graphtest.New()
	hash := strings.Repeat("0a", 32)
	purchase := conversion(`,"event_name":"Purchase","user_data":{"ctwa_clid":"ARAl","whatsapp_business_account_id":"` + graphtest.WABAID +
		`","em":["` + hash + `"]},"custom_data":{"value":1.5,"currency":"EUR"}`)
	received := sendEvents(t, srv, conversion(lead), purchase).object(t)
	require.Equal(t, float64(2), received["events_received"])
	require.NotEmpty(t, received["fbtrace_id"])
	call(t, srv, "POST", conversionsPath, jsonBody(`{"test_event_code":"TEST1","data":[`+conversion(lead)+`]}`)).object(t)
	events := srv.ConversionEvents(graphtest.DatasetID)
	require.Len(t, events, 3)
	require.Equal(t, []string{"LeadSubmitted", "Purchase", "LeadSubmitted"}, []string{events[0].Name, events[1].Name, events[2].Name})
	require.Equal(t, "ARAl", events[1].CTWAClid)
	require.False(t, events[1].Test)
	require.True(t, events[2].Test)
	var data map[string]any
	require.NoError(t, json.Unmarshal(events[1].Data, &data))
	require.Equal(t, map[string]any{"value": 1.5, "currency": "EUR"}, data["custom_data"])
}

func TestConversionEventsAreBounded(t *testing.T) {
	t.Parallel()
	srv := graphtest.New(graphtest.WithHistory(2))
	sendEvents(t, srv, conversion(lead), conversion(`,"event_name":"OrderCreated","user_data":{"ctwa_clid":"ARAk"}`), conversion(lead)).object(t)
	events := srv.ConversionEvents(graphtest.DatasetID)
	require.Len(t, events, 2)
	require.Equal(t, "OrderCreated", events[0].Name)
}

func TestConversionEventRefusals(t *testing.T) {
	t.Parallel()
	srv := graphtest.New()
	at := func(moment time.Time) string {
		return fmt.Sprintf(`{"event_time":%d,"action_source":"business_messaging","messaging_channel":"whatsapp"%s}`, moment.Unix(), lead)
	}
	for name, events := range map[string]string{
		"no event":          ``,
		"no object":         `"LeadSubmitted"`,
		"no source":         `{"event_time":1` + lead + `}`,
		"no channel":        `{"event_time":1,"action_source":"business_messaging"` + lead + `}`,
		"no time":           `{"action_source":"business_messaging","messaging_channel":"whatsapp"` + lead + `}`,
		"too old":           at(time.Now().AddDate(0, 0, -7).Add(-time.Minute)),
		"not yet":           at(time.Now().Add(time.Hour)),
		"one of two":        conversion(lead) + "," + at(time.Now().AddDate(0, 0, -8)),
		"no hash":           conversion(`,"event_name":"LeadSubmitted","user_data":{"ctwa_clid":"ARAk","ph":["+15550100"]}`),
		"hashes of a kind":  conversion(`,"event_name":"LeadSubmitted","user_data":{"ctwa_clid":"ARAk","ph":[7]}`),
		"an account's name": conversion(`,"event_name":"LeadSubmitted","user_data":{"ctwa_clid":"ARAk","page_id":"shop"}`),
		"no value":          conversion(`,"event_name":"Purchase","user_data":{"ctwa_clid":"ARAk"},"custom_data":{"currency":"EUR"}`),
		"too many":          strings.Repeat(conversion(lead)+",", 1000) + conversion(lead),
	} {
		reply := sendEvents(t, srv, events)
		require.Equal(t, http.StatusBadRequest, reply.Status, name)
		require.Equal(t, 100, reply.graphError(t).Code, name)
	}
	for event, subcode := range map[string]int{
		`,"event_name":"Lead","user_data":{"ctwa_clid":"ARAk"}`: 2804066,
		`,"event_name":"LeadSubmitted","user_data":{}`:          2804087,
		`,"event_name":"LeadSubmitted"`:                         2804087,
	} {
		require.Equal(t, subcode, sendEvents(t, srv, conversion(event)).graphError(t).Subcode)
	}
	require.Empty(t, srv.ConversionEvents(graphtest.DatasetID))
}
