package graphtest_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/graphtest"
)

const historyPath = "/" + graphtest.PhoneNumberID + "/message_history"

func TestHistoryEvents(t *testing.T) {
	t.Parallel()
	items := get(t, graphtest.New(), eventsPath+"?limit=5").data(t)
	require.NotEmpty(t, items[0]["cursor"])
	require.Equal(t, map[string]any{
		"id": "913370458813001", "delivery_status": "ACCEPTED",
		"occurrence_timestamp": 1772442000.0, "status_timestamp": 1772442000.0,
		"application": map[string]any{"id": graphtest.AppID, "name": "Messaging console"},
	}, items[0]["node"])
	require.NotEmpty(t, items[4]["node"].(map[string]any)["error_description"])
}

func TestCursorOfAnEventPages(t *testing.T) {
	t.Parallel()
	srv := graphtest.New()
	items := get(t, srv, eventsPath+"?limit=3").data(t)
	rest := get(t, srv, eventsPath+query("limit", "1", "after", items[1]["cursor"].(string))).data(t)
	require.Equal(t, items[2], rest[0])
}

func TestHistoryEventsByStatus(t *testing.T) {
	t.Parallel()
	srv := graphtest.New()
	for _, status := range []string{"ACCEPTED", "DELIVERED", "ERROR", "READ", "SENT"} {
		items := get(t, srv, eventsPath+"?status_filter="+status).data(t)
		require.Len(t, items, 6)
		for _, item := range items {
			require.Equal(t, status, item["node"].(map[string]any)["delivery_status"])
		}
	}
	get(t, srv, eventsPath+"?status_filter=FAILED").requireError(t, http.StatusBadRequest, 100)
	get(t, srv, eventsPath+"?status_filter=").requireError(t, http.StatusBadRequest, 100)
}

func TestHistoryEventFields(t *testing.T) {
	t.Parallel()
	srv := graphtest.New()
	node := map[string]any{"id": "913370458813001", "delivery_status": "ACCEPTED"}
	for _, fields := range []string{"node{id,delivery_status}", "id,delivery_status", "node{id},delivery_status"} {
		items := get(t, srv, eventsPath+query("limit", "1", "fields", fields)).data(t)
		require.Equal(t, []map[string]any{{"node": node}}, items, fields)
	}
	items := get(t, srv, eventsPath+"?limit=1&fields=cursor").data(t)
	require.Len(t, items[0], 1)
	get(t, srv, eventsPath+"?fields=node{colour}").requireError(t, http.StatusBadRequest, 100)
	get(t, srv, eventsPath+"?fields=colour").requireError(t, http.StatusBadRequest, 100)
}

func TestMessageHistory(t *testing.T) {
	t.Parallel()
	srv := graphtest.New()
	items := get(t, srv, historyPath).data(t)
	require.Len(t, items, 2)
	require.Equal(t, graphtest.MessageHistoryID, items[0]["id"])
	events := items[0]["events"].(map[string]any)
	require.Len(t, events["data"], 25)
	require.Equal(t, map[string]any{
		"id": "913370458813001", "delivery_status": "SENT", "timestamp": 1772442000.0,
		"application": map[string]any{"id": graphtest.AppID},
	}, events["data"].([]any)[0])
	require.Equal(t, "FAILED", events["data"].([]any)[4].(map[string]any)["delivery_status"])
	require.NotEmpty(t, events["paging"].(map[string]any)["next"])

	nested := get(t, srv, historyPath+query("fields", "message_id,events.limit(2){delivery_status,webhook_update_state}")).data(t)
	require.Len(t, nested[0]["events"].(map[string]any)["data"], 2)
}

func TestMessageHistoryOfOneMessage(t *testing.T) {
	t.Parallel()
	srv := graphtest.New()
	history := srv.AddMessageHistory(graphtest.PhoneNumberID, graphtest.MessageHistory{MessageID: "wamid.ONE"})
	event := srv.AddMessageHistoryEvent(history, graphtest.MessageHistoryEvent{
		Status: "ERROR", OccurredAt: time.Unix(1700000000, 0), ErrorDescription: "No answer",
		Fields: map[string]any{"webhook_update_state": "FAILED"},
	})

	items := get(t, srv, historyPath+"?message_id=wamid.ONE&fields=message_id,events{timestamp,error_description,webhook_update_state}").data(t)
	require.Len(t, items, 1)
	require.Equal(t, "wamid.ONE", items[0]["message_id"])
	require.Equal(t, []any{map[string]any{
		"id": event, "timestamp": 1700000000.0, "error_description": "No answer", "webhook_update_state": "FAILED",
	}}, items[0]["events"].(map[string]any)["data"])

	get(t, srv, historyPath+"?message_id=wamid.NONE").requireError(t, http.StatusUnprocessableEntity, 100)
}
