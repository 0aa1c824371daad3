package whatsapp_test

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp"
)

// fixedTransport answers every request from memory with as few allocations as
// an http.RoundTripper can.
type fixedTransport struct {
	header http.Header
	body   string
}

func (f *fixedTransport) RoundTrip(request *http.Request) (*http.Response, error) {
	if request.Body != nil {
		io.Copy(io.Discard, request.Body)
		request.Body.Close()
	}
	return &http.Response{
		StatusCode: http.StatusOK, Header: f.header, Request: request,
		Body: io.NopCloser(strings.NewReader(f.body)), ContentLength: int64(len(f.body)),
	}, nil
}

// Allocations do not depend on the machine, so they can be held to a number.
// They do depend on the Go release, whose net/http and encoding/json are
// counted too: each number is what the costlier of the supported releases
// needs, and CI runs both, so that one allocation more still fails on one of
// them.
//
//nolint:paralleltest // it measures the memory of the process
func TestAllocationsPerCall(t *testing.T) {
	header := http.Header{"Content-Type": {"application/json"}, "X-App-Usage": {`{"call_count":28}`}}
	bot := &fixedTransport{header, `{"id":"1","prompts":["One","Two"],"commands":[{"command_name":"help","command_description":"Help"}],"enable_welcome_message":true}`}
	read := newClient(t, bot)
	signed := newClient(t, bot, whatsapp.WithAppSecret(appSecret))
	fields := newClient(t, &fixedTransport{header, `{"conversational_automation":{"id":"1","prompts":["One","Two"],"commands":[{"command_name":"help","command_description":"Help"}],"enable_welcome_message":true},"id":"1"}`})
	write := newClient(t, &fixedTransport{header, success})
	send := newClient(t, &fixedTransport{header, `{"messaging_product":"whatsapp","contacts":[{"input":"+15550100142","wa_id":"15550100142"}],"messages":[{"id":"wamid.1"}]}`})
	request := whatsapp.ConversationalAutomationRequest{Prompts: []string{"One", "Two"}, EnableWelcomeMessage: new(true)}

	for name, test := range map[string]struct {
		call func() error
		most float64
	}{
		"GET":             {func() error { _, err := read.Bots.Get(t.Context(), "1"); return err }, 19},
		"GET with proof":  {func() error { _, err := signed.Bots.Get(t.Context(), "1"); return err }, 25},
		"GET with fields": {func() error { _, err := fields.Automation.Get(t.Context(), "1"); return err }, 22},
		"POST":            {func() error { return write.Automation.Configure(t.Context(), "1", request) }, 20}, // 19 before Go 1.27
		"message": {func() error {
			_, err := send.Messages.SendText(t.Context(), phoneNumberID, "+15550100142", "Your order is on its way.")
			return err
		}, 27},
		"POST sent once": {func() error { return do(t.Context(), write, whatsapp.RepeatUnsafe) }, 26},
	} {
		var err error
		allocations := testing.AllocsPerRun(200, func() { err = test.call() })
		require.NoError(t, err)
		t.Logf("%s: %.0f allocations", name, allocations)
		if !raceEnabled {
			require.LessOrEqual(t, allocations, test.most, name)
		}
	}
}
