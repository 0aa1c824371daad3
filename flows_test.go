package whatsapp_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/graphtest"
)

const (
	otherFlowID  = "1534567890123457"
	flowEndpoint = "https://flows.shop.test/appointment"
	shortFlow    = `{"version":"7.3"}`

	flowPreviewURL = "https://business.facebook.com/wa/manage/flows/" + flowID + "/preview/?token=b9d6aa"
	flowJSONURL    = "https://scontent.xx.fbcdn.net/m1/v/t0.57323-24/An_Hq0jnfJ"
)

func flowMethods() []method {
	return slices.Concat(flowLists(), flowReads(), flowCreations(), flowChanges(), flowAssetLists(), flowUploads(), flowDownloads(), flowMoves(), flowMetrics())
}

func wrongType() whatsapp.FlowValidationError {
	return whatsapp.FlowValidationError{
		Code: "INVALID_PROPERTY_VALUE", Type: "FLOW_JSON_ERROR", Message: "Invalid value found for property 'type'.",
		LineStart: 10, LineEnd: 10, ColumnStart: 21, ColumnEnd: 34,
		Pointers: []whatsapp.FlowJSONPointer{{LineStart: 10, LineEnd: 10, ColumnStart: 21, ColumnEnd: 34, Path: "screens[0].layout.children[0].type"}},
	}
}

func wrongKey() whatsapp.FlowValidationError {
	return whatsapp.FlowValidationError{
		Code: "INVALID_PROPERTY", Type: "JSON_SCHEMA_ERROR",
		Message:   `The property "initial-text" cannot be specified at "$root/screens/0/layout/children/2/children/0".`,
		LineStart: 46, LineEnd: 46, ColumnStart: 17, ColumnEnd: 30,
	}
}

func surveyFlow() whatsapp.Flow {
	return whatsapp.Flow{
		ID: otherFlowID, Name: "survey", Status: whatsapp.FlowStatusDraft, Categories: []whatsapp.FlowCategory{whatsapp.FlowCategorySurvey},
		ValidationErrors: whatsapp.FlowValidationErrors{wrongKey()},
	}
}

func flowLists() []method {
	return listRow[whatsapp.Flow, whatsapp.ListOptions]{
		list:      (*whatsapp.FlowService).List,
		all:       (*whatsapp.FlowService).All,
		operation: "GET /{waba-id}/flows",
		ids:       []string{wabaID},
		options:   secondPage,
		fields:    []string{"name", "status"},
		page: &whatsapp.Page[whatsapp.Flow]{Paging: lastPage, Data: []whatsapp.Flow{
			{
				ID: flowID, Name: "appointment", Status: whatsapp.FlowStatusPublished, ValidationErrors: whatsapp.FlowValidationErrors{},
				Categories: []whatsapp.FlowCategory{whatsapp.FlowCategoryAppointmentBooking, whatsapp.FlowCategoryOther},
			},
			surveyFlow(),
		}},
	}.methods()
}

func appointmentPreview() *whatsapp.FlowPreview {
	return &whatsapp.FlowPreview{
		PreviewURL: flowPreviewURL,
		ExpiresAt:  moment(`"2026-03-02T09:00:00+0000"`),
	}
}

func flowReads() []method {
	get := func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
		return result(client.Flows.Get(ctx, id, opts...))
	}
	preview := func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
		return result(client.Flows.Preview(ctx, id, opts...))
	}
	renew := func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
		return result(client.Flows.RenewPreview(ctx, id, opts...))
	}
	full := &whatsapp.Flow{
		ID: flowID, Name: "appointment", Status: whatsapp.FlowStatusPublished, ValidationErrors: whatsapp.FlowValidationErrors{},
		Categories:  []whatsapp.FlowCategory{whatsapp.FlowCategoryAppointmentBooking, whatsapp.FlowCategoryOther},
		JSONVersion: "7.3", DataAPIVersion: "4.0", EndpointURI: flowEndpoint, DataChannelURI: flowEndpoint,
		Preview:     appointmentPreview(),
		WABA:        &whatsapp.FlowWABA{ID: wabaID, Name: "Retail account", TimezoneID: "54", BusinessType: "ent", MessageTemplateNamespace: "a1b2c3"},
		Application: &whatsapp.WABAApp{ID: appID, Name: "Messaging console", Link: "https://www.facebook.com/games/?app_id=" + appID},
		HealthStatus: &whatsapp.HealthStatus{
			CanSendMessage: whatsapp.SendAbilityBlocked,
			Entities: []whatsapp.HealthEntity{{
				EntityType: "FLOW", ID: flowID, CanSendMessage: whatsapp.SendAbilityBlocked,
				Errors: []whatsapp.HealthError{{
					Code: 131000, Description: "endpoint_uri: You need to set the endpoint URI before you can send or publish a flow.", PossibleSolution: "Set it.",
				}},
			}},
		},
	}
	return []method{
		{
			name: "Flows.Get", operation: "GET /{flow-id}", repeat: whatsapp.RepeatSafe, id: flowID,
			cases: []exchange{one("flows/get_defaults", get, new(surveyFlow())), one("flows/get_success", get, full)},
		},
		{
			name: "Flows.Preview", operation: "GET /{flow-id}", repeat: whatsapp.RepeatSafe, id: flowID, holds: member("preview"),
			cases: []exchange{one("flows/preview_success", preview, appointmentPreview())},
		},
		{
			name: "Flows.RenewPreview", operation: "GET /{flow-id}", repeat: whatsapp.RepeatSafe, id: flowID, holds: member("preview"),
			cases: []exchange{one("flows/renew_preview_success", renew, appointmentPreview())},
		},
	}
}

func flowCreations() []method {
	create := func(request whatsapp.CreateFlowRequest, first ...whatsapp.RequestOption) callMethod {
		return func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
			return result(client.Flows.Create(ctx, id, request, append(first, opts...)...))
		}
	}
	request := whatsapp.CreateFlowRequest{Name: "appointment", Categories: []whatsapp.FlowCategory{whatsapp.FlowCategoryAppointmentBooking}}
	everything := whatsapp.CreateFlowRequest{
		Name: "appointment", Categories: []whatsapp.FlowCategory{whatsapp.FlowCategoryAppointmentBooking, whatsapp.FlowCategoryOther},
		FlowJSON: json.RawMessage(shortFlow), Publish: new(true), CloneFlowID: new(otherFlowID), EndpointURI: new(flowEndpoint),
	}
	return []method{{
		name: "Flows.Create", operation: "POST /{waba-id}/flows", repeat: whatsapp.RepeatUnsafe, id: wabaID,
		cases: []exchange{
			one("flows/create_success", create(request), &whatsapp.CreatedFlow{ID: flowID}),
			one("flows/create_everything", create(everything), &whatsapp.CreatedFlow{
				ID: flowID, Success: true, ValidationErrors: whatsapp.FlowValidationErrors{wrongType()},
			}),
			one("flows/create_beyond_limits", create(whatsapp.CreateFlowRequest{}, whatsapp.WithoutValidation()), &whatsapp.CreatedFlow{
				ID: flowID, Success: true, ValidationErrors: whatsapp.FlowValidationErrors{},
			}),
		},
	}}
}

func flowChanges() []method {
	update := func(request whatsapp.UpdateFlowRequest) callMethod {
		return func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
			return nothing(client.Flows.Update(ctx, id, request, opts...))
		}
	}
	everything := whatsapp.UpdateFlowRequest{
		Name: new("survey"), Categories: []whatsapp.FlowCategory{whatsapp.FlowCategorySurvey},
		EndpointURI: new("https://flows.shop.test/second"), ApplicationID: new(appID),
	}
	publish := func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
		return nothing(client.Flows.Publish(ctx, id, opts...))
	}
	deprecate := func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
		return nothing(client.Flows.Deprecate(ctx, id, opts...))
	}
	remove := func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
		return nothing(client.Flows.Delete(ctx, id, opts...))
	}
	return []method{
		{
			name: "Flows.Update", operation: "POST /{flow-id}", repeat: whatsapp.RepeatSafe, id: flowID,
			cases: []exchange{
				one("flows/update_success", update(everything), nil),
				one("flows/update_name", update(whatsapp.UpdateFlowRequest{Name: new("survey")}), nil),
			},
		},
		{
			name: "Flows.Publish", operation: "POST /{flow-id}/publish", repeat: whatsapp.RepeatUnsafe, id: flowID,
			cases: []exchange{one("flows/publish_success", publish, nil)},
		},
		{
			name: "Flows.Deprecate", operation: "POST /{flow-id}/deprecate", repeat: whatsapp.RepeatUnsafe, id: flowID,
			cases: []exchange{one("flows/deprecate_success", deprecate, nil)},
		},
		{
			name: "Flows.Delete", operation: "DELETE /{flow-id}", repeat: whatsapp.RepeatSafe, id: flowID,
			cases: []exchange{one("flows/delete_success", remove, nil)},
		},
	}
}

func flowAssetLists() []method {
	return listRow[whatsapp.FlowAsset, whatsapp.ListOptions]{
		list:      (*whatsapp.FlowService).ListAssets,
		all:       (*whatsapp.FlowService).AllAssets,
		operation: "GET /{flow-id}/assets",
		ids:       []string{flowID},
		options:   secondPage,
		fields:    []string{"name", "download_url"},
		page: &whatsapp.Page[whatsapp.FlowAsset]{Paging: lastPage, Data: []whatsapp.FlowAsset{{
			Name: "flow.json", AssetType: whatsapp.FlowAssetTypeFlowJSON, DownloadURL: flowJSONURL,
		}}},
	}.methods()
}

func flowUploads() []method {
	upload := func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
		return result(client.Flows.UpdateJSON(ctx, id, []byte(shortFlow), opts...))
	}
	return []method{{
		name: "Flows.UpdateJSON", operation: "POST /{flow-id}/assets", repeat: whatsapp.RepeatSafe, id: flowID,
		cases: []exchange{
			one("flows/update_json_success", upload, &whatsapp.UpdatedFlowJSON{
				Success: true, ValidationErrors: whatsapp.FlowValidationErrors{wrongType(), wrongKey()},
			}),
			one("flows/update_json_clean", upload, &whatsapp.UpdatedFlowJSON{Success: true, ValidationErrors: whatsapp.FlowValidationErrors{}}),
		},
	}}
}

func flowDownloads() []method {
	download := func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
		text, err := client.Flows.DownloadJSON(ctx, id, opts...)
		return idResult(string(text), err)
	}
	return []method{{
		name: "Flows.DownloadJSON", operation: "GET /{flow-id}/assets", repeat: whatsapp.RepeatSafe, id: flowID,
		cases: []exchange{{
			fixtures: []string{"flows/download_json_assets", "flows/download_json_success"}, call: download, want: shortFlow,
		}},
	}}
}

func flowMoves() []method {
	migrate := func(names ...string) callMethod {
		return func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
			return result(client.Flows.Migrate(ctx, id, whatsapp.MigrateFlowsRequest{SourceWABAID: "102290129340777", SourceFlowNames: names}, opts...))
		}
	}
	return []method{{
		name: "Flows.Migrate", operation: "POST /{waba-id}/migrate_flows", repeat: whatsapp.RepeatUnsafe, id: wabaID,
		cases: []exchange{
			one("flows/migrate_success", migrate("appointment", "leadgen"), &whatsapp.FlowMigration{
				MigratedFlows: []whatsapp.MigratedFlow{{SourceName: "appointment", SourceID: flowID, MigratedID: "1534567890123499"}},
				FailedFlows: []whatsapp.FailedFlow{{
					SourceName: "leadgen", ErrorCode: "4233041", ErrorMessage: "Flows Migration Error: Flow name not found in source WABA.",
				}},
			}),
			one("flows/migrate_everything", migrate(), &whatsapp.FlowMigration{MigratedFlows: []whatsapp.MigratedFlow{}}),
		},
	}}
}

func flowMetrics() []method {
	metric := func(query whatsapp.FlowMetricQuery) callMethod {
		return func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
			return result(client.Flows.Metric(ctx, id, query, opts...))
		}
	}
	days := whatsapp.FlowMetricQuery{
		Name: whatsapp.FlowMetricNameAvailability, Granularity: whatsapp.FlowMetricGranularityDay,
		Since: time.Date(2026, time.March, 2, 9, 0, 0, 0, time.UTC), Until: time.Date(2026, time.March, 4, 0, 0, 0, 0, time.UTC),
	}
	return []method{{
		name: "Flows.Metric", operation: "GET /{flow-id}", repeat: whatsapp.RepeatSafe, id: flowID, holds: member("metric"),
		cases: []exchange{
			one("flows/metric_success", metric(days), &whatsapp.FlowMetric{
				Name: whatsapp.FlowMetricNameAvailability, Granularity: whatsapp.FlowMetricGranularityDay,
				DataPoints: []whatsapp.FlowMetricDataPoint{
					{Timestamp: moment(`"2026-03-02T09:00:00+0000"`), Data: []whatsapp.FlowMetricValue{{Key: "succeeded", Value: 713}, {Key: "failed", Value: 335}}},
					{Timestamp: moment(`"2026-03-03T09:00:00+0000"`), Data: []whatsapp.FlowMetricValue{{Key: "succeeded", Value: 0.5}}},
				},
			}),
			one("flows/metric_lifetime", metric(whatsapp.FlowMetricQuery{
				Name: whatsapp.FlowMetricNameRequestErrorRate, Granularity: whatsapp.FlowMetricGranularityLifetime,
			}), &whatsapp.FlowMetric{
				Name: whatsapp.FlowMetricNameRequestErrorRate, Granularity: whatsapp.FlowMetricGranularityLifetime, DataPoints: []whatsapp.FlowMetricDataPoint{},
			}),
		},
	}}
}

func TestFlowValidationErrors(t *testing.T) {
	t.Parallel()
	require.NoError(t, whatsapp.FlowValidationErrors{}.Err())
	require.NoError(t, whatsapp.FlowValidationErrors(nil).Err())
	err := fmt.Errorf("upload: %w", whatsapp.FlowValidationErrors{wrongType(), wrongKey(), {Message: "Flow JSON\nis not valid."}}.Err())
	require.EqualError(t, err, "upload: flow.json:10:21: INVALID_PROPERTY_VALUE: Invalid value found for property 'type'.\n"+
		`flow.json:46:17: INVALID_PROPERTY: The property "initial-text" cannot be specified at "$root/screens/0/layout/children/2/children/0".`+"\n"+
		"flow.json: Flow JSON is not valid.")
	var first *whatsapp.FlowValidationError
	require.ErrorAs(t, err, &first)
	require.Equal(t, wrongType(), *first)
}

func TestFlowRequestsAreChecked(t *testing.T) {
	t.Parallel()
	good := whatsapp.CreateFlowRequest{Name: "survey", Categories: []whatsapp.FlowCategory{whatsapp.FlowCategorySurvey}}
	require.NoError(t, good.Validate())
	changed := func(change func(*whatsapp.CreateFlowRequest)) whatsapp.CreateFlowRequest {
		request := good
		change(&request)
		return request
	}
	for problem, request := range map[string]interface{ Validate() error }{
		"name is required":                                               changed(func(r *whatsapp.CreateFlowRequest) { r.Name = "" }),
		"categories needs at least one entry":                            changed(func(r *whatsapp.CreateFlowRequest) { r.Categories = nil }),
		"categories[1] is required":                                      changed(func(r *whatsapp.CreateFlowRequest) { r.Categories = append(r.Categories, "") }),
		"flow_json has 10485761 bytes":                                   changed(func(r *whatsapp.CreateFlowRequest) { r.FlowJSON = make([]byte, 10<<20+1) }),
		"flow_json is required to publish":                               changed(func(r *whatsapp.CreateFlowRequest) { r.Publish = new(true) }),
		"clone_flow_id must contain only digits":                         changed(func(r *whatsapp.CreateFlowRequest) { r.CloneFlowID = new("a") }),
		"endpoint_uri must be an https":                                  changed(func(r *whatsapp.CreateFlowRequest) { r.EndpointURI = new("http://shop.test") }),
		"name or another field must be set; the request changes nothing": whatsapp.UpdateFlowRequest{},
		"invalid request: name is required":                              whatsapp.UpdateFlowRequest{Name: new("")},
		"invalid request: categories needs":                              whatsapp.UpdateFlowRequest{Categories: []whatsapp.FlowCategory{}},
		"endpoint_uri is required":                                       whatsapp.UpdateFlowRequest{EndpointURI: new("")},
		"application_id must contain only digits":                        whatsapp.UpdateFlowRequest{ApplicationID: new("app")},
		"source_waba_id is required":                                     whatsapp.MigrateFlowsRequest{},
		"source_flow_names has 101 entries":                              whatsapp.MigrateFlowsRequest{SourceWABAID: "1", SourceFlowNames: make([]string, 101)},
		"source_flow_names[0] is required":                               whatsapp.MigrateFlowsRequest{SourceWABAID: "1", SourceFlowNames: []string{""}},
		"granularity is required":                                        whatsapp.FlowMetricQuery{Name: "A"},
		"name must contain only letters":                                 whatsapp.FlowMetricQuery{Name: "A),id", Granularity: "DAY"},
		"until must not be before since":                                 whatsapp.FlowMetricQuery{Name: "A", Granularity: "DAY", Since: time.Unix(9e8, 0), Until: time.Unix(8e8, 0)},
	} {
		require.ErrorContains(t, request.Validate(), problem)
	}
}

func TestFlowJSONIsChecked(t *testing.T) {
	t.Parallel()
	server, client := world(t)
	for size, problem := range map[int]string{0: "file is required", 10<<20 + 1: "file has 10485761 bytes, at most 10485760 are allowed"} {
		_, err := client.Flows.UpdateJSON(t.Context(), graphtest.DraftFlowID, make([]byte, size))
		require.ErrorContains(t, err, problem)
	}
	require.Empty(t, server.Requests())
}

// A flow goes from its first draft to its end.
func TestFlowFromDraftToDeprecated(t *testing.T) {
	t.Parallel()
	_, client := world(t)
	created, err := client.Flows.Create(t.Context(), graphtest.WABAID, whatsapp.CreateFlowRequest{
		Name: "contact", Categories: []whatsapp.FlowCategory{whatsapp.FlowCategoryContactUs},
	})
	require.NoError(t, err)
	require.NoError(t, created.ValidationErrors.Err())

	updated, err := client.Flows.UpdateJSON(t.Context(), created.ID, []byte("{\n  \"version\": \"7.3\",\n}"))
	require.NoError(t, err)
	require.ErrorContains(t, updated.ValidationErrors.Err(), "flow.json:3:1: INVALID_FLOW_JSON")
	failure, isGraph := errors.AsType[*whatsapp.GraphAPIError](client.Flows.Publish(t.Context(), created.ID))
	require.True(t, isGraph)
	require.Equal(t, 139002, failure.Code)
	require.NotEmpty(t, failure.UserMessage)

	updated, err = client.Flows.UpdateJSON(t.Context(), created.ID, []byte(contactFlow))
	require.NoError(t, err)
	require.NoError(t, updated.ValidationErrors.Err())
	require.NoError(t, client.Flows.Publish(t.Context(), created.ID))
	require.Error(t, client.Flows.Delete(t.Context(), created.ID))
	require.NoError(t, client.Flows.Deprecate(t.Context(), created.ID))
	flow, err := client.Flows.Get(t.Context(), created.ID, whatsapp.WithFields(whatsapp.FieldsOf[whatsapp.Flow]()...))
	require.NoError(t, err)
	assert.Equal(t, whatsapp.FlowStatusDeprecated, flow.Status)
	assert.Equal(t, "7.3", flow.JSONVersion)
	assert.Equal(t, graphtest.WABAID, flow.WABA.ID)
	assert.Equal(t, graphtest.AppID, flow.Application.ID)
	assert.Equal(t, whatsapp.SendAbilityBlocked, flow.HealthStatus.CanSendMessage)
}

const contactFlow = `{"version":"7.3","screens":[{"id":"CONTACT","title":"Contact","terminal":true,"layout":{"type":"SingleColumnLayout","children":[
	{"type":"TextInput","name":"topic","label":"Topic"},
	{"type":"Footer","label":"Send","on-click-action":{"name":"complete","payload":{"topic":"${form.topic}"}}}]}}]}`

func TestFlowPreviews(t *testing.T) {
	t.Parallel()
	_, client := world(t)
	first, err := client.Flows.Preview(t.Context(), graphtest.FlowID)
	require.NoError(t, err)
	require.False(t, first.ExpiresAt.IsZero())
	require.NotContains(t, fmt.Sprint(first), "token=", "the link is a credential")
	again, err := client.Flows.Preview(t.Context(), graphtest.FlowID)
	require.NoError(t, err)
	require.Equal(t, first, again)
	renewed, err := client.Flows.RenewPreview(t.Context(), graphtest.FlowID)
	require.NoError(t, err)
	require.NotEqual(t, first.PreviewURL, renewed.PreviewURL)
	require.True(t, strings.HasPrefix(string(renewed.PreviewURL), "https://business.facebook.com/wa/manage/flows/"))
}

func TestFlowMetricsNeedRequests(t *testing.T) {
	t.Parallel()
	_, client := world(t)
	query := whatsapp.FlowMetricQuery{Name: whatsapp.FlowMetricNameRequestCount, Granularity: whatsapp.FlowMetricGranularityLifetime}
	metric, err := client.Flows.Metric(t.Context(), graphtest.FlowID, query)
	require.NoError(t, err)
	require.Equal(t, []whatsapp.FlowMetricValue{{Key: "value", Value: 1200}}, metric.DataPoints[0].Data)
	_, err = client.Flows.Metric(t.Context(), graphtest.DraftFlowID, query)
	require.ErrorIs(t, err, whatsapp.ErrInvalidRequest)
	require.ErrorContains(t, err, "code 139006")
}
