package graphtest_test

import (
	"context"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/graphtest"
	"github.com/wabakit/whatsapp/webhook"
)

const (
	textMessage     = `{"messaging_product":"whatsapp","to":"15550100123","type":"text","text":{"body":"hi"}}`
	templateMessage = `{"messaging_product":"whatsapp","to":"15550100123","type":"template","template":{"name":"hello_world","language":{"code":"en_US"}}}`
	sendPath        = "/" + graphtest.PhoneNumberID + "/messages"
)

// told is a server whose webhooks are read one by one.
type told struct {
	t      *testing.T
	srv    *graphtest.Server
	hooks  *graphtest.Webhooks
	events []webhook.Event
}

func newTold(t *testing.T) *told {
	t.Helper()
	n := &told{t: t, srv: graphtest.New()}
	handler, err := webhook.NewHandler(webhook.Config{AppSecrets: []string{hookSecret}, VerifyToken: "token"}, n.keep)
	require.NoError(t, err)
	n.hooks = n.srv.Webhooks(handler, hookSecret, graphtest.WithStatuses())
	return n
}

func (n *told) keep(_ context.Context, event webhook.Event) error {
	n.events = append(n.events, event)
	return nil
}

// next delivers what waits, and returns the first event that nobody has read.
func (n *told) next() webhook.Event {
	n.t.Helper()
	require.NoError(n.t, n.hooks.Flush(n.t.Context()))
	require.NotEmpty(n.t, n.events)
	event := n.events[0]
	n.events = n.events[1:]
	return event
}

func (n *told) account() *webhook.AccountUpdateEvent {
	n.t.Helper()
	event, isAccount := n.next().(*webhook.AccountUpdateEvent)
	require.True(n.t, isAccount)
	return event
}

func (n *told) quality() *webhook.PhoneNumberQualityEvent {
	n.t.Helper()
	event, isQuality := n.next().(*webhook.PhoneNumberQualityEvent)
	require.True(n.t, isQuality)
	return event
}

func (n *told) status(path string) any {
	n.t.Helper()
	return get(n.t, n.srv, path+"?fields=status").object(n.t)["status"]
}

func (n *told) health(path string) any {
	n.t.Helper()
	return get(n.t, n.srv, path+"?fields=health_status").object(n.t)["health_status"].(map[string]any)["can_send_message"]
}

func TestBannedAccount(t *testing.T) {
	t.Parallel()
	n := newTold(t)
	path := "/" + graphtest.WABAID
	n.srv.WarnWABA(graphtest.WABAID, "SPAM")
	require.Equal(t, "SPAM", n.account().ViolationInfo.ViolationType)
	call(t, n.srv, "POST", sendPath, jsonBody(textMessage)).object(t)

	n.srv.BanWABA(graphtest.WABAID)
	event := n.account()
	require.Equal(t, webhook.AccountEventNameDisabledUpdate, event.Event)
	require.Equal(t, "DISABLE", event.BanInfo.WABABanState)
	require.Equal(t, "DISABLED", n.status(path))
	require.Equal(t, "BLOCKED", n.health(path))
	call(t, n.srv, "POST", sendPath, jsonBody(textMessage)).requireError(t, http.StatusForbidden, 131031)

	n.srv.ReinstateWABA(graphtest.WABAID)
	require.Equal(t, "REINSTATE", n.account().BanInfo.WABABanState)
	require.Equal(t, "ACTIVE", n.status(path))
	call(t, n.srv, "POST", sendPath, jsonBody(textMessage)).object(t)

	n.srv.ReviewWABA(graphtest.WABAID, "REJECTED")
	review, isReview := n.next().(*webhook.AccountReviewEvent)
	require.True(t, isReview)
	require.Equal(t, "REJECTED", review.Decision)
}

func TestRestrictedAccount(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		n := newTold(t)
		n.srv.RestrictWABA(graphtest.WABAID, webhook.RestrictionInfo{
			RestrictionType: "RESTRICTED_BIZ_INITIATED_MESSAGING", Expiration: webhook.Unix(time.Now().Add(time.Hour).Unix()),
		})
		require.Len(t, n.account().RestrictionInfo, 1)
		require.Equal(t, "LIMITED", n.health("/"+graphtest.WABAID))
		call(t, n.srv, "POST", sendPath, jsonBody(templateMessage)).requireError(t, http.StatusForbidden, 368)
		call(t, n.srv, "POST", sendPath, jsonBody(textMessage)).object(t)
		time.Sleep(time.Hour)
		call(t, n.srv, "POST", sendPath, jsonBody(templateMessage)).object(t)

		n.srv.RestrictWABA(graphtest.WABAID, webhook.RestrictionInfo{RestrictionType: "RESTRICTED_CUSTOMER_INITIATED_MESSAGING"})
		n.account()
		call(t, n.srv, "POST", sendPath, jsonBody(textMessage)).requireError(t, http.StatusForbidden, 368)
		n.srv.ReinstateWABA(graphtest.WABAID)
		call(t, n.srv, "POST", sendPath, jsonBody(textMessage)).object(t)
	})
}

// A restriction does not hide a ban, and its end does not lift one.
func TestRestrictedBannedAccount(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		n := newTold(t)
		path, phone := "/"+graphtest.WABAID, "/"+graphtest.PhoneNumberID
		n.srv.BanWABA(graphtest.WABAID)
		require.Equal(t, "BLOCKED", n.health(phone), "a number of a banned account cannot send either")
		n.srv.RestrictWABA(graphtest.WABAID, webhook.RestrictionInfo{
			RestrictionType: "RESTRICTED_BIZ_INITIATED_MESSAGING", Expiration: webhook.Unix(time.Now().Add(time.Hour).Unix()),
		})
		for range 2 {
			require.Equal(t, "DISABLED", n.status(path))
			require.Equal(t, "BLOCKED", n.health(path))
			call(t, n.srv, "POST", sendPath, jsonBody(textMessage)).requireError(t, http.StatusForbidden, 131031)
			time.Sleep(time.Hour)
		}
		n.srv.ReinstateWABA(graphtest.WABAID)
		require.Equal(t, "ACTIVE", n.status(path))
		require.Equal(t, "AVAILABLE", n.health(phone))
		call(t, n.srv, "POST", sendPath, jsonBody(templateMessage)).object(t)
	})
}

// An account is restricted until the last of its restrictions expires.
func TestExpiredRestrictions(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		n := newTold(t)
		path, phone := "/"+graphtest.WABAID, "/"+graphtest.PhoneNumberID
		restriction := func(kind string, lasts time.Duration) webhook.RestrictionInfo {
			return webhook.RestrictionInfo{RestrictionType: kind, Expiration: webhook.Unix(time.Now().Add(lasts).Unix())}
		}
		n.srv.RestrictWABA(graphtest.WABAID,
			restriction("RESTRICTED_BIZ_INITIATED_MESSAGING", time.Hour), restriction("RESTRICTED_ADD_PHONE_NUMBER_ACTION", 2*time.Hour))
		require.Equal(t, "RESTRICTED", n.status(path))
		require.Equal(t, "LIMITED", n.health(phone))
		time.Sleep(time.Hour)
		call(t, n.srv, "POST", sendPath, jsonBody(templateMessage)).object(t)
		require.Equal(t, "RESTRICTED", n.status(path))
		time.Sleep(time.Hour)
		require.Equal(t, "ACTIVE", n.status(path))
		require.Equal(t, "AVAILABLE", n.health(path))
		require.Equal(t, "AVAILABLE", n.health(phone))
	})
}
