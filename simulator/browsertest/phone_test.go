package browsertest_test

import (
	"context"
	"net/http"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/graphtest"
)

// has requires that the page has an element with a text.
func (s *stage) has(selector, text string) {
	s.t.Helper()
	s.until(`[...document.querySelectorAll(` + quoted(selector) + `)].some((e) => e.textContent.includes(` + quoted(text) + `))`)
}

func TestEveryKindIsDrawn(t *testing.T) {
	t.Parallel()
	s := open(t)
	s.scene()
	s.show("light")
	for selector, text := range map[string]string{
		".own.type-text strong":                                 "order",
		".theirs .quote":                                        "Where is my order?",
		".type-interactive .text ul li":                         "packed on Monday",
		".type-interactive .text blockquote":                    "It comes tomorrow.",
		".type-interactive .text blockquote em":                 "tomorrow",
		".type-interactive .text a":                             "https://www.shop.test/7781",
		".type-interactive .footer":                             "Tap to change it",
		".type-image .text s":                                   "torn",
		".type-location .place":                                 "At home",
		".type-contacts .contact":                               "My neighbour",
		".type-document .file":                                  "invoice-7781.pdf",
		".tap":                                                  "Another day",
		".type-interactive .taps button[data-focus='tap Days']": "Days",
		".type-interactive .taps a":                             "See the map",
		".type-template .text":                                  "Hello Marta, spring is here: 20% off everything green.",
		".type-template .taps a":                                "Open the shop",
		".type-template .taps button":                           "Copy code",
		".type-text code":                                       "npm start",
		".reactions":                                            "👍",
		".own .meta":                                            "Edited",
		".own .revoked":                                         "This message was deleted",
	} {
		s.has(".bubble"+selector+", .bubble "+selector, text)
	}
	require.True(t, value[bool](s, `document.querySelector(".type-audio audio").src.includes("/api/media/")`))
	s.do(chromedp.ScrollIntoView(chromedp.CSS(".type-image img")))
	s.until(`document.querySelector(".type-image img").naturalWidth === 480`)
	s.until(`[...document.querySelectorAll(".theirs .ticks")].every((tick) => tick.ariaLabel === "read")`)
	require.Equal(t, []any{}, value[[]any](s, `performance.getEntriesByType("resource").map((r) => new URL(r.name).origin).filter((o) => o !== location.origin)`),
		"nothing is loaded from elsewhere")

	s.click(".type-image .picture", "")
	s.until(`document.querySelector("dialog img").naturalWidth === 480`)
}

func TestTapsComeBack(t *testing.T) {
	t.Parallel()
	s := open(t)
	s.scene()
	s.show("light")
	s.click(".tap", "Another day")
	require.Contains(t, s.hook(`"button_reply"`), `"id":"day"`)
	s.until(`document.querySelector(".tap[aria-pressed='true']").textContent === "Another day"`)
	s.click(".tap", "Days")
	s.click("dialog .row", "Wednesday")
	require.Contains(t, s.hook(`"list_reply"`), `"id":"wed"`)
	s.click(".tap", "Show me")
	require.Contains(t, s.hook(`"payload"`), `"show"`)
	s.click(".tap", "Don't allow")
	require.Contains(t, s.hook("call_permission_reply"), `"response":"reject"`)
	s.click(".tap", "Send location")
	s.submit("Send")
	require.Contains(t, s.hook(`"longitude"`), `"context"`)
}

// enter presses Enter where the focus is, without the character that the
// protocol would send after a key that was handled.
var enter = chromedp.Func(func(ctx context.Context, _ *chromedp.Target) error {
	_, err := chromedp.Run(ctx, chromedp.Evaluate[bool](
		`document.activeElement.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true })) || true`))
	return err
})

func TestWritingByKeyboard(t *testing.T) {
	t.Parallel()
	s := open(t)
	s.show("light")
	s.has(".business", "Answers about orders and returns")
	s.click(".ice-breakers button", "What are your opening hours?")
	s.hook("opening hours")

	input := chromedp.CSS(".composer textarea")
	s.do(chromedp.SendKeys(input, "Good *morning*"), enter)
	first := s.hook("Good *morning*")
	require.Contains(t, first, `"from":"15550100123"`)
	s.has(".own .text strong", "morning")

	s.do(chromedp.SendKeys(input, "/st"))
	s.has(".commands li[aria-selected=true]", "/status")
	s.do(enter)
	s.hook(`\/status`)

	// The menu of the last message, with keys alone.
	menu := func(choice string) {
		value[bool](s, `(document.querySelectorAll(".own .bubble-menu").item(1).focus(), true)`)
		s.do(chromedp.KeyEvent(kb.Enter))
		s.click("[role=menuitem]", choice)
	}
	menu("Edit")
	s.do(chromedp.SendKeys(input, "!"), enter)
	require.Contains(t, s.hook(`"edit"`), "Good *morning*!")
	s.has(".own .meta", "Edited")
	menu("👍")
	s.hook(`"reaction"`)
	s.has(".own .reactions", "👍")
	menu("Reply")
	s.do(chromedp.SendKeys(input, "To myself"), enter)
	require.Contains(t, s.hook("To myself"), `"context"`)
	menu("Delete for everyone")
	s.hook(`"revoke"`)
	s.has(".own .revoked", "deleted")
}

func TestTypingAndWelcome(t *testing.T) {
	t.Parallel()
	s := open(t)
	s.request(http.MethodPost, "/v23.0/"+graphtest.PhoneNumberID+"/conversational_automation", `{"enable_welcome_message":true}`)
	s.show("light")
	s.hook("request_welcome")
	id := s.api(http.MethodPost, "/users/u1/messages", `{"text":"hi"}`)["id"].(string)
	s.request(http.MethodPost, "/v23.0/"+graphtest.PhoneNumberID+"/messages",
		`{"messaging_product":"whatsapp","status":"read","message_id":"`+id+`","typing_indicator":{"type":"text"}}`)
	s.has(".phone-sub", "typing")
	s.until(`document.querySelector(".own .ticks").ariaLabel === "read"`)
	s.write(`"type":"text","text":{"body":"hello"}`)
	s.has(".phone-sub", "Here to help")
	s.hook(`"status":"read"`)
}

func TestSecondNumber(t *testing.T) {
	t.Parallel()
	s := open(t)
	s.api(http.MethodPost, "/users/u1/messages", `{"text":"to the first"}`)
	s.show("light")
	s.has(".bubble", "to the first")
	value[bool](s, `((select) => { select.value = "`+graphtest.SecondPhoneNumberID+`"; return select.dispatchEvent(new Event("change")); })(document.getElementById("number"))`)
	s.has(".phone-business", "Order updates")
	s.has(".start", "Order updates")
	s.do(chromedp.SendKeys(chromedp.CSS(".composer textarea"), "to the second"), enter)
	require.Contains(t, s.hook("to the second"), `"phone_number_id":"`+graphtest.SecondPhoneNumberID+`"`)
	s.has(".bubble", "to the second")
	require.Equal(t, 1, value[int](s, `document.querySelectorAll(".bubble").length`))
}

func TestUsers(t *testing.T) {
	t.Parallel()
	s := open(t)
	s.show("light")
	act := func(label string) {
		s.click(".phone-head [aria-label='Actions of the user']", "")
		s.click("[role=menuitem]", label)
	}
	s.api(http.MethodPost, "/users/u1/messages", `{"text":"hi"}`)
	s.hook(`"hi"`)
	act("Stop marketing messages")
	s.hook(`"value":"stop"`)
	act("Block the business")
	s.has(".phone-sub", "blocked")
	act("Change the phone number")
	s.do(chromedp.SetValue(chromedp.CSS("dialog input"), "15550100199"))
	s.submit("Change")
	require.Contains(t, s.hook("user_changed_number"), "15550100199")
	act("Hide the phone number")
	s.until(`!document.querySelector(".menu")`)
	s.do(chromedp.SendKeys(chromedp.CSS(".composer textarea"), "Guess who"), enter)
	require.NotContains(t, s.hook("Guess who"), `"from":`)

	s.click("#add-user", "")
	s.click("[role=menuitem]", "Add a user")
	s.do(chromedp.SetValue(chromedp.CSS("dialog input[name=name]"), "Another one"), chromedp.SetValue(chromedp.CSS("dialog input[name=wa_id]"), "15550100131"))
	s.submit("Add")
	s.has(".phone-as", "Another one")
}
