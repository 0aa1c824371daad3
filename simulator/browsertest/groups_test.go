package browsertest_test

import (
	"net/http"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/graphtest"
)

func (s *stage) writeToGroup(content string) {
	s.t.Helper()
	s.request(http.MethodPost, "/v23.0/"+graphtest.PhoneNumberID+"/messages",
		`{"messaging_product":"whatsapp","recipient_type":"group","to":"`+graphtest.GroupID+`",`+content+`}`)
}

// Several people speak in a group, come by its invite link and go.
func TestGroupsOnThePage(t *testing.T) {
	t.Parallel()
	s := open(t)
	s.show("light")
	s.click(".chat", "Spring tour")
	s.has(".phone-business", "First user, +15550100124")
	s.do(chromedp.SendKeys(chromedp.CSS(".composer textarea"), "Where do we meet?"), enter)
	require.Contains(t, s.hook("Where do we meet?"), `"group_id":"`+graphtest.GroupID+`"`)
	s.has(".own .text", "Where do we meet?")
	value[bool](s, `((select) => { select.value = "u4"; return select.dispatchEvent(new Event("change")); })(document.querySelector("[aria-label='Who speaks']"))`)
	s.has(".theirs .speaker", "First user")
	s.do(chromedp.SendKeys(chromedp.CSS(".composer textarea"), "And when?"), enter)
	require.Contains(t, s.hook("And when?"), `"from":"15550100124"`)
	s.has(".own .text", "And when?")
	s.writeToGroup(`"type":"text","text":{"body":"At noon, at the fountain"}`)
	require.Contains(t, s.hook(`"status":"read"`), `"recipient_participant_id":"15550100124"`)
	s.has(".theirs .speaker", "Business")

	s.click("[aria-label='Spring tour, group']", "")
	s.click("dialog [aria-label='Let in +15550100125']", "")
	require.Contains(t, s.hook("group_participants_add"), "15550100125")
	s.click("dialog [aria-label='Remove +15550100125']", "")
	require.Contains(t, s.hook("group_participants_remove"), `"initiated_by":"business"`)
	s.click("dialog [aria-label='Leaves +15550100124']", "")
	require.Contains(t, s.hook("group_participants_remove"), `"initiated_by":"participant"`)
	s.has("dialog h3", "1 participant")
	s.click("dialog button", "Suspend")
	s.hook("group_suspend")
	s.has(".phone-sub", "suspended")
	s.click("dialog button", "Reinstate")
	s.hook("group_suspend_cleared")
	s.click("dialog [aria-label='Close']", "")
	s.until(`!document.querySelector("dialog")`)
	s.has(".day", "+15550100124 left")

	s.click(".chat", "Second user")
	s.click(".phone-head [aria-label='Actions of the user']", "")
	s.click("[role=menuitem]", "Join a group")
	s.click("dialog .row", "Spring tour")
	require.Contains(t, s.hook("group_join_request_created"), "15550100127")
	s.has("#notice", "has to let Second user in")
}

func TestGroupOfTheBusiness(t *testing.T) {
	t.Parallel()
	s := open(t)
	s.show("light")
	s.click("#add-user", "")
	s.click("[role=menuitem]", "New group of the business")
	s.do(chromedp.SetValue(chromedp.CSS("dialog input[name=subject]"), "Gardeners"))
	s.submit("Create")
	s.hook("group_create")
	s.has(".chat", "Gardeners")
	s.click(".phone-head [aria-label='Actions of the user']", "")
	s.click("[role=menuitem]", "Join a group")
	s.click("dialog .row", "Gardeners")
	require.Contains(t, s.hook("group_participants_add"), `"reason":"invite_link"`)
	s.has(".phone-head", "Gardeners")
	s.has(".day", "First user joined using the invite link")
	s.click("[aria-label='Gardeners, group']", "")
	s.click("dialog button", "Delete")
	s.hook("group_delete")
	s.until(`![...document.querySelectorAll(".chat")].some((chat) => chat.textContent.includes("Gardeners"))`)
}
