package graphtest_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/graphtest"
)

func TestBannedPhoneNumber(t *testing.T) {
	t.Parallel()
	n := newTold(t)
	path := "/" + graphtest.PhoneNumberID
	n.srv.BanPhoneNumber(graphtest.PhoneNumberID)
	event := n.account()
	require.Equal(t, "15550100", event.PhoneNumber)
	require.Equal(t, "DISABLE", event.BanInfo.WABABanState)
	require.Equal(t, "BANNED", n.status(path))
	require.Equal(t, "BLOCKED", n.health(path))
	call(t, n.srv, "POST", sendPath, jsonBody(textMessage)).requireError(t, http.StatusForbidden, 131031)
	other := "/" + graphtest.SecondPhoneNumberID + "/messages"
	call(t, n.srv, "POST", other, jsonBody(textMessage)).object(t)
	n.srv.RestorePhoneNumber(graphtest.PhoneNumberID)
	require.Equal(t, "REINSTATE", n.account().BanInfo.WABABanState)
	call(t, n.srv, "POST", sendPath, jsonBody(textMessage)).object(t)
}

// A restriction does not hide a ban, and one restoration ends both.
func TestRestrictedBannedPhoneNumber(t *testing.T) {
	t.Parallel()
	n := newTold(t)
	path := "/" + graphtest.PhoneNumberID
	n.srv.BanPhoneNumber(graphtest.PhoneNumberID)
	n.account()
	n.srv.RestrictPhoneNumber(graphtest.PhoneNumberID)
	require.Equal(t, "FLAGGED", n.quality().Event)
	require.Equal(t, "BANNED", n.status(path))
	require.Equal(t, "BLOCKED", n.health(path))
	call(t, n.srv, "POST", sendPath, jsonBody(textMessage)).requireError(t, http.StatusForbidden, 131031)
	n.srv.RestorePhoneNumber(graphtest.PhoneNumberID)
	require.Equal(t, "REINSTATE", n.account().BanInfo.WABABanState)
	require.Equal(t, "UNFLAGGED", n.quality().Event)
	require.Equal(t, "CONNECTED", n.status(path))
	require.Equal(t, "AVAILABLE", n.health(path))
	call(t, n.srv, "POST", sendPath, jsonBody(textMessage)).object(t)

	n.srv.RestrictPhoneNumber(graphtest.PhoneNumberID)
	n.quality()
	n.srv.BanWABA(graphtest.WABAID)
	n.srv.RestorePhoneNumber(graphtest.PhoneNumberID)
	require.Equal(t, "BLOCKED", n.health(path), "its account is banned")
}

func TestQualityOfAPhoneNumber(t *testing.T) {
	t.Parallel()
	n := newTold(t)
	n.srv.RestrictPhoneNumber(graphtest.PhoneNumberID)
	require.Equal(t, "FLAGGED", n.quality().Event)
	call(t, n.srv, "POST", sendPath, jsonBody(textMessage)).requireError(t, http.StatusForbidden, 368)
	n.srv.RestorePhoneNumber(graphtest.PhoneNumberID)
	require.Equal(t, "UNFLAGGED", n.quality().Event)
	call(t, n.srv, "POST", sendPath, jsonBody(textMessage)).object(t)

	n.srv.RatePhoneNumber(graphtest.PhoneNumberID, "YELLOW")
	n.srv.RatePhoneNumber(graphtest.PhoneNumberID, "RED")
	require.Equal(t, "FLAGGED", n.quality().Event, "nothing tells of a yellow number")
	require.Equal(t, "RED", get(t, n.srv, "/"+graphtest.PhoneNumberID+"?fields=quality_rating").object(t)["quality_rating"])
	n.srv.RatePhoneNumber(graphtest.PhoneNumberID, "GREEN")
	require.Equal(t, "UNFLAGGED", n.quality().Event)

	n.srv.LimitPhoneNumber(graphtest.PhoneNumberID, "TIER_10K")
	raised := n.quality()
	require.Equal(t, []string{"UPGRADE", "TIER_1K", "TIER_10K"}, []string{raised.Event, raised.OldLimit, raised.CurrentLimit})
	n.srv.LimitPhoneNumber(graphtest.PhoneNumberID, "TIER_250")
	require.Equal(t, "DOWNGRADE", n.quality().Event)
}
