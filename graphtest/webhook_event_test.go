package graphtest_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/graphtest"
	"github.com/wabakit/whatsapp/webhook"
)

// fieldValues holds a value of every field, and the event it decodes to.
var fieldValues = map[string]struct {
	value string
	want  webhook.Event
}{
	"account_alerts":                      {`{"entity_type":"WABA","entity_id":"7","alert_info":{"alert_severity":"CRITICAL"}}`, &webhook.AccountAlertEvent{}},
	"account_review_update":               {`{"decision":"APPROVED"}`, &webhook.AccountReviewEvent{}},
	"account_settings_update":             {`{"messaging_product":"whatsapp","timestamp":1760000000,"type":"PHONE_NUMBER_SETTINGS"}`, &webhook.AccountSettingsEvent{}},
	"account_update":                      {`{"event":"ACCOUNT_RESTRICTION","restriction_info":[{"restriction_type":"RESTRICTED_ADD_PHONE_NUMBER_ACTION"}]}`, &webhook.AccountUpdateEvent{}},
	"automatic_events":                    {`{"automatic_events":[{"id":"wamid.1","event_name":"LeadSubmitted","timestamp":1760000000}]}`, &webhook.AutomaticEvent{}},
	"business_capability_update":          {`{"max_daily_conversation_per_phone":1000,"max_phone_numbers_per_business":2}`, &webhook.BusinessCapabilityEvent{}},
	"business_status_update":              {`{"status":"ACTIVE"}`, &webhook.BusinessStatusEvent{}},
	"business_username_updates":           {`{"display_phone_number":"15550100","status":"deleted","context":"revoked"}`, &webhook.BusinessUsernameEvent{}},
	"business_username_update":            {`{"display_phone_number":"15550100","username":"store","status":"approved"}`, &webhook.BusinessUsernameEvent{}},
	"calls":                               {`{"calls":[{"id":"wacid.1","from":"15550100123","event":"connect","timestamp":"1760000000","direction":"USER_INITIATED"}]}`, &webhook.CallEvent{}},
	"campaign_status_update":              {`{"campaign_id":"7"}`, &webhook.CampaignStatusEvent{}},
	"consumer_profile":                    {`{"wa_id":"15550100123"}`, &webhook.ConsumerProfileEvent{}},
	"flows":                               {`{"event":"FLOW_STATUS_CHANGE","flow_id":"7","new_status":"PUBLISHED"}`, &webhook.FlowEvent{}},
	"group_lifecycle_update":              {`{"groups":[{"type":"group_create","request_id":"1"}]}`, &webhook.GroupLifecycleEvent{}},
	"group_participant_update":            {`{"groups":[{"type":"group_participants_add","group_id":"1"}]}`, &webhook.GroupParticipantsEvent{}},
	"group_participants_update":           {`{"groups":[{"type":"group_participants_add","group_id":"1"}]}`, &webhook.GroupParticipantsEvent{}},
	"group_settings_update":               {`{"groups":[{"type":"group_settings_update","group_id":"1"}]}`, &webhook.GroupSettingsEvent{}},
	"group_status_update":                 {`{"groups":[{"type":"group_suspend","group_id":"1"}]}`, &webhook.GroupStatusEvent{}},
	"history":                             {`{"history":[{"metadata":{"phase":0,"chunk_order":1,"progress":55},"threads":[]}]}`, &webhook.HistoryEvent{}},
	"message_echoes":                      {`{"message_echoes":[{"from":"15550100","to":"15550100123","id":"wamid.1","type":"text","text":{"body":"x"}}]}`, &webhook.MessageEchoEvent{}},
	"message_template_components_update":  {`{"message_template_id":7,"message_template_name":"order","message_template_element":"x"}`, &webhook.TemplateComponentsEvent{}},
	"message_template_quality_update":     {`{"previous_quality_score":"GREEN","new_quality_score":"YELLOW","message_template_id":7}`, &webhook.TemplateQualityEvent{}},
	"message_template_status_update":      {`{"event":"REJECTED","message_template_id":7,"reason":"INVALID_FORMAT"}`, &webhook.TemplateStatusEvent{}},
	"messages":                            {`{"errors":[{"code":130429,"title":"Rate limit hit"}]}`, &webhook.ErrorEvent{}},
	"messaging_handovers":                 {`{"messaging_product":"whatsapp","type":"control_passed","timestamp":"1760000000"}`, &webhook.HandoverEvent{}},
	"partner_solutions":                   {`{"event":"SOLUTION_CREATED","solution_id":"7","solution_status":"DRAFT"}`, &webhook.PartnerSolutionEvent{}},
	"payment_configuration_update":        {`{"configuration_name":"main","status":"ACTIVE"}`, &webhook.PaymentConfigurationEvent{}},
	"phone_number_name_update":            {`{"display_phone_number":"15550100","decision":"APPROVED"}`, &webhook.PhoneNumberNameEvent{}},
	"phone_number_quality_update":         {`{"display_phone_number":"15550100","event":"ONBOARDING","current_limit":"TIER_1K"}`, &webhook.PhoneNumberQualityEvent{}},
	"security":                            {`{"display_phone_number":"15550100","event":"PIN_CHANGED"}`, &webhook.SecurityEvent{}},
	"smb_app_state_sync":                  {`{"state_sync":[{"type":"contact","contact":{"phone_number":"15550100123"},"action":"add"}]}`, &webhook.AppStateSyncEvent{}},
	"smb_message_echoes":                  {`{"message_echoes":[{"from":"15550100","to":"15550100123","id":"wamid.1","type":"text","text":{"body":"x"}}]}`, &webhook.MessageEchoEvent{}},
	"standby":                             {`{"standby":{"messages":[{"from":"15550100123","id":"wamid.1","type":"text","text":{"body":"x"}}]}}`, &webhook.StandbyEvent{}},
	"template_category_update":            {`{"message_template_id":7,"previous_category":"UTILITY","new_category":"MARKETING"}`, &webhook.TemplateCategoryEvent{}},
	"template_correct_category_detection": {`{"message_template_id":7,"correct_category":"MARKETING"}`, &webhook.TemplateCorrectCategoryEvent{}},
	"tracking_events":                     {`{"events":[]}`, &webhook.TrackingEvent{}},
	"user_preferences":                    {`{"user_preferences":[{"wa_id":"15550100123","category":"marketing_messages","value":"stop"}]}`, &webhook.UserPreferenceEvent{}},
}

// withoutTime are the fields whose entries have no time.
var withoutTime = map[string]bool{
	"automatic_events": true, "calls": true, "group_lifecycle_update": true, "group_participant_update": true,
	"group_participants_update": true, "group_settings_update": true, "group_status_update": true, "history": true,
	"message_echoes": true, "messages": true, "messaging_handovers": true, "smb_app_state_sync": true,
	"smb_message_echoes": true, "standby": true, "tracking_events": true, "user_preferences": true,
}

func TestEventFields(t *testing.T) {
	t.Parallel()
	require.Len(t, fieldValues, 37)
	for field, test := range fieldValues {
		t.Run(field, func(t *testing.T) {
			t.Parallel()
			_, hooks, box := newHooks(t)
			at := time.Unix(1760000000, 0)
			require.NoError(t, hooks.Deliver(t.Context(), graphtest.Event{Field: field, Value: json.RawMessage(test.value), Time: at}))
			events := box.take()
			require.Len(t, events, 1)
			event := events[0]
			require.IsType(t, test.want, event)
			require.Equal(t, field, event.Field())
			owner := graphtest.WABAID
			if field == webhook.FieldPartnerSolutions {
				owner = graphtest.BusinessID
			}
			require.Equal(t, owner, event.EntryID())

			var body struct {
				Entry []struct {
					Time    *int64
					Changes []struct {
						Value struct{ Metadata *webhook.Metadata }
					}
				}
			}
			require.NoError(t, json.Unmarshal(hooks.Deliveries()[0].Body, &body))
			metadata := body.Entry[0].Changes[0].Value.Metadata
			if withoutTime[field] {
				require.Nil(t, body.Entry[0].Time)
			} else {
				require.Equal(t, new(at.Unix()), body.Entry[0].Time)
			}
			if withoutTime[field] && field != webhook.FieldMessagingHandovers {
				require.Equal(t, graphtest.PhoneNumberID, metadata.PhoneNumberID)
			} else {
				require.Nil(t, metadata)
			}
		})
	}
}

func TestEventValues(t *testing.T) {
	t.Parallel()
	_, hooks, box := newHooks(t)
	template := deliverOne[*webhook.TemplateStatusEvent](t, hooks, box, graphtest.Event{
		Field:   webhook.FieldMessageTemplateStatusUpdate,
		Value:   webhook.TemplateStatusEvent{Event: webhook.TemplateStatusRejected, MessageTemplateID: "7", Reason: "INVALID_FORMAT"},
		EntryID: graphtest.SecondWABAID,
	})
	require.Equal(t, webhook.TemplateStatusRejected, template.Event)
	require.Equal(t, graphtest.SecondWABAID, template.EntryID())
	require.WithinDuration(t, time.Now(), template.Time(), 2*time.Second)

	call := deliverOne[*webhook.CallEvent](t, hooks, box, graphtest.Event{
		Field:         webhook.FieldCalls,
		PhoneNumberID: graphtest.SecondPhoneNumberID,
		Value:         map[string]any{"calls": []webhook.Call{{ID: "wacid.1", From: "15550100123", Event: "connect"}}},
	})
	require.Equal(t, "15550100123", call.Caller().ID())
	require.Equal(t, graphtest.SecondPhoneNumberID, call.Metadata.PhoneNumberID)

	own := deliverOne[*webhook.CallEvent](t, hooks, box, graphtest.Event{
		Field: webhook.FieldCalls,
		Value: json.RawMessage(`{"metadata":{"phone_number_id":"9"},"messaging_product":"x","calls":[{"id":"wacid.2"}]}`),
	})
	require.Equal(t, "9", own.Metadata.PhoneNumberID, "the value's own metadata stay")
	require.Contains(t, string(own.RawChange()), `"messaging_product":"x"`)

	odd := deliverOne[*webhook.UnknownEvent](t, hooks, box, graphtest.Event{Field: webhook.FieldCalls, Value: []int{1}})
	require.Error(t, odd.Err, "what is no object goes out as it is")
}
