package graphtest_test

import (
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/graphtest"
	"github.com/wabakit/whatsapp/webhook"
)

const (
	threadPath = "/" + graphtest.PhoneNumberID + "/thread_control"
	threadUser = "15550100123"
)

func controlThread(t *testing.T, srv *graphtest.Server, action, more string) answer {
	t.Helper()
	return call(t, srv, "POST", threadPath, jsonBody(`{"messaging_product":"whatsapp","to":"+`+threadUser+`","action":"`+action+`"`+more+`}`))
}

func TestThreadsChangeHands(t *testing.T) {
	t.Parallel()
	srv, hooks, box := newHooks(t)
	owner := func() string { return srv.ThreadOwner(graphtest.PhoneNumberID, threadUser) }
	require.Equal(t, "customer_service", owner())
	passed := controlThread(t, srv, "pass", `,"metadata":"refund","control_pass":{"target_role":"ai_agent"}`).object(t)
	require.Equal(t, map[string]any{"messaging_product": "whatsapp"}, passed)
	require.Equal(t, "ai_agent", owner())
	require.NoError(t, hooks.Flush(t.Context()))
	event := box.take()[0].(*webhook.HandoverEvent)
	require.Equal(t, threadUser, event.Sender.PhoneNumber)
	require.Equal(t, graphtest.PhoneNumberID, event.Metadata.PhoneNumberID)
	require.Equal(t, &webhook.HandoverOwnership{
		PreviousOwnerRole: "customer_service", NewOwnerRole: "ai_agent", Metadata: "refund",
	}, event.ControlPassed)

	standby := deliverOne[*webhook.StandbyEvent](t, hooks, box, hello(threadUser))
	require.Equal(t, "hello", standby.Message.Text.Body)
	require.Equal(t, threadUser, standby.Contact.WAID)
	deliverOne[*webhook.MessageEvent](t, hooks, box, hello("15550100124"))
	controlThread(t, srv, "release", "").requireError(t, http.StatusBadRequest, 100)
	controlThread(t, srv, "pass", "").requireError(t, http.StatusBadRequest, 100)
	controlThread(t, srv, "take", "").requireError(t, http.StatusBadRequest, 2494191)
	require.Equal(t, 0, hooks.Pending())

	srv.PassThread(graphtest.PhoneNumberID, threadUser, "customer_service", "")
	require.NoError(t, hooks.Flush(t.Context()))
	require.Equal(t, "ai_agent", box.take()[0].(*webhook.HandoverEvent).ControlPassed.PreviousOwnerRole)
	deliverOne[*webhook.MessageEvent](t, hooks, box, hello(threadUser))
	require.Equal(t, http.StatusOK, controlThread(t, srv, "pass", "").Status)
	require.Equal(t, "escalation", owner())
}

func TestReleasedThreads(t *testing.T) {
	t.Parallel()
	srv, hooks, box := newHooks(t)
	require.Equal(t, http.StatusOK, controlThread(t, srv, "release", "").Status)
	require.Equal(t, 0, hooks.Pending(), "no webhook tells of a release")
	require.Empty(t, srv.ThreadOwner(graphtest.PhoneNumberID, threadUser))
	controlThread(t, srv, "release", "").requireError(t, http.StatusBadRequest, 100)
	deliverOne[*webhook.MessageEvent](t, hooks, box, hello(threadUser))
	require.Equal(t, "customer_service", srv.ThreadOwner(graphtest.PhoneNumberID, threadUser))
}

func TestEscalationPartnerTakes(t *testing.T) {
	t.Parallel()
	srv, hooks, box := newHooks(t)
	srv.SetEscalationPartner(graphtest.PhoneNumberID, true)
	controlThread(t, srv, "pass", "").requireError(t, http.StatusBadRequest, 100)
	srv.PassThread(graphtest.PhoneNumberID, "US.1349120865530274", "ai_agent", "")
	body := `{"messaging_product":"whatsapp","recipient":"US.1349120865530274","action":"take","metadata":"now"}`
	require.Equal(t, http.StatusOK, call(t, srv, "POST", threadPath, jsonBody(body)).Status)
	require.NoError(t, hooks.Flush(t.Context()))
	taken := box.take()[1].(*webhook.HandoverEvent)
	require.Equal(t, &webhook.HandoverOwnership{PreviousOwnerRole: "ai_agent", NewOwnerRole: "escalation", Metadata: "now"}, taken.ControlTaken)
	require.Equal(t, "US.1349120865530274", taken.Sender.UserID)
	srv.SetEscalationPartner(graphtest.PhoneNumberID, false)
	controlThread(t, srv, "take", "").requireError(t, http.StatusBadRequest, 2494191)
}

func TestThreadsOfTheSilent(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv, hooks, box := newHooks(t)
		controlThread(t, srv, "pass", "")
		require.NoError(t, hooks.Flush(t.Context()))
		box.take()
		time.Sleep(23 * time.Hour)
		deliverOne[*webhook.StandbyEvent](t, hooks, box, hello(threadUser))
		time.Sleep(24*time.Hour - time.Second)
		require.Equal(t, "escalation", srv.ThreadOwner(graphtest.PhoneNumberID, threadUser))
		time.Sleep(time.Second)
		require.Empty(t, srv.ThreadOwner(graphtest.PhoneNumberID, threadUser))
		deliverOne[*webhook.MessageEvent](t, hooks, box, hello(threadUser))
	})
}

func TestThreadControlThatGraphRefuses(t *testing.T) {
	t.Parallel()
	srv := graphtest.New()
	for _, more := range []string{
		`,"metadata":"` + strings.Repeat("a", 2001) + `"`, `,"control_pass":{"target_role":"marketing"}`, `,"control_pass":{}`,
	} {
		controlThread(t, srv, "pass", more).requireError(t, http.StatusBadRequest, 100)
	}
	controlThread(t, srv, "release", `,"control_pass":{"target_role":"ai_agent"}`).requireError(t, http.StatusBadRequest, 100)
	controlThread(t, srv, "keep", "").requireError(t, http.StatusBadRequest, 100)
	for _, body := range []string{
		`{"to":"15550100123","action":"pass"}`, `{"messaging_product":"whatsapp","action":"pass"}`, `{"messaging_product":"whatsapp","to":"15550100123"}`,
	} {
		call(t, srv, "POST", threadPath, jsonBody(body)).requireError(t, http.StatusBadRequest, 100)
	}
}
