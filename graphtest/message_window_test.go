package graphtest_test

import (
	"fmt"
	"net/http"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/graphtest"
	"github.com/wabakit/whatsapp/webhook"
)

const windowUser = "15550123"

// windowServer returns a server with a service window and a callback that
// remembers the statuses.
func windowServer(t *testing.T) (*graphtest.Server, *graphtest.Webhooks) {
	t.Helper()
	srv := graphtest.New(graphtest.WithServiceWindow())
	return srv, srv.Webhooks(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}), "secret")
}

// delivers reports whether a text to the user is delivered. It is accepted
// either way.
func delivers(t *testing.T, srv *graphtest.Server, recipient string) bool {
	t.Helper()
	body := jsonBody(`{"messaging_product":"whatsapp",` + recipient + `,"text":{"body":"Hello"}}`)
	require.Equal(t, http.StatusOK, call(t, srv, http.MethodPost, messages, body).Status)
	sent := srv.Outbox()
	return sent[len(sent)-1].Failure == nil
}

const toUser = `"to":"+1 555 0123"`

func TestServiceWindow(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv, hooks := windowServer(t)
		require.False(t, delivers(t, srv, toUser), "nobody has written")
		require.NoError(t, hooks.Deliver(t.Context(), graphtest.Inbound{From: windowUser, Text: "hello"}))
		require.True(t, delivers(t, srv, toUser))
		require.False(t, delivers(t, srv, `"to":"15550124"`), "another user")
		time.Sleep(24*time.Hour - time.Nanosecond)
		require.True(t, delivers(t, srv, toUser))
		time.Sleep(time.Nanosecond)
		require.False(t, delivers(t, srv, toUser), "a reply of the business does not keep it open")
		require.NoError(t, hooks.Deliver(t.Context(), graphtest.Inbound{From: windowUser, Message: webhook.Message{
			Reaction: &webhook.Reaction{MessageID: "wamid.1", Emoji: "👍"},
		}}))
		require.True(t, delivers(t, srv, toUser), "a reaction opens it")
		other := jsonBody(`{"messaging_product":"whatsapp",` + toUser + `,"text":{"body":"Hello"}}`)
		require.Equal(t, http.StatusOK, call(t, srv, http.MethodPost, secondMessages, other).Status)
		sent := srv.Outbox()
		require.NotNil(t, sent[len(sent)-1].Failure, "the user has written to another number")
	})
}

// Meta accepts the message and tells with a status that it has failed.
func TestServiceWindowFailsWithAStatus(t *testing.T) {
	t.Parallel()
	srv, hooks := windowServer(t)
	require.False(t, delivers(t, srv, toUser))
	sent := srv.Outbox()[0]
	require.Equal(t, 131047, sent.Failure.Code)
	deliveries := hooks.Deliveries()
	require.Len(t, deliveries, 1)
	notification, err := webhook.Parse(deliveries[0].Body)
	require.NoError(t, err)
	status := slices.Collect(notification.Events())[0].(*webhook.StatusEvent).Status
	require.Equal(t, webhook.MessageStatusFailed, status.Status)
	require.Equal(t, sent.ID, status.ID)
	require.Equal(t, []webhook.Error{*sent.Failure}, status.Errors)
}

// What Meta counts, and what it does not.
func TestWhatOpensTheServiceWindow(t *testing.T) {
	t.Parallel()
	now := time.Now()
	calls := func(value map[string]any) graphtest.Update {
		return graphtest.Event{Field: webhook.FieldCalls, Value: value}
	}
	incoming := func(members map[string]any) graphtest.Update {
		return calls(map[string]any{"calls": []any{members}})
	}
	const toGroup = `"recipient_type":"group","to":"Y2FwaV9ncm91cDox"`
	tests := map[string]struct {
		update    graphtest.Update
		recipient string
		opens     bool
	}{
		"by user id":              {graphtest.Inbound{UserID: "US.7", Text: "hello"}, `"recipient":"US.7"`, true},
		"an old message":          {graphtest.Inbound{From: windowUser, Text: "hello", Message: webhook.Message{Timestamp: webhook.Unix(now.Add(-25 * time.Hour).Unix())}}, toUser, false},
		"a new number":            {graphtest.Inbound{From: windowUser, Message: webhook.Message{Type: webhook.MessageTypeSystem}}, toUser, false},
		"an edit":                 {graphtest.Inbound{From: windowUser, Message: webhook.Message{Type: webhook.MessageTypeEdit}}, toUser, false},
		"a member of the group":   {graphtest.Inbound{From: windowUser, Text: "hello", Message: webhook.Message{GroupID: "Y2FwaV9ncm91cDox"}}, toGroup, true},
		"in a group, not alone":   {graphtest.Inbound{From: windowUser, Text: "hello", Message: webhook.Message{GroupID: "Y2FwaV9ncm91cDox"}}, toUser, false},
		"alone, not in the group": {graphtest.Inbound{From: windowUser, Text: "hello"}, toGroup, false},
		"a call":                  {incoming(map[string]any{"id": "wacid.1", "from": windowUser, "event": "connect", "direction": "USER_INITIATED"}), toUser, true},
		"a call long ago":         {incoming(map[string]any{"id": "wacid.1", "from": windowUser, "direction": "USER_INITIATED", "timestamp": now.Add(-25 * time.Hour).Unix()}), toUser, false},
		"a call of the business":  {incoming(map[string]any{"id": "wacid.1", "to": windowUser, "event": "connect", "direction": "BUSINESS_INITIATED"}), toUser, false},
		"an accepted call":        {calls(map[string]any{"statuses": []any{map[string]any{"id": "wacid.1", "status": "ACCEPTED", "recipient_id": windowUser}}}), toUser, true},
		"a rejected call":         {calls(map[string]any{"statuses": []any{map[string]any{"id": "wacid.1", "status": "REJECTED", "recipient_id": windowUser}}}), toUser, false},
		"an update of another":    {graphtest.Event{Field: webhook.FieldCalls, Value: "none"}, toUser, false},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv, hooks := windowServer(t)
			require.NoError(t, hooks.Deliver(t.Context(), test.update))
			require.Equal(t, test.opens, delivers(t, srv, test.recipient))
		})
	}
}

// Templates and direct messages reach everybody at any time, and to pin a
// message sends none.
func TestWhatNeedsNoServiceWindow(t *testing.T) {
	t.Parallel()
	for _, mode := range []graphtest.Option{graphtest.WithServiceWindow(), graphtest.WithServiceWindowErrors()} {
		srv := graphtest.New(mode)
		for _, body := range []payload{
			templateBody("spring", ""),
			jsonBody(`{"messaging_product":"whatsapp","to":"15550123","category":"utility","text":{"body":"Hello"}}`),
			jsonBody(`{"messaging_product":"whatsapp","recipient_type":"group","to":"` + graphtest.GroupID + `","type":"pin","pin":{"type":"unpin","message_id":"wamid.1"}}`),
		} {
			require.Equal(t, http.StatusOK, call(t, srv, http.MethodPost, messages, body).Status, body.text)
		}
		for _, sent := range srv.Outbox() {
			require.Nil(t, sent.Failure)
		}
	}
	srv := graphtest.New()
	require.True(t, delivers(t, srv, toUser), "without the option there is no window")
}

func TestServiceWindowErrors(t *testing.T) {
	t.Parallel()
	srv := graphtest.New(graphtest.WithServiceWindowErrors())
	hooks := srv.Webhooks(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}), "secret")
	hello := contentBody("text", `{"body":"Hello"}`)
	call(t, srv, http.MethodPost, messages, hello).requireDetails(t, http.StatusBadRequest, 131047, "24 hours")
	require.Empty(t, srv.Outbox())
	require.Empty(t, hooks.Deliveries())
	require.NoError(t, hooks.Deliver(t.Context(), graphtest.Inbound{From: windowUser, Text: "hello"}))
	require.Equal(t, http.StatusOK, call(t, srv, http.MethodPost, messages, hello).Status)
}

// What has been closed for long is forgotten, and what is open is not.
func TestManyServiceWindows(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv, hooks := windowServer(t)
		for i := range 300 {
			time.Sleep(10 * time.Minute)
			_, err := hooks.Body(graphtest.Inbound{From: fmt.Sprintf("1555%07d", i), Text: "hello"})
			require.NoError(t, err)
		}
		require.True(t, delivers(t, srv, `"to":"15550000299"`))
		require.True(t, delivers(t, srv, `"to":"15550000200"`), "16 hours ago")
		require.False(t, delivers(t, srv, `"to":"15550000000"`), "two days ago")
	})
}
