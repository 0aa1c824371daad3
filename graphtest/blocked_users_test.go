package graphtest_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/graphtest"
)

const blockedPath = "/" + graphtest.SecondPhoneNumberID + "/block_users"

func TestBlockedUsers(t *testing.T) {
	t.Parallel()
	srv := graphtest.New()
	srv.AddBlockedUser(graphtest.SecondPhoneNumberID, "15550100111")
	body := jsonBody(`{"messaging_product":"whatsapp","block_users":[{"user":"+1 555-010-0123"},{"user":"15550100111"}]}`)
	require.Equal(t, map[string]any{"messaging_product": "whatsapp", "block_users": map[string]any{"added_users": []any{
		map[string]any{"input": "+1 555-010-0123", "wa_id": "15550100123"},
		map[string]any{"input": "15550100111", "wa_id": "15550100111"},
	}}}, call(t, srv, "POST", blockedPath, body).object(t))
	require.Equal(t, []string{"15550100111", "15550100123"}, texts(get(t, srv, blockedPath).data(t), "wa_id"))
	call(t, srv, "DELETE", blockedPath, jsonBody(`{"messaging_product":"whatsapp","block_users":[{"user":"15550100111"}]}`)).object(t)
	require.Equal(t, []string{"15550100123"}, texts(get(t, srv, blockedPath).data(t), "wa_id"))
}

func TestBlockingPartly(t *testing.T) {
	t.Parallel()
	srv := graphtest.New()
	body := `{"messaging_product":"whatsapp","block_users":[{"user":"12"},{"user":"15550100111"}]}`
	answer := call(t, srv, "POST", blockedPath, jsonBody(body))
	require.Equal(t, http.StatusOK, answer.Status)
	require.Contains(t, answer.Body, `"code":139100`)
	require.Contains(t, answer.Body, `"added_users":[{"input":"15550100111"`)
	require.Equal(t, []string{"15550100111"}, texts(get(t, srv, blockedPath).data(t), "wa_id"))
	for _, wrong := range []string{`{"block_users":[{"user":"15550100111"}]}`, `{"messaging_product":"whatsapp"}`, `{"messaging_product":"whatsapp","block_users":[]}`} {
		call(t, srv, "DELETE", blockedPath, jsonBody(wrong)).requireError(t, http.StatusBadRequest, 100)
	}
}
