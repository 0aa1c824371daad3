package browsertest_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/graphtest"
)

// press clicks the button with this name.
func (s *stage) press(name string) {
	s.t.Helper()
	s.click("[aria-label="+quoted(name)+"]", "")
}

// What WhatsApp does to numbers, accounts and templates, from the page.
func TestStatesOnThePage(t *testing.T) {
	t.Parallel()
	s := open(t)
	s.show("light")
	s.click("[role=tab]", "World")
	s.press("Ban Support line")
	require.Contains(t, s.hook("account_update"), `"waba_ban_state":"DISABLE"`)
	s.has("#panel-world .bad", "banned")
	s.press("Restore Support line")
	require.Contains(t, s.hook("account_update"), `"waba_ban_state":"REINSTATE"`)
	s.press("Restrict Support line")
	require.Contains(t, s.hook("phone_number_quality_update"), `"event":"FLAGGED"`)
	s.press("Restore Support line")
	s.hook(`"event":"UNFLAGGED"`)
	s.set("[aria-label='Quality of Support line']", "RED")
	s.hook(`"event":"FLAGGED"`)
	s.set("[aria-label='Limit of Support line']", "TIER_10K")
	require.Contains(t, s.hook(`"event":"UPGRADE"`), `"current_limit":"TIER_10K"`)

	s.press("Warn Retail account")
	s.submit("Warn")
	s.hook("ACCOUNT_VIOLATION")
	s.press("Restrict Retail account")
	s.submit("Restrict")
	require.Contains(t, s.hook("ACCOUNT_RESTRICTION"), "RESTRICTED_BIZ_INITIATED_MESSAGING")
	s.press("Reinstate Retail account")
	s.hook("REINSTATE")
	s.press("Ban Retail account")
	s.hook(`"DISABLE"`)
	s.has("#panel-world .bad", "disabled")
	s.press("Reject Retail account")
	s.hook("account_review_update")

	for label, status := range map[string]string{"Disable hello_world": "DISABLED", "Approve hello_world": "APPROVED", "Pause hello_world": "PAUSED"} {
		if label != "Approve hello_world" {
			s.api(http.MethodPost, "/templates/"+graphtest.HelloTemplateID+"/review", `{"status":"APPROVED"}`)
		} else {
			s.api(http.MethodPost, "/templates/"+graphtest.HelloTemplateID+"/review", `{"status":"PENDING"}`)
		}
		s.hook("message_template_status_update")
		s.press(label)
		require.Contains(t, s.hook("message_template_status_update"), `"event":"`+status+`"`)
	}
	s.press("Reject hello_world")
	s.submit("Reject")
	require.Contains(t, s.hook("message_template_status_update"), "ABUSIVE_CONTENT")
}

// What a program changes is on the phone at once.
func TestChangedProfile(t *testing.T) {
	t.Parallel()
	s := open(t)
	s.show("light")
	s.has(".ice-breakers", "Where is my order?")
	s.request(http.MethodPost, "/v23.0/"+graphtest.PhoneNumberID+"/conversational_automation", `{"prompts":["Do you deliver?"]}`)
	s.has(".ice-breakers", "Do you deliver?")
	s.request(http.MethodPost, "/v23.0/"+graphtest.PhoneNumberID+"/whatsapp_business_profile", `{"messaging_product":"whatsapp","about":"Open today"}`)
	s.has(".phone-sub", "Open today")
}
