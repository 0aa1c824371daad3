package simulator_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/graphtest"
	"github.com/wabakit/whatsapp/webhook"
)

func (b *bench) number() map[string]any {
	b.t.Helper()
	return find(b.t, b.api(http.MethodGet, "/state", "")["numbers"], "id", graphtest.PhoneNumberID)
}

// account returns the next webhook, which must be about an account.
func (b *bench) account() *webhook.AccountUpdateEvent {
	b.t.Helper()
	event, isAccount := b.next().(*webhook.AccountUpdateEvent)
	require.True(b.t, isAccount)
	return event
}

func (b *bench) quality() *webhook.PhoneNumberQualityEvent {
	b.t.Helper()
	event, isQuality := b.next().(*webhook.PhoneNumberQualityEvent)
	require.True(b.t, isQuality)
	return event
}

func TestStateOfANumber(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	send := func() int {
		status, _ := b.graph(http.MethodPost, "/"+graphtest.PhoneNumberID+"/messages", `{"messaging_product":"whatsapp","to":"`+firstUser+`",`+textHello+`}`)
		return status
	}
	change := func(body string) { b.api(http.MethodPatch, "/numbers/"+graphtest.PhoneNumberID, body) }
	change(`{"status":"BANNED"}`)
	require.Equal(t, "DISABLE", b.account().BanInfo.WABABanState)
	require.Equal(t, "BANNED", b.number()["status"])
	require.Equal(t, http.StatusForbidden, send())
	change(`{"status":"CONNECTED"}`)
	require.Equal(t, "REINSTATE", b.account().BanInfo.WABABanState)
	change(`{"status":"RESTRICTED"}`)
	require.Equal(t, "FLAGGED", b.quality().Event)
	require.Equal(t, http.StatusForbidden, send())
	change(`{"status":"CONNECTED"}`)
	require.Equal(t, "UNFLAGGED", b.quality().Event)
	change(`{"quality_rating":"RED","messaging_limit_tier":"TIER_250"}`)
	require.Equal(t, "FLAGGED", b.quality().Event)
	require.Equal(t, "DOWNGRADE", b.quality().Event)
	require.Equal(t, http.StatusOK, send())
	for range 3 {
		b.status()
	}
	b.graph(http.MethodPost, "/"+graphtest.PhoneNumberID, `{"new_display_name":"Garden shop"}`)
	require.Equal(t, "Garden shop", b.number()["new_display_name"])
	change(`{"name_decision":"REJECTED","reason":"Too plain"}`)
	name, isName := b.next().(*webhook.PhoneNumberNameEvent)
	require.True(t, isName)
	require.Equal(t, "Too plain", name.RejectionReason)

	for _, body := range []string{
		`{"status":"AWAY"}`, `{"quality_rating":"BLUE"}`, `{"messaging_limit_tier":"5"}`, `{"name_decision":"PERHAPS"}`,
	} {
		b.refused(http.MethodPatch, "/numbers/"+graphtest.PhoneNumberID, body, http.StatusBadRequest)
	}
	b.refused(http.MethodPatch, "/numbers/"+graphtest.SecondPhoneNumberID, `{"name_decision":"APPROVED"}`, http.StatusBadRequest)
	b.refused(http.MethodPatch, "/numbers/1", `{"status":"BANNED"}`, http.StatusNotFound)
}

func TestStateOfAnAccount(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	change := func(body string) { b.api(http.MethodPatch, "/accounts/"+graphtest.WABAID, body) }
	status := func() any {
		return find(t, b.api(http.MethodGet, "/state", "")["accounts"], "id", graphtest.WABAID)["status"]
	}
	change(`{"violation":"SPAM"}`)
	require.Equal(t, "SPAM", b.account().ViolationInfo.ViolationType)
	change(`{"status":"RESTRICTED","expires_in":"24h"}`)
	require.Equal(t, "RESTRICTED_BIZ_INITIATED_MESSAGING", b.account().RestrictionInfo[0].RestrictionType)
	require.Equal(t, "RESTRICTED", status())
	template := `{"messaging_product":"whatsapp","to":"` + firstUser + `","type":"template","template":{"name":"hello_world","language":{"code":"en_US"}}}`
	refused, text := b.graph(http.MethodPost, "/"+graphtest.PhoneNumberID+"/messages", template)
	require.Equal(t, http.StatusForbidden, refused, text)
	b.api(http.MethodPost, "/clock", `{"advance":"24h"}`)
	accepted, text := b.graph(http.MethodPost, "/"+graphtest.PhoneNumberID+"/messages", template)
	require.Equal(t, http.StatusOK, accepted, text)
	for range 3 {
		b.status()
	}
	change(`{"status":"DISABLED"}`)
	require.Equal(t, "DISABLE", b.account().BanInfo.WABABanState)
	change(`{"status":"ACTIVE","account_review_status":"REJECTED"}`)
	require.Equal(t, "REINSTATE", b.account().BanInfo.WABABanState)
	review, isReview := b.next().(*webhook.AccountReviewEvent)
	require.True(t, isReview)
	require.Equal(t, "REJECTED", review.Decision)
	b.refused(http.MethodPatch, "/accounts/"+graphtest.WABAID, `{"status":"ASLEEP"}`, http.StatusBadRequest)
	b.refused(http.MethodPatch, "/accounts/"+graphtest.WABAID, `{"status":"RESTRICTED","expires_in":"soon"}`, http.StatusBadRequest)
	b.refused(http.MethodPatch, "/accounts/1", `{}`, http.StatusNotFound)
	require.Contains(t, b.refused(http.MethodPatch, "/accounts/"+graphtest.WABAID, `{"status":"DISABLED","account_review_status":"approved"}`, http.StatusBadRequest),
		`invalid account_review_status "approved"; want APPROVED, REJECTED, PENDING or DEFERRED`)
	require.Equal(t, "ACTIVE", status(), "a request that is refused changes nothing")
}

// A page that is open learns that a restriction has expired, and a world that
// is loaded has it expire too.
func TestRestrictionExpires(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.api(http.MethodPatch, "/accounts/"+graphtest.WABAID, `{"status":"RESTRICTED","expires_in":"24h"}`)
	b.account()
	b.requireSame(b.saved())
	lines := b.stream("")
	b.api(http.MethodPost, "/clock", `{"advance":"25h"}`)
	event(t, lines, "event: numbers")
	require.Contains(t, event(t, lines, "data: "), `"id":"`+graphtest.WABAID+`","name":"Retail account","status":"ACTIVE"`)
	b.requireSame(b.saved())
	require.Empty(t, b.hooks, "no webhook tells of it")
}

// A ban comes before a restriction, whichever came first.
func TestBannedAndRestricted(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	for _, change := range []string{`{"status":"DISABLED"}`, `{"status":"RESTRICTED","expires_in":"1h"}`} {
		b.api(http.MethodPatch, "/accounts/"+graphtest.WABAID, change)
		b.account()
	}
	account := func() any {
		return find(t, b.api(http.MethodGet, "/state", "")["accounts"], "id", graphtest.WABAID)["status"]
	}
	require.Equal(t, "DISABLED", account())
	b.api(http.MethodPost, "/clock", `{"advance":"2h"}`)
	require.Equal(t, "DISABLED", account())
	for _, change := range []string{`{"status":"BANNED"}`, `{"status":"RESTRICTED"}`} {
		b.api(http.MethodPatch, "/numbers/"+graphtest.PhoneNumberID, change)
		b.next()
	}
	require.Equal(t, "BANNED", b.number()["status"])
}
