package webhooktest_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/webhook"
	"github.com/wabakit/whatsapp/webhook/webhooktest"
)

func body(tb testing.TB, kind string, options *webhooktest.Options) string {
	tb.Helper()
	text, err := webhooktest.Body(kind, options)
	require.NoError(tb, err)
	return string(text)
}

// An event is not taken for one that was delivered before.
func TestEachBodyIsAnotherEvent(t *testing.T) {
	t.Parallel()
	now := time.Now()
	for _, kind := range webhooktest.Kinds() {
		first := event(t, kind, nil)
		// What has no id is told apart by its time.
		second := event(t, kind, &webhooktest.Options{Time: now.Add(time.Hour)})
		assert.NotEqual(t, first.Key(), second.Key(), kind)
		assert.WithinDuration(t, now.Add(time.Hour), second.Time(), time.Second, kind)
	}
	for _, kind := range []string{"message.text", "call.connect", "payment.captured"} {
		first, second := event(t, kind, nil), event(t, kind, nil)
		assert.NotEqual(t, first.Key(), second.Key(), kind)
	}
}

func TestBodiesWithIDAndTimeAreTheSame(t *testing.T) {
	t.Parallel()
	same := &webhooktest.Options{ID: "wamid.1", Time: time.Unix(1_790_000_000, 0)}
	first, second := body(t, "message.text", same), body(t, "message.text", same)
	assert.Equal(t, first, second)
	assert.Contains(t, body(t, "message.text", same), `"timestamp":"1790000000"`)
	assert.Equal(t, "wamid.1", event(t, "message.text", same).Key())
}

func TestTimesKeepTheirDistance(t *testing.T) {
	t.Parallel()
	at := time.Unix(1_790_000_000, 0)
	call := event(t, "call.terminate", &webhooktest.Options{Time: at}).(*webhook.CallEvent).Call
	assert.Equal(t, at, call.EndTime.Local())
	assert.Equal(t, at.Add(-58*time.Second), call.StartTime.Local())

	disabled := event(t, "template.disabled", &webhooktest.Options{Time: at})
	assert.Equal(t, at, disabled.Time().Local())
	assert.Equal(t, at.Add(604600*time.Second), disabled.(*webhook.TemplateStatusEvent).DisableInfo.DisableDate.Local())
	assert.Equal(t, at, event(t, "tracking", &webhooktest.Options{Time: at}).Time().Local(), "which has no time of its own")
	assert.Equal(t, at, event(t, "app_contact.add", &webhooktest.Options{Time: at}).Time().Local())
}

func TestUsersAndNumbers(t *testing.T) {
	t.Parallel()
	by := func(from string) *webhook.MessageEvent {
		return event(t, "message.text", &webhooktest.Options{
			From: from, To: "15550100200", PhoneNumberID: "1", WABAID: "2",
		}).(*webhook.MessageEvent)
	}
	message := by("15550001111")
	assert.Equal(t, webhook.Metadata{DisplayPhoneNumber: "15550100200", PhoneNumberID: "1"}, message.Metadata)
	assert.Equal(t, "2", message.EntryID())
	sender := message.Sender()
	assert.Equal(t, "15550001111", sender.WAID)
	assert.Empty(t, sender.ParentUserID)
	assert.Regexp(t, `^US\.\d{15,20}$`, sender.UserID)
	assert.Equal(t, sender, by("15550001111").Sender())
	assert.NotEqual(t, sender.UserID, by("15550001112").Sender().UserID)
	assert.Equal(t, "15550001111", event(t, "status.read", &webhooktest.Options{From: "15550001111"}).(*webhook.StatusEvent).Recipient().WAID)

	hidden := by("GB.1").Sender()
	assert.Empty(t, hidden.WAID)
	assert.Equal(t, "GB.1", hidden.UserID)

	changed := body(t, "message.user_changed_number", &webhooktest.Options{From: "15550001111"})
	assert.Contains(t, changed, "changed from 15550001111 to 15550100199")
	assert.Contains(t, body(t, "account.alert", &webhooktest.Options{PhoneNumberID: "77"}), `"entity_id":77`, "a number stays one")
}

func TestIDsTextsAndCodes(t *testing.T) {
	t.Parallel()
	for kind, want := range map[string]string{
		"message.text":          `"text":{"body":"Hi \u00fc"}`,
		"message.edit":          `"text":{"body":"Hi \u00fc"}`,
		"message.image":         `"caption":"Hi \u00fc"`,
		"message.button_reply":  `"title":"Hi \u00fc"`,
		"message.reaction":      `"emoji":"Hi \u00fc"`,
		"message.text.handover": `"text":{"body":"Hi \u00fc"}`,
		"status.read":           ``,
	} {
		text, err := webhooktest.Body(kind, &webhooktest.Options{Text: "Hi ü"})
		if want == "" && kind == "status.read" {
			require.EqualError(t, err, `webhooktest: status.read: it has no text to be "Hi ü"`)
			continue
		}
		require.NoError(t, err)
		assert.Contains(t, string(text), want)
	}
	for kind, want := range map[string]string{
		"call.connect":          `"id":"7"`,
		"group.create":          `"group_id":"7"`,
		"template.paused":       `"message_template_id":7`,
		"flow.endpoint_latency": `"flow_id":"7"`,
	} {
		assert.Contains(t, body(t, kind, &webhooktest.Options{ID: "7"}), want)
	}
	assert.Contains(t, body(t, "template.paused", &webhooktest.Options{ID: "seven"}), `"message_template_id":"seven"`)
	_, err := webhooktest.Body("tracking", &webhooktest.Options{ID: "7"})
	require.EqualError(t, err, `webhooktest: tracking: it has no id to be "7"`)

	failed := func(code int) webhook.Error {
		return event(t, "status.failed", &webhooktest.Options{Code: code}).(*webhook.StatusEvent).Status.Errors[0]
	}
	assert.Equal(t, webhook.Error{Code: 131049, Title: "Error 131049", Message: "Error 131049"}, failed(131049))
	assert.Equal(t, "Message undeliverable", failed(131026).Title, "the code of the sample")
	assert.Contains(t, body(t, "error.calls", &webhooktest.Options{Code: 138000}), `"code":138000`)
	_, err = webhooktest.Body("message.text", &webhooktest.Options{Code: 1})
	require.EqualError(t, err, `webhooktest: message.text: it has no error to have the code 1`)
}

func TestAnyMemberCanBeSet(t *testing.T) {
	t.Parallel()
	text := body(t, "message.text", &webhooktest.Options{Set: map[string]any{
		"text.body":         "https://shop.test",
		"context.id":        "wamid.0",
		"context.forwarded": true,
		"/entry/0/changes/0/value/contacts/0/profile/name": "Ann",
		"/odd~1name": 1,
	}})
	for _, want := range []string{`"body":"https:\/\/shop.test"`, `"forwarded":true,"id":"wamid.0"`, `"name":"Ann"`, `"odd\/name":1`} {
		assert.Contains(t, text, want)
	}
	for path, want := range map[string]string{
		"text.body.more": "text.body.more: it is in Do you have",
		"/entry/7/id":    "entry.7: invalid place \"7\" in a list of 1; they count from 0",
		"/entry/x":       "entry.x: invalid place",
		"text.":          "text.: invalid path; want names with dots",
	} {
		_, err := webhooktest.Body("message.text", &webhooktest.Options{Set: map[string]any{path: 1}})
		require.ErrorContains(t, err, want)
		assert.True(t, strings.HasPrefix(err.Error(), "webhooktest: message.text: "))
	}
	_, err := webhooktest.Body("message.text", &webhooktest.Options{Set: map[string]any{"text": func() {}}})
	require.Error(t, err)
	_, err = webhooktest.Body("message.txt", nil)
	require.EqualError(t, err, `webhooktest: unknown kind "message.txt"; see Kinds`)
}
