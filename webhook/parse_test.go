package webhook_test

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/webhook"
)

// seedTypes says which events the files of testdata hold, by the longest prefix
// of their names.
var seedTypes = map[string]string{
	"account_alerts":                      "AccountAlertEvent",
	"account_review_update":               "AccountReviewEvent",
	"account_settings_update":             "AccountSettingsEvent",
	"account_update":                      "AccountUpdateEvent",
	"automatic_events":                    "AutomaticEvent",
	"business_capability_update":          "BusinessCapabilityEvent",
	"business_status_update":              "BusinessStatusEvent",
	"business_username_update":            "BusinessUsernameEvent",
	"business_username_updates":           "BusinessUsernameEvent",
	"calls":                               "CallEvent",
	"calls_errors":                        "ErrorEvent",
	"calls_status":                        "CallStatusEvent",
	"campaign_status_update":              "CampaignStatusEvent",
	"consumer_profile":                    "ConsumerProfileEvent",
	"flows":                               "FlowEvent",
	"group_lifecycle_update":              "GroupLifecycleEvent",
	"group_participant_update":            "GroupParticipantsEvent",
	"group_participants_update":           "GroupParticipantsEvent",
	"group_settings_update":               "GroupSettingsEvent",
	"group_status_update":                 "GroupStatusEvent",
	"history":                             "HistoryEvent",
	"history_media":                       "HistoryMessageEvent",
	"message_echoes":                      "MessageEchoEvent",
	"message_template_components_update":  "TemplateComponentsEvent",
	"message_template_quality_update":     "TemplateQualityEvent",
	"message_template_status_update":      "TemplateStatusEvent",
	"messages":                            "MessageEvent",
	"messages_errors":                     "ErrorEvent",
	"messages_status":                     "StatusEvent",
	"messages_user_actions":               "UserActionEvent",
	"messaging_handovers":                 "HandoverEvent",
	"partner_solutions":                   "PartnerSolutionEvent",
	"payment_configuration_update":        "PaymentConfigurationEvent",
	"phone_number_name_update":            "PhoneNumberNameEvent",
	"phone_number_quality_update":         "PhoneNumberQualityEvent",
	"security":                            "SecurityEvent",
	"smb_app_state_sync":                  "AppStateSyncEvent",
	"smb_message_echoes":                  "MessageEchoEvent",
	"standby":                             "StandbyEvent",
	"template_category_update":            "TemplateCategoryEvent",
	"template_correct_category_detection": "TemplateCorrectCategoryEvent",
	"tracking_events":                     "TrackingEvent",
	"unknown":                             "UnknownEvent",
	"user_preferences":                    "UserPreferenceEvent",
}

// timeless are the events that Meta sends without any time.
var timeless = []string{"ErrorEvent", "HistoryEvent", "TrackingEvent", "UnknownEvent"}

func seedType(name string) string {
	longest := ""
	for prefix := range seedTypes {
		if strings.HasPrefix(name, prefix) && len(prefix) > len(longest) {
			longest = prefix
		}
	}
	return seedTypes[longest]
}

func TestParseSeeds(t *testing.T) {
	t.Parallel()
	bodies := seeds(t)
	delete(bodies, "batch.json") // has a test of its own
	for name, body := range bodies {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			keys := map[string]bool{}
			for _, event := range parse(t, body) {
				assert.Equal(t, seedType(name), typeName(event))
				if seedType(name) != "UnknownEvent" {
					assert.True(t, strings.HasPrefix(name, event.Field()), "field %s", event.Field())
				}
				if !slices.Contains(timeless, typeName(event)) {
					assert.False(t, event.Time().IsZero(), "no time")
				}
				assert.NotEmpty(t, event.EntryID())
				assert.Contains(t, string(body), string(event.Raw()))
				assert.Contains(t, string(body), string(event.RawChange()))
				assert.Contains(t, string(event.RawChange()), string(event.Raw()))
				assert.NotEmpty(t, event.Key())
				assert.False(t, keys[event.Key()], "two events have the key %s", event.Key())
				keys[event.Key()] = true
			}
			assert.NotEmpty(t, keys)
		})
	}
}

// Every field Meta sends has a seed, so that the tests over the seeds are tests
// of every field.
func TestSeedsCoverEveryEventType(t *testing.T) {
	t.Parallel()
	missing := map[string]bool{}
	for _, event := range seedTypes {
		missing[event] = true
	}
	for name := range seeds(t) {
		delete(missing, seedType(name))
	}
	assert.Empty(t, missing)
}

func TestParseBatchKeepsOrder(t *testing.T) {
	t.Parallel()
	events := parse(t, seed(t, "batch.json"))
	var types []string
	for _, event := range events {
		types = append(types, typeName(event))
	}
	require.Equal(t, []string{"MessageEvent", "MessageEvent", "StatusEvent", "StatusEvent", "AccountReviewEvent"}, types)
	assert.Equal(t, "one", events[0].(*webhook.MessageEvent).Message.Text.Body)
	assert.Equal(t, "two", events[1].(*webhook.MessageEvent).Message.Text.Body)
	assert.Equal(t, "102290129340398", events[3].EntryID())
	assert.Equal(t, "102290129340399", events[4].EntryID())
	assert.Equal(t, time.Unix(1760000200, 0).UTC(), events[4].Time())
}

func TestEventsStopsWhenAsked(t *testing.T) {
	t.Parallel()
	notification, err := webhook.Parse(seed(t, "batch.json"))
	require.NoError(t, err)
	count := 0
	for range notification.Events() {
		if count++; count == 2 {
			break
		}
	}
	require.Equal(t, 2, count)
}

func TestParseFieldAndIDAfterWhatTheyApplyTo(t *testing.T) {
	t.Parallel()
	event := only[*webhook.MessageEvent](t, []byte(`{"entry":[{"changes":[{"value":{
		"messages":[{"id":"wamid.1","from":"15550100142","type":"text","text":{"body":"hi"}}],
		"contacts":[{"wa_id":"15550100142","profile":{"name":"Retail account"}}],
		"metadata":{"phone_number_id":"7"}},"field":"messages"}],"id":"42","time":"1760000000"}],"object":"whatsapp_business_account"}`))
	assert.Equal(t, "42", event.EntryID())
	assert.Equal(t, "whatsapp_business_account", event.Object())
	assert.Equal(t, time.Unix(1760000000, 0).UTC(), event.Time())
	assert.Equal(t, "7", event.Metadata.PhoneNumberID)
	assert.Equal(t, "Retail account", event.Contact.Profile.Name)
}

func TestParseFieldBesideChanges(t *testing.T) {
	t.Parallel()
	event := only[*webhook.AccountReviewEvent](t,
		[]byte(`{"entry":[{"id":"1","changes":[{"value":{"decision":"APPROVED"}}],"field":"account_review_update"}]}`))
	assert.Equal(t, "APPROVED", event.Decision)
}

func TestParseRefusesWhatIsNotAnObject(t *testing.T) {
	t.Parallel()
	valid := string(seed(t, "messages_text.json"))
	for name, body := range map[string]string{
		"empty":                      "",
		"white space":                " \n",
		"array":                      "[]",
		"string":                     `"entry"`,
		"number":                     "1",
		"null":                       "null",
		"cut":                        valid[:len(valid)/2],
		"trailing text":              valid + "x",
		"two bodies":                 valid + valid,
		"trailing comma in object":   `{"object":"x",}`,
		"trailing comma in array":    `{"entry":[1,]}`,
		"missing colon":              `{"object" "x"}`,
		"missing comma":              `{"object":"x" "entry":[]}`,
		"missing comma in array":     `{"entry":[1 2]}`,
		"unquoted key":               `{object:"x"}`,
		"single quotes":              `{'object':'x'}`,
		"open string":                `{"object":"x`,
		"open escape":                `{"object":"\`,
		"bad escape":                 `{"object":"\x"}`,
		"short unicode escape":       `{"object":"\u12"}`,
		"bad unicode escape":         `{"object":"\u12G4"}`,
		"control character":          "{\"object\":\"a\tb\"}",
		"leading zero":               `{"a":01}`,
		"leading plus":               `{"a":+1}`,
		"bare minus":                 `{"a":-}`,
		"bare point":                 `{"a":1.}`,
		"bare exponent":              `{"a":1e}`,
		"not a literal":              `{"a":nul}`,
		"misspelled literal":         `{"a":trve}`,
		"misspelled false":           `{"a":falze}`,
		"malformed far inside":       strings.Replace(valid, `"body":`, `"body";`, 1),
		"malformed in unknown field": `{"entry":[{"changes":[{"field":"x","value":{"a":[1,2,{]}}]}]}`,
		"NUL":                        "{\x00}",
		"nested too deep":            `{"a":` + strings.Repeat("[", 300) + strings.Repeat("]", 300) + `}`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			notification, err := webhook.Parse([]byte(body))
			require.ErrorIs(t, err, webhook.ErrMalformed)
			require.Nil(t, notification)
		})
	}
}

func TestParseErrorsDoNotQuoteTheBody(t *testing.T) {
	t.Parallel()
	_, err := webhook.Parse([]byte(`{"text":"private words`))
	require.EqualError(t, err, "webhook: malformed body: invalid JSON at byte 22: expected a closing quote")
	event := only[*webhook.MessageEvent](t, messageBody(`"messages":[{"location":{"latitude":"private words"}}]`))
	require.Len(t, event.Skipped(), 1)
	require.NotContains(t, event.Skipped()[0].String(), "private")
}

// Deep nesting and repeated keys must cost no more than their length, in the
// parser and for the keys of the events. A harmless body of the same length is
// the measure, because the machine may be slow or busy. The test runs alone.
//
//nolint:paralleltest // it measures time
func TestHostileBodiesAreQuick(t *testing.T) {
	const size = 1 << 19
	harmless := `{"entry":[{"changes":[{"field":"messages","value":{"messages":[{}` + strings.Repeat(`,{"id":"a"}`, size/11) + `]}}]}]}`
	for name, body := range map[string]string{
		"deep arrays":     `{"entry":` + strings.Repeat("[", size),
		"deep objects":    strings.Repeat(`{"entry":`, size/9),
		"deep edits":      `{"entry":[{"changes":[{"field":"messages","value":{"messages":[` + strings.Repeat(`{"edit":{"message":`, size/19),
		"repeated keys":   `{` + strings.Repeat(`"entry":[{"changes":[{"value":{}}]}],`, size/37) + `"entry":[]}`,
		"repeated values": `{"entry":[{"changes":[{"field":"messages",` + strings.Repeat(`"value":{"messages":[{}]},`, size/26) + `"value":{}}]}]}`,
		"repeated broken contacts": `{"entry":[{"changes":[{"field":"messages","value":{"messages":[]` +
			strings.Repeat(`,"contacts":7`, size/13) + `}}]}]}`,
		"many contacts": `{"entry":[{"changes":[{"field":"messages","value":{"contacts":[{}` +
			strings.Repeat(`,{"wa_id":"1"}`, size/28) + `],"messages":[{}` + strings.Repeat(`,{"from":"2"}`, size/28) + `]}}]}]}`,
		"long escapes": `{"object":"` + strings.Repeat(`\ud83d`, size/6) + `"}`,
	} {
		t.Run(name, func(t *testing.T) {
			for range 10 {
				if timeToParse(body) < 8*timeToParse(harmless) {
					return
				}
			}
			require.Fail(t, "took more than eight times as long as a harmless body, ten times")
		})
	}
}

// timeToParse returns how long it takes to parse the body and to make the keys
// of its events.
func timeToParse(body string) time.Duration {
	start := time.Now()
	if notification, err := webhook.Parse([]byte(body)); err == nil {
		for event := range notification.Events() {
			_ = event.Key()
		}
	}
	return time.Since(start)
}

func TestUnknownEvents(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name  string
		body  string
		raw   string
		err   string
		field string
	}{
		{
			name:  "unknown field",
			body:  `{"entry":[{"id":"1","changes":[{"field":"new_thing","value":{"a":1}}]}]}`,
			raw:   `{"field":"new_thing","value":{"a":1}}`,
			field: "new_thing",
		},
		{
			name: "no entries",
			body: `{"object":"x"}`,
			raw:  `{"object":"x"}`,
		},
		{
			name: "entry is no list",
			body: `{"entry":{"id":"1"}}`,
			raw:  `{"entry":{"id":"1"}}`,
		},
		{
			name: "entry without changes",
			body: `{"object":"page","entry":[{"id":"1","messaging":[{}]}]}`,
			raw:  `{"id":"1","messaging":[{}]}`,
		},
		{
			name: "entry is no object",
			body: `{"entry":[7]}`,
			raw:  `7`,
		},
		{
			name: "changes is no list",
			body: `{"entry":[{"changes":{"field":"messages"}}]}`,
			raw:  `{"field":"messages"}`,
		},
		{
			name: "change is no object",
			body: `{"entry":[{"changes":["x"]}]}`,
			raw:  `"x"`,
		},
		{
			name:  "no value",
			body:  `{"entry":[{"changes":[{"field":"messages"}]}]}`,
			raw:   `{"field":"messages"}`,
			field: "messages",
		},
		{
			name: "no field",
			body: `{"entry":[{"changes":[{"value":{"messages":[]}}]}]}`,
			raw:  `{"value":{"messages":[]}}`,
		},
		{
			name:  "value of lists is no object",
			body:  `{"entry":[{"changes":[{"field":"messages","value":[1]}]}]}`,
			raw:   `{"field":"messages","value":[1]}`,
			err:   "found an array where an object is expected",
			field: "messages",
		},
		{
			name:  "value of one event is no object",
			body:  `{"entry":[{"changes":[{"field":"security","value":"x"}]}]}`,
			raw:   `{"field":"security","value":"x"}`,
			err:   "found a string where an object is expected",
			field: "security",
		},
		{
			name:  "null value",
			body:  `{"entry":[{"changes":[{"field":"security","value":null}]}]}`,
			raw:   `{"field":"security","value":null}`,
			err:   "found null where an object is expected",
			field: "security",
		},
		{
			name:  "nothing but empty lists",
			body:  `{"entry":[{"changes":[{"field":"messages","value":{"messages":[],"statuses":null}}]}]}`,
			raw:   `{"field":"messages","value":{"messages":[],"statuses":null}}`,
			field: "messages",
		},
		{
			name:  "message that is no object",
			body:  `{"entry":[{"changes":[{"field":"messages","value":{"messages":["x"]}}]}]}`,
			raw:   `"x"`,
			err:   "found a string where an object is expected",
			field: "messages",
		},
		{
			name:  "null message",
			body:  `{"entry":[{"changes":[{"field":"messages","value":{"messages":[null]}}]}]}`,
			raw:   `null`,
			err:   "found null where an object is expected",
			field: "messages",
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			event := only[*webhook.UnknownEvent](t, []byte(test.body))
			assert.Equal(t, test.raw, string(event.Raw()))
			assert.Equal(t, test.field, event.Field())
			if test.err == "" {
				assert.NoError(t, event.Err)
			} else {
				assert.EqualError(t, event.Err, test.err)
			}
		})
	}
}

func TestUnknownFieldKeepsTheNumber(t *testing.T) {
	t.Parallel()
	event := one[*webhook.UnknownEvent](t, "unknown_field.json")
	require.NoError(t, event.Err)
	require.Equal(t, "telepathy_update", event.Field())
	require.Equal(t, "106540352242922", event.Metadata.PhoneNumberID)
}

func TestOneBadElementLeavesTheOthersAlone(t *testing.T) {
	t.Parallel()
	events := parse(t, messageBody(`"metadata":{"phone_number_id":"7"},"contacts":"none","messages":[
		{"id":"a","type":"text","text":{"body":"one"}},
		["deep",{"er":[{}]}],
		{"id":"c","type":"text","text":{"body":"three"}}],
		"statuses":[{"id":"d","status":{}},{"id":"e","status":"read"}]`))
	require.Len(t, events, 5)
	assert.Equal(t, "one", events[0].(*webhook.MessageEvent).Message.Text.Body)
	assert.Equal(t, "7", events[0].(*webhook.MessageEvent).Metadata.PhoneNumberID)
	assert.EqualError(t, events[1].(*webhook.UnknownEvent).Err, "found an array where an object is expected")
	assert.Equal(t, "7", events[1].(*webhook.UnknownEvent).Metadata.PhoneNumberID)
	assert.Equal(t, "three", events[2].(*webhook.MessageEvent).Message.Text.Body)
	assert.Equal(t, "d", events[3].(*webhook.StatusEvent).Status.ID)
	assert.Equal(t, webhook.MessageStatusRead, events[4].(*webhook.StatusEvent).Status.Status)

	contacts := webhook.SkippedMember{Path: "contacts", Want: "an object", Found: "a string"}
	assert.Equal(t, []webhook.SkippedMember{contacts}, events[2].Skipped(), "contacts belong to the whole change")
	assert.Equal(t, []webhook.SkippedMember{{Path: "status", Want: "a string", Found: "an object"}, contacts}, events[3].Skipped())
}

func TestOddMembersBesideNothing(t *testing.T) {
	t.Parallel()
	event := only[*webhook.UnknownEvent](t, messageBody(`"metadata":[7],"contacts":[{"profile":1}],"conversation_context":{"summary":1},"messages":[]`))
	require.NoError(t, event.Err)
	var skipped []string
	for _, member := range event.Skipped() {
		skipped = append(skipped, member.Path)
	}
	require.Equal(t, []string{"metadata", "contacts[0].profile", "conversation_context.summary"}, skipped)
	require.Equal(t, event.RawChange(), event.Raw())
}

// A repeated value is a second one, not a replacement.
func TestValuesThatStandTwice(t *testing.T) {
	t.Parallel()
	events := parse(t, []byte(`{"entry":[{"changes":[{"value":{"metadata":{"phone_number_id":"1"},"contacts":[{"wa_id":"5"}],"messages":[{"id":"a","from":"5"}]},
		"field":"messages","value":{"metadata":{"phone_number_id":"2"},"messages":[{"id":"b","from":"5"}],"messages":[{"id":"c"}]}}]}]}`))
	require.Len(t, events, 3)
	for i, want := range []struct{ id, number string }{{"a", "1"}, {"b", "2"}, {"c", "2"}} {
		event := events[i].(*webhook.MessageEvent)
		assert.Equal(t, want.id, event.Message.ID)
		assert.Equal(t, want.number, event.Metadata.PhoneNumberID)
		assert.Equal(t, i == 0, event.Contact != nil)
	}

	events = parse(t, []byte(`{"entry":[{"changes":[{"field":"security","value":{"event":"A"},"value":{"event":"B"},"value":7}]}]}`))
	require.Len(t, events, 3)
	assert.Equal(t, "A", events[0].(*webhook.SecurityEvent).Event)
	assert.JSONEq(t, `{"event":"B"}`, string(events[1].Raw()))
	assert.JSONEq(t, `7`, string(events[2].Raw()))
	assert.NotEqual(t, events[0].Key(), events[1].Key())
}

// A field that is named late, or beside the changes, decides all the same.
func TestFieldsThatStandLate(t *testing.T) {
	t.Parallel()
	events := parse(t, []byte(`{"entry":[{"changes":[
		{"value":{"event":"A"},"field":"security"},
		{"value":{"messages":[{"id":"a"}]},"field":"messages"},
		{"value":{"decision":"APPROVED"}},
		{"value":{"messages":[{"id":"b"}]},"field":"messages","field":"history"},
		{"value":{"decision":"REJECTED"}},
		{"field":"messages"}],"field":"account_review_update"}]}`))
	var types []string
	for _, event := range events {
		types = append(types, typeName(event)+" "+event.Field())
	}
	require.Equal(t, []string{"SecurityEvent security", "MessageEvent messages", "AccountReviewEvent account_review_update",
		"HistoryMessageEvent history", "AccountReviewEvent account_review_update", "UnknownEvent messages"}, types)
}

func TestErrorsInStandby(t *testing.T) {
	t.Parallel()
	events := parse(t, fieldBody("standby", `{"standby":{"messages":[{"id":"wamid.1"}],"errors":[{"code":131000}]}}`))
	require.Len(t, events, 2)
	require.Equal(t, 131000, events[1].(*webhook.ErrorEvent).Error.Code)
}

func TestUnknownEventsKeepTheirBytesWhenEncoded(t *testing.T) {
	t.Parallel()
	event := only[*webhook.UnknownEvent](t, messageBody(`"metadata":{"phone_number_id":"7"},"messages":[[{"id":"a"}]]`))
	require.JSONEq(t, `{"metadata":{"display_phone_number":"","phone_number_id":"7"},"raw":[{"id":"a"}]}`, encode(t, event))
	require.JSONEq(t, `{}`, encode(t, &webhook.UnknownEvent{}))
}

func TestOneElementWhereAListIsExpected(t *testing.T) {
	t.Parallel()
	event := only[*webhook.MessageEvent](t, messageBody(`"messages":{"id":"a","errors":{"code":1}}`))
	require.Equal(t, []webhook.Error{{Code: 1}}, event.Message.Errors)
}

func TestParsedEventsOwnTheirMemory(t *testing.T) {
	t.Parallel()
	body := seed(t, "messages_text.json")
	want := bytes.Clone(body)
	notification, err := webhook.Parse(body)
	require.NoError(t, err)
	for i := range body {
		body[i] = 'x'
	}
	for event := range notification.Events() {
		message := event.(*webhook.MessageEvent)
		raw := message.Raw()
		assert.Contains(t, string(want), string(raw))
		for i := range raw {
			raw[i] = 'x'
		}
		assert.NotEqual(t, raw, message.Raw(), "Raw is a copy")
		assert.Equal(t, "Do you have the blue one in stock? ¿Talla 42? 👟", message.Message.Text.Body)
	}
}

func TestNotificationJSON(t *testing.T) {
	t.Parallel()
	body := bytes.TrimSpace(seed(t, "batch.json"))
	notification, err := webhook.Parse(body)
	require.NoError(t, err)
	require.Equal(t, "whatsapp_business_account", notification.Object)

	queued, err := json.Marshal(map[string]any{"notification": notification})
	require.NoError(t, err)
	var taken struct{ Notification webhook.Notification }
	require.NoError(t, json.Unmarshal(queued, &taken))
	count := 0
	for range taken.Notification.Events() {
		count++
	}
	require.Equal(t, 5, count)

	require.Error(t, json.Unmarshal([]byte(`[]`), &taken.Notification))
	_, err = json.Marshal(&webhook.Notification{})
	require.Error(t, err)
}
