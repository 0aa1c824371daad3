package graphtest_test

import (
	"encoding/json"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/graphtest"
	"github.com/wabakit/whatsapp/webhook"
)

func TestOldestVersionAnswersForRetiredOnes(t *testing.T) {
	t.Parallel()
	srv := graphtest.New()
	for requested, served := range map[string]string{"": "v23.0", "/v14.0": "v21.0", "/v21.0": "v21.0", "/v23.0": "v23.0", "/v26.0": "v26.0"} {
		request := newRequest(t, http.MethodGet, "")
		request.URL.Path = requested + "/" + graphtest.WABAID
		reply := do(t, srv.Client(), request)
		require.Equal(t, http.StatusOK, reply.Status)
		require.Equal(t, served, reply.Header.Get("facebook-api-version"), "requested %s", requested)
	}
}

// What Meta has withdrawn is withdrawn from all versions.
func TestWithdrawnParameters(t *testing.T) {
	t.Parallel()
	srv := graphtest.New()
	for _, path := range []string{
		"/" + graphtest.WABAID + query("date_format", "U"), "/" + graphtest.WABAID + "/phone_numbers" + query("date_format", "U"),
		"/" + query("ids", graphtest.WABAID+","+graphtest.SecondWABAID), "/" + graphtest.WABAID + query("ids", "1"),
	} {
		get(t, srv, path).requireError(t, http.StatusBadRequest, 100)
	}
	ignored := "/" + graphtest.WABAID + query("pretty", "1", "debug", "all")
	require.JSONEq(t, get(t, srv, "/"+graphtest.WABAID).Body, get(t, srv, ignored).Body)
}

func TestVersion24(t *testing.T) {
	t.Parallel()
	const limits = "/" + graphtest.PhoneNumberID + "?fields=messaging_limit_tier"
	const inList = "/" + graphtest.WABAID + "/phone_numbers?fields=messaging_limit_tier"
	const shared = "/" + graphtest.PhoneNumberID + "?fields=whatsapp_business_manager_messaging_limit"
	const cursor = "/" + graphtest.WABAID + "/message_templates?after=AAAA"
	before, since := graphtest.New(), graphtest.New(graphtest.WithVersion("v24.0"))

	require.Contains(t, get(t, before, limits).Body, "TIER_1K")
	require.Contains(t, get(t, before, inList).Body, "TIER_1K")
	get(t, since, limits).requireError(t, http.StatusBadRequest, 12)
	get(t, since, inList).requireError(t, http.StatusBadRequest, 12)
	require.Contains(t, get(t, since, shared).Body, "TIER_2K")
	get(t, before, cursor).requireError(t, http.StatusBadRequest, 100)
	get(t, since, cursor).requireError(t, http.StatusBadRequest, 131059)
	get(t, since, "/"+graphtest.WABAID+"/phone_numbers?after=AAAA").requireError(t, http.StatusBadRequest, 100)

	request := newRequest(t, http.MethodGet, "")
	request.URL.Path, request.URL.RawQuery = "/v25.0/"+graphtest.PhoneNumberID, "fields=messaging_limit_tier"
	do(t, before.Client(), request).requireError(t, http.StatusBadRequest, 12)
}

// Statuses tell the conversation up to v23.0, and after that only the one of a
// free entry point, which a test makes.
func TestConversationsOfStatuses(t *testing.T) {
	t.Parallel()
	freeEntry := map[string]any{"conversation": map[string]any{"id": "1", "origin": map[string]any{"type": "referral_conversion"}}}
	tests := map[string]struct {
		options []graphtest.Option
		fields  map[string]any
		origin  string
	}{
		"v23.0":                        {nil, nil, "service"},
		"v24.0":                        {[]graphtest.Option{graphtest.WithVersion("v24.0")}, nil, ""},
		"v24.0, by a free entry point": {[]graphtest.Option{graphtest.WithVersion("v24.0")}, freeEntry, "referral_conversion"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := graphtest.New(test.options...)
			var statuses []webhook.Status
			hooks := srv.Webhooks(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
				var body struct {
					Entry []struct {
						Changes []struct {
							Value struct{ Statuses []webhook.Status }
						}
					}
				}
				require.NoError(t, json.NewDecoder(r.Body).Decode(&body))
				statuses = append(statuses, body.Entry[0].Changes[0].Value.Statuses...)
			}), "secret")
			for _, status := range []webhook.MessageStatus{webhook.MessageStatusSent, webhook.MessageStatusDelivered, webhook.MessageStatusRead} {
				update := graphtest.StatusUpdate{MessageID: "wamid.1", Status: status, To: "15550123", Fields: test.fields}
				require.NoError(t, hooks.Deliver(t.Context(), update))
			}
			require.Len(t, statuses, 3)
			if test.origin == "" {
				require.Nil(t, statuses[0].Conversation)
				require.Nil(t, statuses[1].Conversation)
				return
			}
			require.Equal(t, test.origin, statuses[0].Conversation.Origin.Type)
			require.Equal(t, statuses[0].Conversation.ID, statuses[1].Conversation.ID)
			if test.fields == nil {
				require.Equal(t, statuses[0].Timestamp.AddDate(0, 0, 1), statuses[0].Conversation.ExpirationTimestamp.Time)
				require.Nil(t, statuses[2].Conversation, "only with the pricing")
			}
		})
	}
}
