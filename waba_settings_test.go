package whatsapp_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/graphtest"
)

func TestUpdateWABALimits(t *testing.T) {
	t.Parallel()
	type request = whatsapp.UpdateWABARequest
	for name, test := range map[string]struct {
		request request
		want    []string
	}{
		"nothing":            {request{}, []string{"name or another field must be set; the request changes nothing"}},
		"name of 100":        {request{Name: new(strings.Repeat("é", 100))}, nil},
		"name of 101":        {request{Name: new(strings.Repeat("é", 101))}, []string{"name has 101 characters, at most 100 are allowed"}},
		"empty name":         {request{Name: new("")}, []string{"name is required"}},
		"time zone":          {request{TimezoneID: new("Europe/Berlin")}, []string{`timezone_id must contain only digits, not "Europe/Berlin"`}},
		"insights on":        {request{IsEnabledForInsights: new(true)}, nil},
		"insights off":       {request{IsEnabledForInsights: new(false)}, []string{"is_enabled_for_insights must not be false: template analytics cannot be turned off again"}},
		"a switch to be off": {request{TemplateAutoArchivalEnabled: new(false)}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			requireViolations(t, test.request.Validate(), test.want...)
		})
	}
}

func TestCreateScheduleLimits(t *testing.T) {
	t.Parallel()
	valid := func(change func(*whatsapp.CreateScheduleRequest)) whatsapp.CreateScheduleRequest {
		request := whatsapp.CreateScheduleRequest{Name: "Hours", Type: whatsapp.ScheduleTypeCustom, StartTime: "00:00", EndTime: "23:59"}
		change(&request)
		return request
	}
	type request = whatsapp.CreateScheduleRequest
	for name, test := range map[string]struct {
		request request
		want    []string
	}{
		"required only": {valid(func(*request) {}), nil},
		"nothing":       {request{}, []string{"name is required", "schedule_type is required", "start_time is required", "end_time is required"}},
		"long texts": {valid(func(r *request) {
			r.Name, r.Description = strings.Repeat("é", 101), new(strings.Repeat("é", 501))
		}), []string{"name has 101 characters, at most 100 are allowed", "description has 501 characters, at most 500 are allowed"}},
		"over night": {valid(func(r *request) { r.StartTime, r.EndTime = "18:00", "08:00" }), nil},
		"times": {valid(func(r *request) { r.StartTime, r.EndTime = "9:00", "24:00" }), []string{
			`start_time must be hours and minutes such as "09:00", not "9:00"`, `end_time must be hours and minutes such as "09:00", not "24:00"`,
		}},
		"recurrence": {valid(func(r *request) {
			r.RecurrencePattern = &whatsapp.ScheduleRecurrence{Interval: new(0), EndDate: "31.12.2026"}
		}), []string{
			"recurrence_pattern.interval must be at least 1, not 0",
			`recurrence_pattern.end_date must be a date such as "2026-12-31", not "31.12.2026"`,
		}},
		"recurrence of nothing": {valid(func(r *request) { r.RecurrencePattern = &whatsapp.ScheduleRecurrence{} }), nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			requireViolations(t, test.request.Validate(), test.want...)
		})
	}
}

func TestCatalogsNeedAnID(t *testing.T) {
	t.Parallel()
	requireNotSent(t, func(client *whatsapp.Client) error { return client.WABAs.AddCatalog(t.Context(), wabaID, "") }, "catalog_id is required")
	requireNotSent(t, func(client *whatsapp.Client) error { return client.WABAs.RemoveCatalog(t.Context(), wabaID, "all") },
		`catalog_id must contain only digits, not "all"`)
}

// What is changed of an account reads back, and is in its activities.
func TestAccountsAreChanged(t *testing.T) {
	t.Parallel()
	_, client := world(t)
	require.NoError(t, client.WABAs.Update(t.Context(), graphtest.WABAID, whatsapp.UpdateWABARequest{
		Name: new("Shop account"), TemplateAutoArchivalEnabled: new(true),
	}))
	account, err := client.WABAs.Get(t.Context(), graphtest.WABAID, whatsapp.WithFields("name", "template_auto_archival_enabled"))
	require.NoError(t, err)
	require.Equal(t, "Shop account", account.Name)
	require.Equal(t, new(true), account.TemplateAutoArchivalEnabled)
	page, err := client.WABAs.ListActivities(t.Context(), graphtest.WABAID, &whatsapp.ListActivitiesOptions{
		Types: []whatsapp.WABAActivityType{whatsapp.WABAActivityTypeAccountUpdated},
	}, whatsapp.WithFields("activity_type", "details"))
	require.NoError(t, err)
	require.Len(t, page.Data, 1)
	require.JSONEq(t, `{"name":"Shop account"}`, string(page.Data[0].Details))
}
