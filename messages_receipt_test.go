package whatsapp_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp"
)

// A receipt that names another recipient is not this message's: whether this
// one was sent is unknown.
func TestReceiptsOfOthers(t *testing.T) {
	t.Parallel()
	const userID, groupID = "US.13491208655302741918", "Y2FwaV9ncm91cDox"
	const plain, group, user = "phone", "group", "user"
	tests := []struct {
		name     string
		kind     string
		contacts string
		mine     bool
	}{
		{"as sent", plain, `[{"input":"+15550100123","wa_id":"15550100123"}]`, true},
		{"digits", plain, `[{"input":"15550100123"}]`, true},
		{"punctuation", plain, `[{"input":"+1 (555) 010-0123 "}]`, true},
		{"a number for a text", plain, `[{"input":15550100123}]`, true},
		{"another spelling of the number", plain, `[{"input":"+5550100123","wa_id":"15550100123"}]`, true},
		{"another WhatsApp id", plain, `[{"input":"+15550100123","wa_id":"155501001230"}]`, true},
		{"a person with a user id", plain, `[{"input":"+15550100123","user_id":"US.7"}]`, true},
		{"no input", plain, `[{"wa_id":"155501001230"}]`, true},
		{"a placeholder", plain, `[{"input":"PHONE_NUMBER"}]`, true},
		{"no contacts", plain, `[]`, true},
		{"null", plain, `null`, true},
		{"among others", plain, `[{"input":"+15550100999"},{"input":"+15550100123"}]`, true},
		{"another number", plain, `[{"input":"+15550100124","wa_id":"15550100124"}]`, false},
		{"a longer number", plain, `[{"input":"+155501001234"}]`, false},
		{"somebody's user id", plain, `[{"input":"US.7","user_id":"US.7"}]`, false},

		{"user id as sent", user, `[{"input":"` + userID + `","user_id":"` + userID + `"}]`, true},
		{"the number of the user", user, `[{"input":"+15550100123","user_id":"` + userID + `"}]`, true},
		{"another user", user, `[{"input":"US.7","user_id":"US.7"}]`, false},
		{"another's number", user, `[{"input":"+15550100123","wa_id":"15550100123"}]`, false},

		{"group as sent", group, `[{"input":"` + groupID + `","wa_id":"` + groupID + `"}]`, true},
		{"another group", group, `[{"input":"Y2FwaV9ncm91cDoy"}]`, false},
		{"a person instead of a group", group, `[{"input":"+15550100123"}]`, false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			message := whatsapp.Message{To: "1 555 0100123", Content: whatsapp.Text{Body: "Hello"}}
			switch test.kind {
			case user:
				message.To, message.Recipient = "", userID
			case group:
				message.To, message.RecipientType = groupID, whatsapp.RecipientTypeGroup
			}
			client := newClient(t, script(answer(200, `{"contacts":`+test.contacts+`,"messages":[{"id":"wamid.other"}]}`)))
			sent, err := client.Messages.Send(t.Context(), phoneNumberID, message)
			if test.mine {
				require.NoError(t, err)
				assert.Equal(t, "wamid.other", sent.ID())
				return
			}
			require.Nil(t, sent)
			require.ErrorIs(t, err, whatsapp.ErrOutcomeUnknown)
			require.ErrorContains(t, err, "the receipt names another recipient")
			require.ErrorContains(t, err, "wamid.other")
		})
	}
}

// A group's own id in the message says enough.
func TestReceiptOfAGroup(t *testing.T) {
	t.Parallel()
	client := newClient(t, script(answer(200, `{"contacts":[{"input":"+15550100123"}],"messages":[{"id":"wamid.1","group_id":"G1"}]}`)))
	_, err := client.Messages.Send(t.Context(), phoneNumberID, whatsapp.Message{
		To: "G1", RecipientType: whatsapp.RecipientTypeGroup, Content: whatsapp.Text{Body: "Hello"},
	})
	require.NoError(t, err)
}

func TestMarketingReceiptsOfOthers(t *testing.T) {
	t.Parallel()
	client := newClient(t, script(answer(200, `{"contacts":[{"input":"+15550100124"}],"messages":[{"id":"wamid.1"}]}`)))
	_, err := client.Messages.SendMarketing(t.Context(), phoneNumberID, whatsapp.MarketingMessage{
		To: "+15550100123", Template: whatsapp.Template{Name: "offer", Language: "en"},
	})
	require.ErrorIs(t, err, whatsapp.ErrOutcomeUnknown)
}
