package graphtest_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/graphtest"
)

const (
	wabaPath       = "/" + graphtest.WABAID
	activitiesPath = wabaPath + "/activities"
	schedulesPath  = wabaPath + "/schedules"
	catalogsPath   = wabaPath + "/product_catalogs"
)

func TestUpdateAccount(t *testing.T) {
	t.Parallel()
	srv := graphtest.New()
	require.Equal(t, map[string]any{"success": true}, call(t, srv, "POST", wabaPath,
		jsonBody(`{"name":"Shop account","timezone_id":"42","is_enabled_for_insights":true,"template_auto_archival_enabled":true}`)).object(t))
	fields := "?fields=name,timezone_id,template_auto_archival_enabled,disable_marketing_messages_on_cloud_api,owner_business{name},creation_time"
	require.Equal(t, map[string]any{
		"id": graphtest.WABAID, "name": "Shop account", "timezone_id": "42", "template_auto_archival_enabled": true,
		"disable_marketing_messages_on_cloud_api": false, "creation_time": float64(1772442000),
		"owner_business": map[string]any{"id": graphtest.BusinessID, "name": "Retail portfolio"},
	}, get(t, srv, wabaPath+fields).object(t))
}

func TestUpdateAccountRefusals(t *testing.T) {
	t.Parallel()
	srv := graphtest.New()
	for body, code := range map[string]int{
		`{"name":""}`: 100,
		`{"name":"` + strings.Repeat("a", 101) + `"}`: 100,
		`{"name":7}`:                                     100,
		`{"timezone_id":"Berlin"}`:                       100,
		`{"is_enabled_for_insights":"no"}`:               100,
		`{"name":"New","is_enabled_for_insights":false}`: 200006,
	} {
		call(t, srv, "POST", wabaPath, jsonBody(body)).requireError(t, http.StatusBadRequest, code)
	}
	require.Equal(t, "Retail account", get(t, srv, wabaPath).object(t)["name"], "what is refused changes nothing")
	require.Len(t, get(t, srv, activitiesPath).data(t), 2, "and leaves no activity")
}

// An account can leave marketing templates to the Marketing Messages API.
func TestMarketingTemplatesOffTheCloudAPI(t *testing.T) {
	t.Parallel()
	srv := graphtest.New()
	srv.AddTemplate(graphtest.WABAID, graphtest.Template{Name: "offer", Category: "MARKETING", Body: "Today only."})
	message := jsonBody(`{"messaging_product":"whatsapp","to":"+15550100200","type":"template","template":{"name":"offer","language":{"code":"en_US"}}}`)
	send := func(edge string) answer { return call(t, srv, "POST", "/"+graphtest.PhoneNumberID+edge, message) }
	require.Equal(t, http.StatusOK, send("/messages").Status)
	call(t, srv, "POST", wabaPath, form("disable_marketing_messages_on_cloud_api", "true")).object(t)
	send("/messages").requireError(t, http.StatusBadRequest, 131063)
	require.Equal(t, http.StatusOK, send("/marketing_messages").Status)
}

func TestActivities(t *testing.T) {
	t.Parallel()
	srv := graphtest.New()
	items := get(t, srv, activitiesPath).data(t)
	require.Equal(t, []string{"USER_ADDED", "PHONE_NUMBER_VERIFIED"}, texts(items, "activity_type"), "the latest first")
	require.Len(t, items[0], 4)

	call(t, srv, "POST", wabaPath+"/assigned_users", form("user", graphtest.UnassignedUserID, "tasks", `["MANAGE"]`)).object(t)
	call(t, srv, "DELETE", wabaPath+"/assigned_users"+query("user", graphtest.UnassignedUserID)).object(t)
	call(t, srv, "POST", "/"+graphtest.HelloTemplateID, jsonBody(`{"category":"UTILITY","components":[{"type":"BODY","text":"Hello"}]}`)).object(t)
	call(t, srv, "POST", wabaPath+"/subscribed_apps").object(t)
	types := texts(get(t, srv, activitiesPath).data(t), "activity_type")
	slices.Sort(types)
	require.Equal(t, []string{"PHONE_NUMBER_VERIFIED", "TEMPLATE_UPDATED", "USER_ADDED", "USER_ADDED", "USER_REMOVED", "WEBHOOK_CONFIGURED"}, types)
	removed := get(t, srv, activitiesPath+"?activity_type=USER_REMOVED&fields=actor_id,details").data(t)
	require.Equal(t, graphtest.AppID, removed[0]["actor_id"])
	require.Equal(t, map[string]any{"user": graphtest.UnassignedUserID}, removed[0]["details"])
}

func TestActivityFilters(t *testing.T) {
	t.Parallel()
	srv := graphtest.New()
	for filter, want := range map[string][]string{
		"activity_type=USER_ADDED":                                       {"USER_ADDED"},
		"activity_type=USER_ADDED,PHONE_NUMBER_VERIFIED":                 {"USER_ADDED", "PHONE_NUMBER_VERIFIED"},
		"since=1772442001&until=1772445600":                              {"USER_ADDED"},
		"since=2026-03-02&until=2026-03-02T09:00:00Z":                    {"PHONE_NUMBER_VERIFIED"},
		"until=1772441999":                                               {},
		"activity_type=SECURITY_EVENT&since=2026-03-01&until=2026-05-01": {},
	} {
		require.Equal(t, want, texts(get(t, srv, activitiesPath+"?"+filter).data(t), "activity_type"), filter)
	}
	for _, filter := range []string{"activity_type=PARTY", "since=yesterday", "until=?"} {
		get(t, srv, activitiesPath+"?"+filter).requireError(t, http.StatusBadRequest, 100)
	}
	get(t, srv, activitiesPath+"?since=2026-01-01&until=2026-04-02").requireError(t, http.StatusUnprocessableEntity, 100)
	get(t, srv, fmt.Sprintf("%s?since=%d", activitiesPath, time.Now().AddDate(0, 0, -91).Unix())).requireError(t, http.StatusUnprocessableEntity, 100)
}

func TestAddActivity(t *testing.T) {
	t.Parallel()
	srv := graphtest.New()
	id := srv.AddActivity(graphtest.SecondWABAID, graphtest.Activity{})
	items := get(t, srv, "/"+graphtest.SecondWABAID+"/activities").data(t)
	require.Equal(t, map[string]any{
		"id": id, "activity_type": "ACCOUNT_UPDATED", "timestamp": "2026-03-02T09:00:00Z", "actor_type": "API",
	}, items[0])
}

func TestSchedules(t *testing.T) {
	t.Parallel()
	srv := graphtest.New()
	require.Equal(t, []string{"Opening hours", "Maintenance"}, texts(get(t, srv, schedulesPath).data(t), "name"))
	created := call(t, srv, "POST", schedulesPath, jsonBody(`{"name":"After hours","schedule_type":"AUTOMATED_RESPONSE","start_time":"18:00",
		"end_time":"08:00","timezone":"Europe/Berlin","description":"Nobody is here","days_of_week":["MONDAY","SUNDAY"],"is_active":false,
		"recurrence_pattern":{"frequency":"WEEKLY","interval":2,"end_date":"2026-12-31"}}`)).object(t)
	items := get(t, srv, schedulesPath+"?fields=name,description,status,timezone,days_of_week,recurrence_pattern,is_active").data(t)
	require.Equal(t, map[string]any{
		"id": created["id"], "name": "After hours", "description": "Nobody is here", "status": "INACTIVE", "is_active": false,
		"timezone": "Europe/Berlin", "days_of_week": []any{"MONDAY", "SUNDAY"},
		"recurrence_pattern": map[string]any{"frequency": "WEEKLY", "interval": float64(2), "end_date": "2026-12-31"},
	}, items[2])

	active := query("filtering", `[{"field":"is_active","operator":"EQUAL","value":true}]`)
	require.Equal(t, []string{"Opening hours"}, texts(get(t, srv, schedulesPath+active).data(t), "name"))
	latest := texts(get(t, srv, schedulesPath+"?sort=created_time.desc").data(t), "name")
	require.Equal(t, []string{"After hours", "Maintenance", "Opening hours"}, latest)
}

func TestScheduleRefusals(t *testing.T) {
	t.Parallel()
	srv := graphtest.New()
	const times = `"start_time":"09:00","end_time":"17:00"`
	for body, status := range map[string]int{
		`{}`:                           http.StatusBadRequest,
		`{"name":"New",` + times + `}`: http.StatusBadRequest,
		`{"name":"New","schedule_type":"PARTY",` + times + `}`:                                             http.StatusBadRequest,
		`{"name":"New","schedule_type":"CUSTOM","end_time":"17:00"}`:                                       http.StatusBadRequest,
		`{"name":"New","schedule_type":"CUSTOM","start_time":"09:00","end_time":"24:00"}`:                  http.StatusBadRequest,
		`{"name":"New","schedule_type":"CUSTOM","start_time":"17:00","end_time":"09:00"}`:                  http.StatusBadRequest,
		`{"name":"New","schedule_type":"CUSTOM",` + times + `,"days_of_week":["FUNDAY"]}`:                  http.StatusBadRequest,
		`{"name":"New","schedule_type":"CUSTOM",` + times + `,"is_active":"perhaps"}`:                      http.StatusBadRequest,
		`{"name":"New","schedule_type":"CUSTOM",` + times + `,"description":7}`:                            http.StatusBadRequest,
		`{"name":"New","schedule_type":"CUSTOM",` + times + `,"recurrence_pattern":"daily"}`:               http.StatusBadRequest,
		`{"name":"New","schedule_type":"CUSTOM",` + times + `,"recurrence_pattern":{"frequency":"OFTEN"}}`: http.StatusBadRequest,
		`{"name":"New","schedule_type":"CUSTOM",` + times + `,"recurrence_pattern":{"interval":0}}`:        http.StatusBadRequest,
		`{"name":"New","schedule_type":"CUSTOM",` + times + `,"recurrence_pattern":{"end_date":"soon"}}`:   http.StatusBadRequest,
		`{"name":"New","schedule_type":"CUSTOM",` + times + `,"timezone":"Middle/Earth"}`:                  http.StatusUnprocessableEntity,
		`{"name":"Opening hours","schedule_type":"CUSTOM",` + times + `}`:                                  http.StatusConflict,
	} {
		call(t, srv, "POST", schedulesPath, jsonBody(body)).requireError(t, status, 100)
	}
	require.Len(t, get(t, srv, schedulesPath).data(t), 2)
	get(t, srv, schedulesPath+"?sort=name.asc").requireError(t, http.StatusBadRequest, 100)
	get(t, srv, schedulesPath+"?filtering=active").requireError(t, http.StatusBadRequest, 100)
}

func TestCatalogs(t *testing.T) {
	t.Parallel()
	srv := graphtest.New()
	require.Equal(t, []string{graphtest.CatalogID}, texts(get(t, srv, catalogsPath).data(t), "id"))
	for range 2 {
		call(t, srv, "POST", catalogsPath, form("catalog_id", graphtest.FreeCatalogID)).object(t)
	}
	require.Equal(t, []string{"Spring collection", "Spare parts"}, texts(get(t, srv, catalogsPath).data(t), "name"))
	for range 2 {
		call(t, srv, "DELETE", catalogsPath+query("catalog_id", graphtest.CatalogID)).object(t)
	}
	require.Equal(t, []string{graphtest.FreeCatalogID}, texts(get(t, srv, catalogsPath).data(t), "id"))
	for _, id := range []string{"1", "spring", ""} {
		call(t, srv, "POST", catalogsPath, form("catalog_id", id)).requireError(t, http.StatusBadRequest, 100)
		call(t, srv, "DELETE", catalogsPath+query("catalog_id", id)).requireError(t, http.StatusBadRequest, 100)
	}
}
