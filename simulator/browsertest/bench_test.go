package browsertest_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/graphtest"
	"github.com/wabakit/whatsapp/simulator"
)

func TestTrafficOnThePage(t *testing.T) {
	t.Parallel()
	s := open(t)
	s.show("light")
	s.write(`"type":"text","text":{"body":"hello"}`)
	s.has(".entry", "POST /"+graphtest.PhoneNumberID+"/messages")
	s.api(http.MethodPost, "/users/u1/messages", `{"text":"once more"}`)
	s.hook("once more")
	s.click(".entry", "message.text")
	s.has(".detail .facts", "sha256=")
	s.has(".detail pre", `"body": "once more"`)
	s.click(".detail button", "Deliver again")
	s.hook("once more")
	s.has(".entry .tag", "again")
	s.click(".detail button", "Change and deliver")
	value[bool](s, `(document.querySelector("dialog textarea").value = document.querySelector("dialog textarea").value.replace("once more", "twice"), true)`)
	s.submit("Deliver")
	s.hook("twice")
	s.has(".entry .tag", "changed")

	s.click(".entry", "POST /")
	s.has(".detail pre", "wamid")
	s.do(chromedp.SendKeys(chromedp.CSS("[type=search]"), "twice"))
	s.until(`document.querySelectorAll(".entry").length === 1`)
	value[bool](s, `(document.querySelector("[type=search]").value = "", document.querySelector("[type=search]").dispatchEvent(new Event("input")))`)
	s.until(`document.querySelectorAll(".entry").length > 3`)
	s.do(chromedp.Focus(chromedp.CSS(".traffic")), chromedp.KeyEvent(kb.Home))
	s.until(`document.querySelector(".entry").getAttribute("aria-selected") === "true"`)
	s.do(chromedp.KeyEvent(kb.ArrowDown))
	s.until(`document.querySelectorAll(".entry").item(1).getAttribute("aria-selected") === "true"`)
	s.do(chromedp.KeyEvent(kb.Escape))
	s.until(`document.querySelector(".detail").hidden`)
}

func TestFaultsOnThePage(t *testing.T) {
	t.Parallel()
	s := open(t)
	s.show("light")
	s.click("[role=tab]", "Faults")
	s.do(chromedp.SetValue(chromedp.CSS("select[name=fault]"), "status"))
	value[bool](s, `document.querySelector("select[name=fault]").form.dispatchEvent(new Event("change"))`)
	s.do(chromedp.SetValue(chromedp.CSS("input[name=code]"), "131049"))
	s.click("#panel-faults [type=submit]", "Add the rule")
	s.has("#panel-faults .list", "131049")
	s.write(`"type":"text","text":{"body":"hello"}`)
	s.hook("131049")
	s.has(".failure", "131049")
	s.has("#panel-faults .list", "No rule")

	s.click("#panel-faults label.check input", "")
	for s.api(http.MethodGet, "/state", "")["settings"].(map[string]any)["paused"] != true {
		require.NoError(t, s.tab.Err())
	}
	s.api(http.MethodPost, "/users/u1/messages", `{"text":"held"}`)
	s.click("[role=tab]", "Traffic")
	s.click(".entry", "held")
	s.click(".detail button", "Drop")
	s.has(".entry .outcome", "dropped")
}

func TestClockAndWorldOnThePage(t *testing.T) {
	t.Parallel()
	s := open(t, simulator.WithServer(graphtest.WithServiceWindow()))
	s.api(http.MethodPost, "/users/u1/messages", `{"text":"hi"}`)
	s.show("light")
	s.has(".phone-window", "open for 23 h")
	s.click("[data-advance='24h']", "")
	s.has(".phone-window", "closed")
	s.write(`"type":"text","text":{"body":"too late"}`)
	s.has(".failure", "131047")

	s.click("[role=tab]", "World")
	s.has("#panel-world .list", "hello_world")
	value[bool](s, `(document.querySelector("[aria-label='Pause hello_world']").click(), true)`)
	s.hook("message_template_status_update")
	s.has("#panel-world .list .bad", "paused")
	s.click("#panel-world .danger", "Reset the world")
	s.has(".start", "Support line")
	require.Empty(t, value[[]string](s, `[...document.querySelectorAll(".bubble")].map((b) => b.textContent)`))

	s.click("[role=tab]", "Settings")
	s.do(chromedp.SetValue(chromedp.CSS("input[name=callback]"), "nowhere"))
	s.click("#panel-settings [type=submit]", "Save")
	s.do(chromedp.SetValue(chromedp.CSS("input[name=callback]"), "http://127.0.0.1:1/webhook"))
	s.click("#panel-settings [type=submit]", "Save")
	s.has("#notice", "Saved")
	s.click("#panel-settings button", "Verify")
	s.has("#notice", "did not answer")
}

func TestWorldAsAFile(t *testing.T) {
	t.Parallel()
	s := open(t)
	s.show("light")
	s.api(http.MethodPost, "/users/u1/messages", `{"text":"worth keeping"}`)
	s.has(".bubble", "worth keeping")
	s.click("[role=tab]", "World")
	require.Equal(t, s.address+"/_simulator/api/world", value[string](s, `document.querySelector("a[download]").href`))
	saved, err := s.sim.Save()
	require.NoError(t, err)
	s.sim.Reset()
	s.until(`!document.querySelector(".bubble")`)
	s.api(http.MethodPut, "/world", string(saved))
	s.has(".bubble", "worth keeping")
}

// A chat of 10,000 messages must be as quick as one of ten.
func TestTenThousandMessages(t *testing.T) {
	t.Parallel()
	const messages = 10_000
	s := open(t, simulator.WithHistory(messages), simulator.WithCallbackURL(""))
	for i := range messages {
		recorder := newRecorder()
		s.sim.ServeHTTP(recorder, newRequest(t, "/_simulator/api/users/u1/messages", fmt.Sprintf(`{"text":"number %d"}`, i)))
		require.Equal(t, http.StatusOK, recorder.status)
	}
	began := time.Now()
	s.show("light")
	s.has(".bubble", "number 9999")
	t.Logf("shown after %s", time.Since(began))
	inDocument := func() int { return value[int](s, `document.querySelectorAll(".bubble, .entry").length`) }
	require.Less(t, inDocument(), 250)
	for range 30 {
		before := value[string](s, `document.querySelector(".bubble").dataset.id`)
		value[bool](s, `(document.querySelector(".messages").scrollTop = 0, true)`)
		s.until(`document.querySelector(".bubble").dataset.id !== ` + quoted(before))
		require.Less(t, inDocument(), 250)
	}
	first := value[string](s, `document.querySelector(".bubble .text").textContent`)
	require.True(t, strings.HasPrefix(first, "number 8"), first)
	for i := range 200 {
		s.api(http.MethodPost, "/users/u1/messages", fmt.Sprintf(`{"text":"new %d"}`, i))
	}
	s.has(".chat-preview", "new 199")
	require.Less(t, inDocument(), 250, "what is being read stays in sight")
	require.Zero(t, value[int](s, `[...document.querySelectorAll(".bubble")].filter((b) => b.textContent.includes("new ")).length`))
	s.until(`(document.querySelector(".messages").scrollTop = 1e9, [...document.querySelectorAll(".bubble")].some((b) => b.textContent.includes("new 199")))`)
	require.Less(t, inDocument(), 250)
}
