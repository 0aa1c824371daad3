package webhook_test

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/webhook"
)

func TestKeys(t *testing.T) {
	t.Parallel()
	key := func(field, value string) string { return only[webhook.Event](t, fieldBody(field, value)).Key() }
	status := func(rest string) string {
		return key("messages", `{"statuses":[{"id":"wamid.1","status":"read",`+rest+`}]}`)
	}

	assert.Equal(t, "wamid.1", key("messages", `{"messages":[{"id":"wamid.1"}]}`))
	assert.Equal(t, "wamid.1:read:15550100142", status(`"recipient_id":"15550100142"`))
	assert.Equal(t, "wamid.1:read:group:15550100142",
		status(`"recipient_id":"group","recipient_type":"group","recipient_participant_id":"15550100142"`))
	assert.Equal(t, status(`"recipient_id":"group","recipient_participant_id":"15550100142"`),
		status(`"recipient_id":"group","participant_recipient_id":"15550100142"`), "two spellings, one event")
	assert.Equal(t, "calls:wacid.1:connect", key("calls", `{"calls":[{"id":"wacid.1","event":"connect"}]}`))

	// The same id names other events elsewhere.
	different := []string{
		key("messages", `{"messages":[{"id":"wamid.1"}]}`),
		key("standby", `{"standby":{"messages":[{"id":"wamid.1"}]}}`),
		key("standby", `{"standby":{"message_echoes":[{"id":"wamid.1"}]}}`),
		key("standby", `{"standby":{"statuses":[{"id":"wamid.1","status":"read"}]}}`),
		key("history", `{"messages":[{"id":"wamid.1"}]}`),
		key("message_echoes", `{"message_echoes":[{"id":"wamid.1"}]}`),
		key("smb_message_echoes", `{"message_echoes":[{"id":"wamid.1"}]}`),
		key("automatic_events", `{"automatic_events":[{"id":"wamid.1","event_name":"purchase"}]}`),
		key("automatic_events", `{"automatic_events":[{"id":"wamid.1","event_name":"LeadSubmitted"}]}`),
		key("calls", `{"calls":[{"id":"wamid.1","event":"connect"}]}`),
		key("calls", `{"calls":[{"id":"wamid.1","event":"terminate"}]}`),
		key("calls", `{"statuses":[{"id":"wamid.1","status":"RINGING"}]}`),
		status(`"recipient_id":"15550100142"`),
		status(`"recipient_id":"15550100143"`),
		status(`"recipient_user_id":"US.1"`),
		status(`"recipient_id":"group","recipient_user_id":"US.1"`),
		status(`"recipient_id":"group","recipient_user_id":"US.2"`),
	}
	slices.Sort(different)
	assert.Len(t, slices.Compact(different), 17)
}

func TestHashedKeys(t *testing.T) {
	t.Parallel()
	review := func(id, time string) string {
		return only[*webhook.AccountReviewEvent](t, []byte(`{"entry":[{"id":"`+id+`","time":`+time+
			`,"changes":[{"field":"account_review_update","value":{"decision":"APPROVED"}}]}]}`)).Key()
	}
	assert.Equal(t, review("1", "1760000000"), review("1", "1760000000"), "delivered again") //nolint:testifylint // two parses of the same bytes
	assert.NotEqual(t, review("1", "1760000000"), review("2", "1760000000"), "another account")
	assert.NotEqual(t, review("1", "1760000000"), review("1", "1760000001"), "another time")
	assert.Regexp(t, `^account_review_update:[0-9a-f]{32}$`, review("1", "1760000000"))

	declined := func(number string) string {
		return only[*webhook.HistoryEvent](t, fieldBody("history",
			`{"history":[{"errors":[{"code":2593109}]}],"metadata":{"phone_number_id":"`+number+`"}}`)).Key()
	}
	assert.Equal(t, declined("7"), declined("7")) //nolint:testifylint // two parses of the same bytes
	assert.NotEqual(t, declined("7"), declined("8"), "the same bytes about another number of the account")

	events := parse(t, messageBody(`"messages":[{"type":"text"},{"type":"image"}]`))
	assert.NotEqual(t, events[0].Key(), events[1].Key(), "messages without an id")
}

// Tests of applications build events themselves.
func TestEventsThatWereBuilt(t *testing.T) {
	t.Parallel()
	event := &webhook.MessageEvent{
		Envelope: webhook.Envelope{Metadata: webhook.Metadata{PhoneNumberID: "7"}},
		Message:  webhook.Message{ID: "wamid.1", Timestamp: webhook.Unix(1760000000), Text: &webhook.Text{Body: "hi"}},
	}
	assert.Equal(t, "wamid.1", event.Key())
	assert.Empty(t, event.Raw())
	assert.Empty(t, event.RawChange())
	assert.Empty(t, event.Field())
	assert.Empty(t, event.EntryID())
	assert.Empty(t, event.Object())
	assert.Equal(t, webhook.Unix(1760000000).Time, event.Time())
	assert.NotEmpty(t, (&webhook.StandbyEvent{}).Key())
	assert.True(t, (&webhook.StandbyEvent{}).Time().IsZero())
	assert.JSONEq(t, `{"metadata":{"display_phone_number":"","phone_number_id":"7"},
		"message":{"id":"wamid.1","timestamp":"1760000000","type":"","text":{"body":"hi"}}}`, encode(t, event))
}

func TestMedia(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"image", "video", "audio", "document", "sticker"} {
		message := one[*webhook.MessageEvent](t, "messages_"+name+".json").Message
		require.Equal(t, webhook.MessageType(name), message.Type)
		require.Equal(t, "1003383421387256", message.Media().ID)
	}
	message := one[*webhook.MessageEvent](t, "messages_location.json").Message
	require.Nil(t, message.Media())
}

func TestNFMReply(t *testing.T) {
	t.Parallel()
	reply := one[*webhook.MessageEvent](t, "messages_interactive_nfm_reply.json").Message.Interactive.NFMReply
	var answer struct {
		Rating int
		Note   string
	}
	require.NoError(t, reply.Decode(&answer))
	require.Equal(t, 5, answer.Rating)
	require.Equal(t, "good ✔", answer.Note)
}

func TestUnknownMessageTypeAndStatusAreEvents(t *testing.T) {
	t.Parallel()
	message := one[*webhook.MessageEvent](t, "messages_type_of_tomorrow.json")
	assert.Equal(t, webhook.MessageType("hologram"), message.Message.Type)
	var content struct{ Hologram struct{ Depth int } }
	require.NoError(t, json.Unmarshal(message.Raw(), &content))
	assert.Equal(t, 3, content.Hologram.Depth)
	assert.Equal(t, webhook.MessageStatus("teleported"), one[*webhook.StatusEvent](t, "messages_status_of_tomorrow.json").Status.Status)
}

// What some payloads have in another place is found all the same.
func TestOtherPlaces(t *testing.T) {
	t.Parallel()
	rejection := &webhook.RejectionInfo{Reason: "The variables are not in order", Recommendation: "Number them from 1"}
	assert.Equal(t, rejection, one[*webhook.TemplateStatusEvent](t, "message_template_status_update_rejected.json").RejectionInfo)
	assert.Equal(t, rejection, one[*webhook.TemplateStatusEvent](t, "message_template_status_update_rejected_beside.json").RejectionInfo)
	assert.Nil(t, one[*webhook.TemplateStatusEvent](t, "message_template_status_update_approved.json").RejectionInfo)
	assert.Equal(t, "CRITICAL", one[*webhook.AccountAlertEvent](t, "account_alerts_flat.json").AlertInfo.AlertSeverity)
	assert.Equal(t, "106540352242922", one[*webhook.HandoverEvent](t, "messaging_handovers_passed.json").Metadata.PhoneNumberID)

	group := parse(t, seed(t, "messages_status_group.json"))
	assert.Equal(t, "15550100143", group[1].(*webhook.StatusEvent).Status.RecipientParticipantID)
	assert.True(t, group[1].(*webhook.StatusEvent).Status.Pricing.Billable)
	standby := only[*webhook.StandbyEvent](t, fieldBody("standby", `{"messages":[{"id":"wamid.1"}]}`))
	assert.Equal(t, "wamid.1", standby.Message.ID, "one level less deep")
}

func TestRejectionInfoOfAnotherForm(t *testing.T) {
	t.Parallel()
	event := only[*webhook.TemplateStatusEvent](t, []byte(`{"entry":[{"changes":[{"field":"message_template_status_update",
		"value":{"event":"REJECTED"},"rejection_info":["x"]}]}]}`))
	require.Nil(t, event.RejectionInfo)
	require.Contains(t, string(event.Raw()), `"rejection_info":["x"]`)
}

func TestConversationContext(t *testing.T) {
	t.Parallel()
	event := one[*webhook.MessageEvent](t, "messages_text_handover_context.json")
	require.Equal(t, "The user asks for a refund of order 7781.", event.ConversationContext.Summary.Text)
}

func TestSender(t *testing.T) {
	t.Parallel()
	full := webhook.User{
		WAID: "15550100142", UserID: "US.13491208655302741918", ParentUserID: "US.ENT.11815799212886844830",
		Name: "Retail account", Username: "@retail_account",
	}
	assert.Equal(t, full, one[*webhook.MessageEvent](t, "messages_text.json").Sender())
	assert.Equal(t, "US.13491208655302741918", full.ID())

	hidden := one[*webhook.MessageEvent](t, "messages_text_username.json").Sender()
	assert.Equal(t, webhook.User{UserID: "US.13491208655302741918", Name: "Quiet reader", Username: "@quiet_reader"}, hidden)
	assert.Equal(t, "US.13491208655302741918", hidden.ID())

	older := only[*webhook.MessageEvent](t, messageBody(`"messages":[{"id":"a","from":"15550100142"}]`)).Sender()
	assert.Equal(t, "15550100142", older.ID())

	byContact := only[*webhook.MessageEvent](t,
		messageBody(`"contacts":[{"wa_id":"15550100142","user_id":"US.1"}],"messages":[{"id":"a","from":"15550100142"}]`)).Sender()
	assert.Equal(t, "US.1", byContact.UserID)
}

func TestSenderWhoIsNamedElsewhere(t *testing.T) {
	t.Parallel()
	alone := only[*webhook.MessageEvent](t,
		messageBody(`"contacts":[{"profile":{"username":"@quiet_reader"},"user_id":"US.1"}],"messages":[{"id":"a"}]`)).Sender()
	assert.Equal(t, webhook.User{UserID: "US.1", Username: "@quiet_reader"}, alone)

	changed := only[*webhook.MessageEvent](t, messageBody(
		`"messages":[{"id":"a","type":"system","system":{"type":"user_changed_user_id","user_id":"US.2","previous_user_id":"US.1"}}]`)).Sender()
	assert.Equal(t, "US.1", changed.ID(), "the id before the change")

	older := only[*webhook.MessageEvent](t, messageBody(
		`"messages":[{"id":"a","type":"system","system":{"type":"customer_identity_changed","customer":"15550100142"}}]`)).Sender()
	assert.Equal(t, "15550100142", older.ID())
}

func TestRecipientOfAnEcho(t *testing.T) {
	t.Parallel()
	echo := only[*webhook.MessageEchoEvent](t, fieldBody("smb_message_echoes", `{"message_echoes":[{"id":"a","to_user_id":"US.1"}],
		"contacts":[{"profile":{"username":"@quiet_reader"},"user_id":"US.1"}]}`))
	assert.Equal(t, webhook.User{UserID: "US.1", Username: "@quiet_reader"}, echo.Recipient())
	echo = one[*webhook.MessageEchoEvent](t, "message_echoes_agent.json")
	assert.Equal(t, "15550100142", echo.Recipient().WAID)
	assert.Equal(t, "US.ENT.11815799212886844830", echo.Recipient().ParentUserID)
}

func TestRecipientAndCaller(t *testing.T) {
	t.Parallel()
	assert.Equal(t, "Retail account", one[*webhook.StatusEvent](t, "messages_status_sent.json").Recipient().Name)
	assert.Equal(t, webhook.User{UserID: "US.13491208655302741918"}, one[*webhook.StatusEvent](t, "messages_status_username.json").Recipient())
	group := parse(t, seed(t, "messages_status_group.json"))
	assert.Equal(t, "15550100142", group[0].(*webhook.StatusEvent).Recipient().WAID)
	assert.Equal(t, "15550100143", group[1].(*webhook.StatusEvent).Recipient().WAID)

	for _, name := range []string{"calls_connect.json", "calls_terminate.json"} {
		caller := one[*webhook.CallEvent](t, name).Caller()
		assert.Equal(t, "15550100142", caller.WAID)
		assert.Equal(t, "Retail account", caller.Name)
	}
}

func TestEachElementFindsItsContact(t *testing.T) {
	t.Parallel()
	for _, count := range []int{1, 2, 7, 8, 50} {
		t.Run(strconv.Itoa(count), func(t *testing.T) {
			t.Parallel()
			var contacts, messages []string
			for i := range count {
				n := strconv.Itoa(i)
				contacts = append(contacts, `{"wa_id":"phone`+n+`","user_id":"user`+n+`"}`)
				messages = append(messages, `{"id":"p`+n+`","from":"phone`+n+`"}`, `{"id":"u`+n+`","from_user_id":"user`+n+`"}`)
			}
			messages = append(messages, `{"id":"x","from":"stranger"}`, `{"id":"y","from_user_id":"stranger"}`)
			events := parse(t, messageBody(`"messages":[`+strings.Join(messages, ",")+`],"contacts":[`+strings.Join(contacts, ",")+`]`))
			require.Len(t, events, 2*count+2)
			for i, event := range events {
				event := event.(*webhook.MessageEvent)
				if i >= 2*count {
					assert.Nil(t, event.Contact)
					continue
				}
				require.NotNil(t, event.Contact)
				assert.Equal(t, "user"+strconv.Itoa(i/2), event.Sender().UserID)
				assert.Equal(t, "phone"+strconv.Itoa(i/2), event.Sender().WAID)
			}
		})
	}
}
