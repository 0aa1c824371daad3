package browsertest_test

import (
	_ "embed"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/stretchr/testify/require"
)

//go:embed testdata/contrast.js
var findProblems string

func TestContrastAndNames(t *testing.T) {
	t.Parallel()
	for _, scheme := range []string{"light", "dark"} {
		t.Run(scheme, func(t *testing.T) {
			t.Parallel()
			s := open(t)
			s.scene()
			s.write(`"type":"text","text":{"body":"hello"}`)
			s.api("POST", "/rules", `{"fault":"status","code":131049,"times":1}`)
			s.write(`"type":"text","text":{"body":"never"}`)
			s.show(scheme)
			s.has(".failure", "131049")
			for _, tab := range []string{"Traffic", "Faults", "World", "Settings"} {
				s.click("[role=tab]", tab)
				s.until(`document.querySelector("#panel-` + map[string]string{"Traffic": "traffic .entry", "Faults": "faults .codes code", "World": "world .list li", "Settings": "settings code"}[tab] + `") !== null`)
				require.Empty(t, value[[]string](s, findProblems), "%s in %s", tab, scheme)
			}
			s.click("[role=tab]", "Traffic")
			s.click(".entry", "message.text")
			s.has(".detail .facts", "sha256=")
			s.click(".tap", "Days")
			s.has("dialog .row", "Wednesday")
			require.Empty(t, value[[]string](s, findProblems))
			s.do(chromedp.KeyEvent(kb.Escape))
		})
	}
}

// Everything can be reached with the keyboard alone, and the focus is in sight.
func TestKeyboard(t *testing.T) {
	t.Parallel()
	s := open(t)
	s.scene()
	s.show("light")
	reached := map[string]bool{}
	for range 150 {
		s.do(chromedp.KeyEvent(kb.Tab))
		reached[value[string](s, `document.activeElement.closest(".bar, .chats, .phone-head, .taps, .bubble-menu, .composer, .tabs, .traffic, .panel")?.className ?? ""`)] = true
		style := value[string](s, `getComputedStyle(document.activeElement).outlineStyle`)
		// The browser draws the focus inside of players itself.
		isOther := value[bool](s, `document.activeElement.matches("body, audio, video")`)
		require.True(t, isOther || style != "none", "the focus cannot be seen: %s", value[string](s, `document.activeElement.outerHTML`))
	}
	for _, part := range []string{"bar", "chats", "phone-head", "taps", "round bubble-menu", "composer", "tabs", "traffic", "panel"} {
		require.Contains(t, reached, part)
	}
}
