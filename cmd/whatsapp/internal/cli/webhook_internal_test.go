package cli

import (
	"bytes"
	"encoding/json"
	"errors"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/webhook"
	"github.com/wabakit/whatsapp/webhook/webhooktest"
)

// sampleOf returns the event of a kind.
func sampleOf(tb testing.TB, kind string) webhook.Event {
	tb.Helper()
	body, err := webhooktest.Body(kind, nil)
	if err != nil {
		tb.Fatal(err)
	}
	return eventsOf(body)[0]
}

func TestFiltersOfEvents(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		kind, filter string
		want         bool
	}{
		{"message.text", "", true},
		{"message.text", "messages", true},
		{"message.text", "message", true},
		{"message.text", "message.text", true},
		{"message.text", "message.tex", false},
		{"message.text", "statuses", false},
		{"status.read", "statuses", true},
		{"status.read", "messages", false},
		{"status.read", "status.failed", false},
		{"status.read", "Status.READ", true},
		{"template.paused", "message_template_status_update", true},
		{"template.paused", "calls, templates", true},
		{"error.calls", "calls", true},
	} {
		var filter kindFilter
		if test.filter != "" {
			filter = strings.Split(test.filter, ",")
		}
		if got := filter.matches(sampleOf(t, test.kind)); got != test.want {
			t.Errorf("--events %q on %s: %t", test.filter, test.kind, got)
		}
	}
	if (kindFilter{"message"}).matchesBody([]byte("not JSON")) {
		t.Error("what does not parse is no message")
	}
}

func TestSummaries(t *testing.T) {
	t.Parallel()
	for kind, want := range map[string]string{
		"message.button_reply":     "Cancel · cancel-button",
		"message.reaction.removed": "taken back",
		"message.location":         "37.44221496582, -122.16165924072 · Corner shop",
		"message.edit":             "Two, not three",
		"call.terminate":           "COMPLETED after 58 s",
		"template.rejected":        "order_update en-US · INVALID_FORMAT",
		"template.paused":          "order_update en-US",
		"phone_number.quality":     "15550100100 · ONBOARDING · TIER_250",
		"standby.status":           "delivered",
		"account.deleted":          `{"event":"ACCOUNT_DELETED"}`,
		"message.revoke":           "",
	} {
		if got := summaryOf(sampleOf(t, kind)).text; got != want {
			t.Errorf("%s: %q; want %q", kind, got, want)
		}
	}
	if got := summaryOf(sampleOf(t, "status.read")); got.who != "15550100142" || !strings.HasPrefix(got.id, "wamid.") {
		t.Errorf("status.read: %+v", got)
	}
	if got := summaryOf(&webhook.StandbyEvent{}); got != (summary{}) {
		t.Errorf("an empty event: %+v", got)
	}
	for kind := range strings.SplitSeq(strings.Join(webhooktest.Kinds(), " "), " ") {
		if strings.ContainsAny(clean(summaryOf(sampleOf(t, kind)).text), "\n\r\x1b") {
			t.Errorf("%s takes more than a line", kind)
		}
	}
}

func TestRecordings(t *testing.T) {
	t.Parallel()
	bodies := []string{`{"object":"whatsapp_business_account","text":"<\u00fc>"}`, "not JSON", `{"body":{"a":1}}`}
	var file bytes.Buffer
	for _, body := range bodies {
		if err := writeRecorded(&file, []byte(body), time.Unix(1_790_000_000, 0)); err != nil {
			t.Fatal(err)
		}
	}
	var read []string
	readRecorded("file", strings.NewReader(strings.TrimSpace(file.String())), func(body []byte, err error) bool {
		if err != nil {
			t.Error(err)
		}
		read = append(read, string(body))
		return true
	})
	if strings.Join(read, "\n") != strings.Join(bodies, "\n") {
		t.Errorf("read %q", read)
	}
	readRecorded("file", strings.NewReader(file.String()), func(body []byte, _ error) bool {
		if string(body) != bodies[0] {
			t.Errorf("it goes on to %s after the end", body)
		}
		return false
	})
	if strings.Contains(file.String(), "sha256") || !strings.HasPrefix(file.String(), `{"received_at":"2026-09-21T`) {
		t.Errorf("recorded %s", &file)
	}
}

// Wherever a recording breaks off, its whole lines are read, and what is
// recorded from then on.
func TestRecordingsThatBreakOff(t *testing.T) {
	t.Parallel()
	var whole bytes.Buffer
	for _, body := range []string{`{"n":"ü\n"}`, "not JSON", `{"n":[2,true]}`} {
		if err := writeRecorded(&whole, []byte(body), time.Unix(1_790_000_000, 0)); err != nil {
			t.Fatal(err)
		}
	}
	path := filepath.Join(t.TempDir(), "all.jsonl")
	for size := range whole.Len() + 1 {
		begin := whole.Bytes()[:size]
		lines, cut := bytes.Count(begin, []byte("\n")), begin[max(0, bytes.LastIndexByte(begin, '\n')+1):]
		if json.Valid(cut) { // but for its end
			lines, cut = lines+1, nil
		}
		wantCuts := min(len(cut), 1)
		if err := os.WriteFile(path, begin, 0o600); err != nil {
			t.Fatal(err)
		}
		if read, cuts, told := recordedIn(t, path); read != lines || cuts != wantCuts || cuts > 0 && !strings.Contains(told, ", the last one, is cut off") {
			t.Errorf("%d bytes: read %d lines and %d cut off (%s); want %d and %d", size, read, cuts, told, lines, wantCuts)
		}
		file, err := openRecording(path)
		if err != nil {
			t.Fatal(err)
		}
		if err := errors.Join(writeRecorded(file, []byte("{}"), time.Now()), file.Close()); err != nil {
			t.Fatal(err)
		}
		if read, cuts, _ := recordedIn(t, path); read != lines+1 || cuts != wantCuts {
			t.Errorf("%d bytes: read %d lines and %d cut off once another is appended", size, read, cuts)
		}
	}
}

// recordedIn counts the lines of a recording and those that are cut off.
func recordedIn(t *testing.T, path string) (read, cuts int, told string) {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	readRecorded("file", bytes.NewReader(content), func(_ []byte, err error) bool {
		if cut, ok := errors.AsType[*cutOffError](err); ok {
			cuts, told = cuts+1, cut.Error()
			return true
		}
		if err != nil {
			t.Errorf("%q: %v", content, err)
		}
		read++
		return true
	})
	return read, cuts, told
}

func TestWhatTheBotSays(t *testing.T) {
	t.Parallel()
	for kind, want := range map[string]string{
		"message.text":         "You said: Do you have",
		"message.image":        "You sent a file of type image.",
		"message.button_reply": "You tapped *Cancel*.",
		"message.location":     "You are at 37.4422",
	} {
		text, _ := echo(&sampleOf(t, kind).(*webhook.MessageEvent).Message).(whatsapp.Text)
		if !strings.HasPrefix(text.Body, want) {
			t.Errorf("to a %s: %q", kind, text.Body)
		}
	}
	if said := echo(&webhook.Message{Type: webhook.MessageTypeReaction}); said != nil {
		t.Errorf("to a reaction: %v", said)
	}
}

func TestAddresses(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]bool{
		"127.0.0.1:8480": true, "localhost:1": true, "[::1]:1": true, "127.9.9.9": true,
		"0.0.0.0:1": false, ":8480": false, "192.0.2.1:1": false, "shop.test:80": false, "localhost.shop.test:1": false,
	} {
		if got := isLoopback(address); got != want {
			t.Errorf("%s is loopback: %t", address, got)
		}
	}
	everywhere, err := new(net.ListenConfig).Listen(t.Context(), "tcp4", "0.0.0.0:0")
	if err != nil {
		t.Fatal(err)
	}
	defer everywhere.Close()
	if got := addressOf(everywhere); !strings.HasPrefix(got, "http://127.0.0.1:") {
		t.Errorf("the address is %s", got)
	}
}

func TestLags(t *testing.T) {
	t.Parallel()
	for late, want := range map[time.Duration]string{
		-3 * time.Second: "+0s", 900 * time.Millisecond: "+0s", 2500 * time.Millisecond: "+2s", time.Hour: "+1h0m0s",
	} {
		if got := lag(late); got != want {
			t.Errorf("%s: %s; want %s", late, got, want)
		}
	}
}
