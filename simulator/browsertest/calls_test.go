package browsertest_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/graphtest"
)

// callUser has the business call the first user.
func (s *stage) callUser() {
	s.t.Helper()
	s.request(http.MethodPost, "/v23.0/"+graphtest.PhoneNumberID+"/calls",
		`{"messaging_product":"whatsapp","to":"15550100123","action":"connect","session":{"sdp_type":"offer","sdp":"v=0\r\n"}}`)
}

func TestCallingTheBusiness(t *testing.T) {
	t.Parallel()
	s := open(t)
	s.show("light")
	s.click("[aria-label='Call the business']", "")
	s.hook(`"connect"`)
	s.has(".ringing", "Calling Support line")
	s.click(".ringing button", "Hang up")
	s.hook(`"terminate"`)
	s.until(`!document.querySelector(".call")`)
	s.has(".day", "Canceled voice call")
	s.press("Call the business")
	s.has(".ringing", "Calling")
	s.click("[data-advance='1h']", "")
	s.hook(`"terminate"`)
	s.has(".day", "Nobody answered")
}

func TestCallsOfTheBusiness(t *testing.T) {
	t.Parallel()
	s := open(t)
	s.show("light")
	s.click(".phone-head [aria-label='Actions of the user']", "")
	s.click("[role=menuitem]", "Always allow calls")
	require.Contains(t, s.hook("call_permission_reply"), `"is_permanent":true`)
	s.callUser()
	s.has(".ringing", "Support line calls")
	s.has(".chat-preview", "The business calls")
	s.until(`document.documentElement.hasAttribute("data-ringing") && document.activeElement.textContent === "Accept"`)
	s.press("Sound off")
	s.until(`document.querySelector(".ringing .round").ariaLabel === "Sound on"`)
	require.Empty(t, value[[]string](s, findProblems))
	s.click(".ringing button", "Accept")
	s.hook(`"ACCEPTED"`)
	s.has(".call", "In a call, 0:0")
	s.until(`!document.documentElement.hasAttribute("data-ringing")`)
	s.click(".call button", "Hang up")
	s.hook(`"terminate"`)
	s.has(".day", "Voice call, 0:0")

	s.callUser()
	s.click(".ringing button", "Decline")
	s.hook(`"REJECTED"`)
	s.has(".day", "Declined voice call")
	s.callUser()
	s.has(".ringing", "calls")
	s.click("[data-advance='1h']", "")
	s.hook(`"terminate"`)
	s.has(".day", "Missed voice call")
}

func TestAnswersToCallRequests(t *testing.T) {
	t.Parallel()
	s := open(t)
	ask := `"type":"interactive","interactive":{"type":"call_permission_request","body":{"text":"May we call?"},"action":{"name":"call_permission_request"}}`
	s.show("light")
	for label, want := range map[string]string{"Always allow calls": `"is_permanent":true`, "Allow for seven days": `"expiration_timestamp"`, "Don't allow": `"response":"reject"`} {
		s.write(ask)
		s.has(".tap:not(:disabled)", label)
		s.click(".tap:not(:disabled)", label)
		require.Contains(t, s.hook("call_permission_reply"), want)
		s.until(`!document.querySelector(".tap:not(:disabled)")`)
		s.api(http.MethodPost, "/reset", "")
		s.has(".start", "Support line")
	}
}

// A picture behind a link is loaded by the simulator, and one that is not says
// why.
func TestLinkedPictures(t *testing.T) {
	t.Parallel()
	s := open(t)
	shop := s.shop()
	s.write(`"type":"image","image":{"link":"` + shop + `/fern.png","caption":"A fern"}`)
	s.write(`"type":"image","image":{"link":"` + shop + `/none.png"}`)
	s.write(`"type":"image","image":{"link":"https://www.shop.test/fern.png"}`)
	s.show("light")
	s.until(`document.querySelector(".bubble .picture img") !== null`)
	value[bool](s, `(document.querySelector(".bubble .picture img").scrollIntoView(), true)`)
	s.until(`document.querySelector(".bubble .picture img")?.naturalWidth === 480`)
	s.has(".linked", "the link answers 404")
	s.has(".linked", "Photo at www.shop.test: not on this machine")
}
